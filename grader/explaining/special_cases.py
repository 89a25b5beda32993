"""A function that is right for ordinary numbers, and goes wrong in special cases alone."""

from __future__ import annotations

from collections.abc import Sequence

from grader.asking.asking import Asking
from grader.explaining.edits.proof import questions_of
from grader.report.explanation import Explanation
from grader.sandbox import FunctionCall, Request

_LEAST = 5  # ordinary questions


def only_in_cases(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words; None where ordinary questions go wrong too, or where answers are judged by laws."""
    if askings[0].key.signatures[function].random:
        return None
    ordinary, wrong = 0, []
    for asking in askings:
        questions = questions_of(function, asking)
        calls = Request.of(FunctionCall(function, question.arguments) for question in questions)
        answers = asking.caller.call_together(calls)
        student = asking.quietly(function)
        for question, answer in zip(questions, answers or (), strict=answers is not None):
            ordinary += not question.case
            if not student.is_right(question, answer):
                wrong.append(question.case)
    if ordinary < _LEAST or not wrong or "" in wrong:
        return None
    cases = " and ".join(dict.fromkeys(wrong))
    return Explanation(
        "formula",
        f"For ordinary numbers {function} is right: in all of {ordinary} questions. What goes wrong is {cases}. So "
        "the formula is right in the middle, and something in it does not hold there, such as a limit, or a number "
        "that becomes too large or too small.",
        f"Take such numbers by hand. Which line of {function} gives something else than you expect?",
        "special",
    )
