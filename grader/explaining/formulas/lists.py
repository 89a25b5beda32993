"""What a wrong list of arrays is, seen from the right one: in another order, too long, or wrong in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.relative import Relative, relative_to_right

List = Sequence[Array]
_LEAST = 3  # questions, and entries of an array: fewer may be multiples by accident

_ORDERS: dict[str, Callable[[List], List]] = {
    "in the opposite order": lambda wanted: wanted[::-1],
    "without its first array": lambda wanted: wanted[1:],
    "without its last array": lambda wanted: wanted[:-1],
    "cut down to its last array": lambda wanted: wanted[-1:],
    "cut down to its first array": lambda wanted: wanted[:1],
}
_ALL = "with all of its arrays changed"
_PLACES: dict[str, Callable[[int], list[int]]] = {
    "but for its last array": lambda count: [count - 1],
    "but for its first array": lambda count: [0],
    "in its last array alone; all others are wrong": lambda count: list(range(count - 1)),
    "in its first array alone; all others are wrong": lambda count: list(range(1, count)),
    _ALL: lambda count: list(range(count)),
}


def relative_list(
    given: Sequence[List], wanted: Sequence[List], numbers: Sequence[Mapping[str, float]]
) -> Relative | None:
    """What is done to the right lists to give these, or None.

    Args:
        given: the wrong lists, for several questions.
        wanted: the right ones.
        numbers: for each question, the numbers that arrays may be multiplied or divided by.
    """
    for words, apply in _ORDERS.items():
        if all(_alike(one, apply(other)) for one, other in zip(given, wanted, strict=True)):
            return Relative(words, "")
    for words, cut in (("in front", slice(1, None)), ("at the end", slice(None, -1))):
        if all(_alike(one[cut], other) for one, other in zip(given, wanted, strict=True)):
            return Relative(f"with one array too many {words}", "")
    for words, apply in _ORDERS.items():
        turned = [apply(each) for each in wanted]
        if all(len(one) == len(other) for one, other in zip(given, turned, strict=True)):
            every = [list(range(len(each))) for each in turned]
            if how := _how(given, turned, every, numbers):
                return Relative(f"{words}{how}", "")
    if any(len(one) != len(other) for one, other in zip(given, wanted, strict=True)):
        return None
    wrong = [_wrong(one, other) for one, other in zip(given, wanted, strict=True)]
    for words, places in _PLACES.items():
        if all(each == places(len(other)) and each for each, other in zip(wrong, wanted, strict=True)):
            how = _how(given, wanted, wrong, numbers)
            return None if words == _ALL and not how else Relative(f"{words}{how}", "")
    return _in_some_questions(given, wanted, wrong)


def _in_some_questions(given: Sequence[List], wanted: Sequence[List], wrong: Sequence[list[int]]) -> Relative | None:
    """Right in some questions, and in all others each array a multiple of the right one."""
    picked = [
        (question, place) for question, places in enumerate(wrong) if places for place in range(len(wanted[question]))
    ]
    how = _scaled([given[q][p] for q, p in picked], [wanted[q][p] for q, p in picked], picked)
    return Relative(f"in some questions. In the others{how}", "") if how and not all(wrong) else None


def _how(
    given: Sequence[List], wanted: Sequence[List], wrong: Sequence[list[int]], numbers: Sequence[Mapping[str, float]]
) -> str:
    """What the wrong arrays of the lists have in common, in words; "" where nothing is known."""
    picked = [(question, place) for question, places in enumerate(wrong) for place in places]
    found = relative_to_right(
        [given[question][place] for question, place in picked],
        [wanted[question][place] for question, place in picked],
        [numbers[question] for question, _ in picked],
    )
    if not found:
        scaled = _scaled([given[q][p] for q, p in picked], [wanted[q][p] for q, p in picked], picked)
        return f":{scaled}" if scaled else ""
    return f", {'each of which' if len(picked) > len(wrong) else 'which'} is the right one {found}"


def _scaled(given: Sequence[Array], wanted: Sequence[Array], picked: Sequence[tuple[int, int]]) -> str:
    """Whether each is the right one times some number, and whether all of a list have one number."""
    factors: dict[int, list[float]] = {}
    for one, other, (question, _) in zip(given, wanted, picked, strict=True):
        if one.shape != other.shape or not np.any(other):
            return ""
        largest = np.unravel_index(np.abs(other).argmax(), other.shape)
        factor = float(one[largest] / other[largest])
        if not factor or not _same(one, factor * other):
            return ""
        if np.count_nonzero(other) >= _LEAST:
            factors.setdefault(question, []).append(factor)
    if len(factors) < _LEAST:
        return ""
    if all(np.allclose(each, each[0]) for each in factors.values()):
        return " all arrays are the right ones times one number, which is another one in each question"
    return " each array is the right one times a number of its own, where one number should do for all"


def _wrong(given: List, wanted: List) -> list[int]:
    return [place for place, pair in enumerate(zip(given, wanted, strict=True)) if not _same(*pair)]


def _alike(given: List, wanted: List) -> bool:
    return len(given) == len(wanted) and all(map(_same, given, wanted))


def _same(one: Array, other: Array) -> bool:
    return same(np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64))
