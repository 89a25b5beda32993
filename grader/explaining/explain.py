"""One call for every reason that can be proved: a known mistake, what a function computes, where it goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.asking.asking import Asking
from grader.explaining.cases import common_case
from grader.explaining.edits import words as edits_words
from grader.explaining.edits.search import EditSearch
from grader.explaining.equal_answers import name_of_answers
from grader.explaining.known_mistakes import known_mistake
from grader.explaining.laws import laws_in_words
from grader.explaining.no_part import takes_no_part
from grader.explaining.not_repeatable import not_repeatable
from grader.explaining.rearranged import rearranged
from grader.explaining.remembered import remember, remembered
from grader.explaining.special_cases import only_in_cases
from grader.explaining.stops import sometimes_stops, stops, wrong_kind
from grader.explaining.traits import told_by_traits
from grader.key.key import KnownMistake
from grader.key.questions import CONTRACT, PROPERTY, REFERENCE
from grader.report.explanation import Explanation
from grader.sandbox import Chunk, FunctionCall, Request

SECONDS = 1.6  # for one function
_FIRST = 0.6  # the share of it that is for one change

# What answers alone tell where neither a change nor a formula was found, the most telling first.
_BEHAVIOUR = {
    "Where it stops": stops,
    "All numbers, in another form": rearranged,
    "Another kind": wrong_kind,
    "What takes no part": takes_no_part,
    "Special cases": only_in_cases,
    "When": common_case,
    "Laws": laws_in_words,
    "Traits": told_by_traits,
    "Where it sometimes stops": sometimes_stops,
}


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
    changes = EditSearch(function, askings, chunks)
    if edit := changes.one(_FIRST * seconds):
        return edits_words.explained(edit, signature, chunks)
    if said := _formula(function, askings, changes.text):
        return said
    if edit := changes.two(until - time.monotonic()) or changes.part():
        return edits_words.explained(edit, signature, chunks)
    if _is_slow(function, askings[0]):  # its answers would be waited for one by one
        return None
    return next((said for look in _BEHAVIOUR.values() if (said := look(function, askings))), None)


def _is_slow(function: str, asking: Asking) -> bool:
    """Whether it does not answer in the time that many calls have together."""
    questions = asking.key.asked(function, CONTRACT, REFERENCE, PROPERTY)
    calls = Request.of(FunctionCall(function, question.arguments) for question in questions if not question.case)
    return asking.caller.call_together(calls) is None


def every_reason(function: str, askings: Sequence[Asking], chunks: Sequence[Chunk]) -> Iterator[tuple[str, str]]:
    """All that can be found out about a wrong function, for instructors: what was looked for, and what was found."""
    key = askings[0].key
    signature = key.signatures[function]
    mistake = known_mistake(askings[0], function)
    yield "A known mistake", f"{mistake.id}: {of_known_mistake(mistake).text}" if mistake else ""
    changes = EditSearch(function, askings, chunks)
    ways = {"One place": changes.one, "Two places": changes.two, "A part of it": changes.part}
    for title, look in ways.items():
        edit = look()
        yield title, edits_words.explained(edit, signature, chunks).text if edit else ""
        if edit:
            break
    said = _formula(function, askings, changes.text)
    for title, tell in _BEHAVIOUR.items():
        reason = tell(function, askings)
        yield title, reason.text if reason else ""
    yield "What it computes", said.text if said else ""
    yield "The name of its answers", name_of_answers(askings[0], function)


@dataclass(frozen=True)
class _Said:
    """What was found out, None for nothing."""

    reason: Explanation | None


def _formula(function: str, askings: Sequence[Asking], text: str) -> Explanation | None:
    """What the function computes."""
    from grader.explaining.formulas.own_functions import usable  # late: few files need it, and everybody waits
    from grader.explaining.formulas.search import find_formula
    from grader.explaining.formulas.words import explained

    key, keys = askings[0].key, [asking.key for asking in askings]
    answers = [name_of_answers(asking, function) for asking in askings]
    if not all(answers):  # it comes to no end
        return None
    others = usable(function, askings[0])
    same = (function, text, *answers, *others)  # equal answers alone may be those of another file's names
    if known := remembered(keys, same, _Said):
        return known.reason
    formula = find_formula(function, askings, text, others)
    said = explained(formula, key.signatures[function], key.symbols) if formula else None
    remember(keys, same, _Said(said))
    return said
