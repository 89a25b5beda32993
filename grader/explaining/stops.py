"""A function without an answer that can be judged: it stops, or what it gives back is of another kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.asking.asking import Asking
from grader.explaining.edits.proof import questions_of
from grader.key.questions import PROPERTY
from grader.report.explanation import Explanation
from grader.report.message import Finding
from grader.sandbox import Answer, FunctionCall, Request
from grader.sandbox.plain_text import plain_line

_CALLS, _MANY = 4, 30


def wrong_kind(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where what comes back is of a wrong kind in every call, such as a list or None."""
    asking = askings[0]
    signature = asking.key.signatures[function]
    questions = questions_of(function, asking) or asking.key.asked(function, PROPERTY)
    student = asking.quietly(function)
    kinds: set[str] = set()
    for question in questions[:_CALLS]:
        answer = asking.caller.call(function, *question.arguments)
        if answer.outcome != "returned":
            return None
        try:
            student.results(answer)
            return None
        except Finding as finding:
            kinds.add("None" if answer.returned == "NoneType" else plain_line(answer.returned, 60))
            todo = finding.message.next if finding.message else ""
    if len(kinds) != 1:
        return None
    several = len(signature.results) > 1
    wanted = f"{len(signature.results)} values" if several else "a list" if signature.results[0].many else "one value"
    return Explanation(
        "formula",
        f"What {function} gives back is of another kind than what is asked for, whatever the numbers are: it is "
        f"each time of the kind `{kinds.pop()}`, and {wanted} should come back. The numbers are not looked at yet.",
        todo,
        "kind",
    )


def stops(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where every call stops at one line; None where it does not, or nothing is known of it."""
    asking = askings[0]
    signature = asking.key.signatures[function]
    answers = _answers(function, asking)
    if not answers or not _stop_alike(answers):
        return None
    first = answers[0]
    if not first.label:  # no line of it ran
        if "positional argument" not in first.message:
            return None
        return Explanation(
            "edit",
            f"{function} cannot be called with what it is given: it must take {len(signature.arguments)} arguments, "
            f"by position, as {signature.signature()}. So no line of it has run yet.",
            kind="stops",
        )
    if first.code_line.startswith("raise "):  # its words are the file's own
        return None
    return Explanation(
        "edit",
        f"{function} never gets to its end: all of {len(answers)} calls, with other numbers each time, stop at line "
        f"{first.line} with {first.error}. So nothing behind that line has run, and whether the rest is right cannot "
        "be seen yet.",
        kind="stops",
        place=(first.label, first.line),
    )


def sometimes_stops(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where most calls stop at one line: fewer may be a second mistake, beside the real one."""
    answers = _answers(function, askings[0])
    stopped = [answer for answer in answers if answer.outcome == "raised" and answer.label]
    if not stopped:
        return None
    places = Counter((answer.label, answer.line, answer.error) for answer in stopped)
    (label, line, error), count = places.most_common(1)[0]
    if 2 * count < len(answers):
        return None
    return Explanation(
        "edit",
        f"{function} does not always get to its end: {count} of {len(answers)} calls stop at line {line} with "
        f"{error}. So that line fits some shapes or numbers, and not all that may come.",
        kind="stops",
        place=(label, line),
    )


def _answers(function: str, asking: Asking) -> Sequence[Answer]:
    questions = [*questions_of(function, asking), *asking.key.asked(function, PROPERTY)]
    calls = Request.of(FunctionCall(function, question.arguments) for question in questions[:_MANY])
    return asking.caller.call_together(calls) or ()


def _stop_alike(answers: Sequence[Answer]) -> bool:
    first = answers[0]
    return all(
        answer.outcome == "raised" and (answer.error, answer.code_line) == (first.error, first.code_line)
        for answer in answers
    )
