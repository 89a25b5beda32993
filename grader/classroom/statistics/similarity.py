"""Near-identical submissions, for a person to look at.

Files that are the same, byte for byte, are always named. For the rest: the functions of this course are short, and
most have one natural solution: that two people wrote it says nothing. So what two submissions share is weighed by how
rare it is in this class, in bits: a function that 2 of 64 wrote is worth log2(64 / 2) = 5. A function that is written
twice in one submission, for two layers, counts once; a short one that is right counts for less, since few words leave
little choice; one of the course's own counts for nothing. A mistake that both made is weighed in the same way, also
where their functions look different. Two submissions are named when they share so much that among all pairs of the
class chance would bring together fewer than one such pair in two, if people worked independently of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

from grader.sandbox.inside.reading.structure import Structure, Written

FEWEST = 8  # submissions: in a smaller class nobody knows what is rare
FULL_WEIGHT = 24  # words: a function of so many says all that its rarity says
_MOST_HOLDERS = 30
_CHARACTERS = 0x100000  # from 0x10000 on; more different words than that must share them
_LONG = 30  # words: from here on, functions that differ in a word or two are taken as the same
_NEARLY = 92  # per cent of the words

Functions = Mapping[Structure, tuple[Written, ...]]


@dataclass(frozen=True)
class Shared:
    """A function that several submissions have in the same structure: who, and as each of them wrote it."""

    versions: Mapping[str, Written]

    @property
    def students(self) -> tuple[str, ...]:
        """Everybody in the class who wrote it so."""
        return tuple(self.versions)


@dataclass(frozen=True)
class SharedMistake:
    """A mistake that several submissions have: what it is called, and everybody who made it."""

    name: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Resemblance:
    """Submissions that share much that is rare.

    Attributes:
        students: whose they are.
        bits: the highest similarity of any two of them.
        shared: the functions that at least two of them have, the rarest first.
        mistakes: the mistakes that at least two of them made, the rarest first.
        identical: those of them whose files are the same, byte for byte; a group for each file.
    """

    students: tuple[str, ...]
    bits: float
    shared: tuple[Shared, ...]
    mistakes: tuple[SharedMistake, ...] = ()
    identical: tuple[tuple[str, ...], ...] = ()


def threshold(submissions: int) -> float:
    """Bits from which on a pair is named: 1/2 chance pair expected among n²/2."""
    return 2 * log2(submissions)


def resemblances(
    submissions: Mapping[str, Functions],
    known: Collection[Structure] = (),
    wrong: Mapping[str, Mapping[str, str]] = {},
    identical: Collection[Collection[str]] = (),
) -> tuple[Resemblance, ...]:
    """Groups of submissions that resemble each other more than chance explains, the most alike first.

    Args:
        submissions: the functions of each student.
        known: structures that everybody was given, or is meant to find.
        wrong: for each student, the functions that are wrong, and the mistake in them; "" where it has no name.
        identical: students with the same file.
    """
    holders = _holders(submissions, known)
    total = sum(1 for functions in submissions.values() if functions)
    most = min(total / 4, _MOST_HOLDERS)
    rare = {structure: who for structure, who in holders.items() if 2 <= len(who) <= most}
    made = {mistake: who for mistake, who in _made(wrong).items() if 2 <= len(who) <= most}
    same = {pair for group in identical for pair in combinations(sorted(group), 2)}
    weights = _weights(rare, made, wrong, total) if total >= FEWEST else {}
    pairs = {pair: bits for pair, bits in weights.items() if bits >= threshold(total)}
    pairs |= {pair: weights.get(pair, 0.0) for pair in same}
    groups = [_resemblance(group, pairs, rare, made, identical) for group in _groups(pairs)]
    return tuple(sorted(groups, key=lambda group: (not group.identical, -group.bits, group.students)))


def _holders(
    submissions: Mapping[str, Functions], known: Collection[Structure]
) -> Mapping[Structure, Mapping[str, Written]]:
    """Who wrote each structure, and how; structures that are nearly the same count as one."""
    classes = _classes([structure for functions in submissions.values() for structure in functions if structure])
    common = {classes[structure] for structure in known if structure in classes}
    holders: dict[Structure, dict[str, Written]] = defaultdict(dict)
    for student, functions in submissions.items():
        for structure, written in functions.items():
            if structure and classes[structure] not in common:
                holders[classes[structure]].setdefault(student, written[0])
    return holders


def _made(wrong: Mapping[str, Mapping[str, str]]) -> Mapping[str, Sequence[str]]:
    """Who made each mistake that has a name, in one function or in several."""
    made: dict[str, list[str]] = defaultdict(list)
    for student, functions in wrong.items():
        for mistake in dict.fromkeys(filter(None, functions.values())):
            made[mistake].append(student)
    return made


def _weights(
    rare: Mapping[Structure, Mapping[str, Written]],
    made: Mapping[str, Sequence[str]],
    wrong: Mapping[str, Mapping[str, str]],
    total: int,
) -> Mapping[tuple[str, str], float]:
    """Bits that each two submissions share. A mistake and the function that it is in count once, as the rarer."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    counted: dict[tuple[tuple[str, str], str], float] = defaultdict(float)  # of a pair, for a mistake
    for structure, who in rare.items():
        for pair in combinations(sorted(who), 2):
            mistakes = [wrong.get(student, {}).get(who[student].name) for student in pair]
            is_wrong = None not in mistakes
            bits = log2(total / len(who)) * (1.0 if is_wrong else min(1.0, len(structure) / FULL_WEIGHT))
            weights[pair] += bits
            if mistakes[0] and mistakes[0] == mistakes[1]:
                counted[pair, mistakes[0]] += bits
    for mistake, students in made.items():
        for pair in combinations(sorted(students), 2):
            weights[pair] += max(0.0, log2(total / len(students)) - counted[pair, mistake])
    return weights


def _resemblance(
    students: frozenset[str],
    pairs: Mapping[tuple[str, str], float],
    rare: Mapping[Structure, Mapping[str, Written]],
    made: Mapping[str, Sequence[str]],
    identical: Collection[Collection[str]],
) -> Resemblance:
    shared = [
        (len(who), -len(structure), Shared(who)) for structure, who in rare.items() if len(students & who.keys()) > 1
    ]
    shared.sort(key=lambda found: found[:2])
    mistakes = [SharedMistake(name, tuple(who)) for name, who in made.items() if len(students.intersection(who)) > 1]
    return Resemblance(
        tuple(sorted(students)),
        max(bits for pair, bits in pairs.items() if students.issuperset(pair)),
        tuple(found for _, _, found in shared),
        tuple(sorted(mistakes, key=lambda one: (len(one.students), one.name))),
        tuple(sorted({tuple(sorted(group)) for group in identical if students.issuperset(group)})),
    )


def _groups(pairs: Collection[tuple[str, str]]) -> Iterator[frozenset[str]]:
    """The connected components of the pairs."""
    group_of: dict[str, set[str]] = {}
    for left, right in pairs:
        merged = group_of.get(left, {left}) | group_of.get(right, {right})
        group_of |= dict.fromkeys(merged, merged)
    seen: set[str] = set()
    for student, group in group_of.items():
        if student not in seen:
            seen |= group
            yield frozenset(group)


def _classes(structures: Sequence[Structure]) -> dict[Structure, Structure]:
    """For each structure the one that stands for it and all that are nearly the same."""
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    distinct = sorted(set(structures), key=lambda structure: (len(structure), structure))
    stands_for = {structure: structure for structure in distinct}

    def representative(structure: Structure) -> Structure:
        while stands_for[structure] != structure:
            structure = stands_for[structure]
        return structure

    numbers: dict[str, str] = {}
    long = [structure for structure in distinct if len(structure) >= _LONG]
    # One character for each word: the library compares texts fastest.
    texts = [
        "".join(numbers.setdefault(word, chr(0x10000 + len(numbers) % _CHARACTERS)) for word in structure)
        for structure in long
    ]
    block = 200
    for start in range(0, len(long), block):
        rows = texts[start : start + block]
        reach = len(rows[-1]) * (200 - _NEARLY) / _NEARLY  # a longer one differs in more words than that
        columns = [text for text in texts[start:] if len(text) <= reach]
        alike = cdist(rows, columns, scorer=Indel.normalized_similarity, score_cutoff=_NEARLY / 100, dtype=np.float32)
        for row, column in np.argwhere(alike > 0):
            left, right = representative(long[start + row]), representative(long[start + column])
            if left != right:
                stands_for[max(left, right)] = min(left, right)
    return {structure: representative(structure) for structure in distinct}
