"""A function whose numbers are all right, and come back in other brackets or in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.asking import Asking
from grader.explaining.edits.proof import questions_of
from grader.key.key import Question, Signature
from grader.key.values import as_float64, leaves
from grader.report.explanation import Explanation
from grader.report.listing import listed
from grader.sandbox import Answer, FunctionCall, Request

_LEAST, _LEAST_NUMBERS = 3, 6  # questions, and different numbers in one of them: fewer are alike by accident
_ALIKE = 1e-6


def rearranged(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words; None where other numbers come back."""
    signature = askings[0].key.signatures[function]
    if signature.random:
        return None
    found: list[tuple[Question, Answer]] = []
    for asking in askings:
        questions = [question for question in questions_of(function, asking) if not question.case]
        calls = Request.of(FunctionCall(function, question.arguments) for question in questions)
        answers = asking.caller.call_together(calls)
        student = asking.quietly(function)
        for question, answer in zip(questions, answers or (), strict=answers is not None):
            if student.is_right(question, answer):
                return None
            found.append((question, answer))
    pairs = [(_numbers(answer.value), _numbers(question.low)) for question, answer in found]
    if len(pairs) < _LEAST or not all(_same(np.sort(one), np.sort(other)) for one, other in pairs):
        return None
    if sum(len(np.unique(other)) >= _LEAST_NUMBERS for _, other in pairs) < _LEAST:
        return None
    in_order = all(_same(one, other) for one, other in pairs)
    return Explanation(
        "formula",
        f"All numbers that {function} gives back are right, in all of {len(pairs)} questions. "
        f"{'Their order is right, too' if in_order else 'They stand in other places'}: what is not right is the "
        f"form. {function} gives back {_form(found[0][1].value)}. What is asked for is {_wanted(signature)}. "
        "So the formula is done, and only how its values are put together is not.",
        f"Write down what stands behind the last `return` of {function}, with each pair of brackets. What is in "
        "the outer brackets, and how many things are that?",
        "form",
    )


def _numbers(value: Any) -> NDArray[np.float64]:
    """All numbers in a value, in order."""
    parts = [np.ravel(leaf) for leaf in leaves(as_float64(value))] if value is not None else []
    return np.concatenate(parts) if parts else np.empty(0)


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=_ALIKE, atol=_ALIKE * 1e-3))


def _form(value: Any) -> str:
    if not isinstance(value, list | tuple):
        shape = np.shape(value)
        return f"one array of the shape {shape}" if shape else "one number"
    kind = "tuple" if isinstance(value, tuple) else "list"
    inner = value[0] if value else None
    if isinstance(inner, list | tuple):
        return f"a {kind} of {len(value)}, in which the first thing is a group of {len(inner)}"
    return f"a {kind} of {len(value)}"


def _wanted(signature: Signature) -> str:
    names = [f"`{each.name}`{' (a list of arrays)' if each.many else ''}" for each in signature.results]
    return f"{listed(names)}, in this order" if len(names) > 1 else names[0]
