"""One call for every reason that can be proved: a known mistake, what a function computes, where it goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from grader.asking.asking import Asking
from grader.explaining.edits import words as edits_words
from grader.explaining.edits.search import SECONDS, find_edit
from grader.explaining.equal_answers import name_of_answers
from grader.explaining.known_mistakes import known_mistake
from grader.explaining.not_repeatable import not_repeatable
from grader.key.key import KnownMistake
from grader.report.explanation import Explanation
from grader.sandbox import Chunk


def of_known_mistake(mistake: KnownMistake) -> Explanation:
    """A known mistake as an explanation."""
    return Explanation("mistake", f"It looks as if {mistake.looks_like.rstrip('.')}. {mistake.why}", mistake.next)


def search(
    function: str, askings: Sequence[Asking], chunks: Sequence[Chunk], seconds: float = SECONDS
) -> Explanation | None:
    """The reason why a function is wrong that no known mistake explains, or None.

    Args:
        function: which function.
        askings: the public questions first. On them it is looked for; it has to hold on all of them.
        chunks: the submission's text.
        seconds: the time for it.
    """
    if found := not_repeatable(function, askings[0]):
        return found
    key = askings[0].key
    signature = key.signatures[function]
    until = time.monotonic() + seconds
    if edit := find_edit(function, askings, chunks, seconds):
        return edits_words.explained(edit, signature, chunks)
    if said := _formula(function, askings):
        return said
    edits = find_edit(function, askings, chunks, until - time.monotonic(), two=True)
    return edits_words.explained(edits, signature, chunks) if edits else None


def every_reason(function: str, askings: Sequence[Asking], chunks: Sequence[Chunk]) -> Iterator[tuple[str, str]]:
    """All that can be found out about a wrong function, for instructors: what was looked for, and what was found."""
    key = askings[0].key
    signature = key.signatures[function]
    mistake = known_mistake(askings[0], function)
    yield "A known mistake", f"{mistake.id}: {of_known_mistake(mistake).text}" if mistake else ""
    for title, two in (("One place", False), ("Two places", True)):
        edit = find_edit(function, askings, chunks, two=two)
        yield title, edits_words.explained(edit, signature, chunks).text if edit else ""
        if edit:
            break
    said = _formula(function, askings)
    yield "What it computes", said.text if said else ""
    yield "The name of its answers", name_of_answers(askings[0], function)


def _formula(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """What the function computes."""
    from grader.explaining.formulas.search import find_formula  # late: few files need it, and everybody waits
    from grader.explaining.formulas.words import explained

    formula = find_formula(function, askings)
    key = askings[0].key
    return explained(formula, key.signatures[function], key.symbols) if formula else None
