"""A function that gives another answer each time to one question: it draws random numbers, or it counts calls."""

from __future__ import annotations

import numpy as np

from grader.asking.asking import Asking
from grader.key.questions import REFERENCE
from grader.key.values import leaves
from grader.report.explanation import Explanation
from grader.sandbox import FunctionCall, Request

_CALLS = 3


def not_repeatable(function: str, asking: Asking) -> Explanation | None:
    """The reason in words, where answers to one question differ; None where they agree, or where they may differ."""
    signature = asking.key.signatures[function]
    questions = asking.key.asked(function, REFERENCE)
    if signature.random or not questions:
        return None
    call = FunctionCall(function, questions[0].arguments)
    given = asking.caller.call_together(Request.of([call] * _CALLS))
    if given is None:  # it hangs, and nobody waits for that again
        return None
    student = asking.quietly(function)
    answers = [student.value_of(answer) for answer in given]
    if all(_same(answers[0], answer) for answer in answers[1:]):
        return None
    names = ", ".join(argument.name for argument in signature.arguments)
    return Explanation(
        "formula",
        f"The same call gives another answer each time: {function} draws random numbers, or it keeps something from "
        "call to call.",
        f"All that {function} needs is in its arguments: {names}. Call it twice with the same ones, and print both.",
    )


def _same(one: object, other: object) -> bool:
    first, second = list(leaves(one)), list(leaves(other))
    return len(first) == len(second) and all(
        np.array_equal(a, b, equal_nan=True) if a is not None and b is not None else a is b
        for a, b in zip(first, second, strict=True)
    )
