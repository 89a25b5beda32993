"""More that formulas start from: what the file's own right functions give for the arguments, and the right answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.asking.asking import Asking
from grader.explaining.formulas.asked import Asked
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.telling import RIGHT
from grader.key.key import Signature
from grader.key.questions import REFERENCE
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_MOST = 8  # functions


def usable(function: str, asking: Asking) -> list[str]:
    """The file's other functions that take arguments of this one, and are right."""
    signatures = asking.key.signatures
    return [name for name in signatures if _is_usable(signatures[name], signatures[function], asking)][:_MOST]


def with_own(asked: Sequence[Asked], asking: Asking, function: str, place: int, others: Sequence[str]) -> list[Asked]:
    """The same questions, each with more leaves.

    Args:
        asked: all that was asked from the key of `asking`.
        asking: puts the questions.
        function: which function.
        place: the result that is looked at.
        others: other functions; see ``usable``.
    """
    key = asking.key
    columns: dict[str, list[Array]] = {}
    if all(np.array_equal(each.question.low[place], each.question.high[place]) for each in asked):
        columns[RIGHT] = [np.asarray(each.question.low[place], dtype=np.float64) for each in asked]
    for name in others:
        if values := _values(name, asked, asking, function):
            arguments = ", ".join(argument.name for argument in key.signatures[name].arguments)
            columns[f"{name}({arguments})"] = values
    return [
        replace(each, own={name: values[number] for name, values in columns.items()})
        for number, each in enumerate(asked)
    ]


def _is_usable(other: Signature, signature: Signature, asking: Asking) -> bool:
    """Whether the other function takes arguments that this one has, gives one array, and is written and right."""
    own = {argument.name: len(argument.shape) for argument in signature.arguments}
    if other.function == signature.function or other.random or len(other.results) != 1 or other.results[0].many:
        return False
    if not other.arguments or any(own.get(each.name, -1) != len(each.shape) for each in other.arguments):
        return False
    if other.function not in asking.caller.known_names():
        return False
    questions = [question for question in asking.key.asked(other.function, REFERENCE) if not question.case]
    calls = Request.of(FunctionCall(other.function, question.arguments) for question in questions)
    answers = asking.caller.call_together(calls) if questions else None
    student = asking.quietly(other.function)
    return answers is not None and all(map(student.is_right, questions, answers))


def _values(name: str, asked: Sequence[Asked], asking: Asking, function: str) -> list[Array]:
    """What it gives for each question's arguments; [] where it has no answer."""
    places = {argument.name: place for place, argument in enumerate(asking.key.signatures[function].arguments)}
    chosen = [places[argument.name] for argument in asking.key.signatures[name].arguments]
    calls = [FunctionCall(name, tuple(each.question.arguments[place] for place in chosen)) for each in asked]
    answers = asking.caller.call_together(Request.of(calls))
    student = asking.quietly(name)
    try:
        found = [np.asarray(student.results(answer)[0], dtype=np.float64) for answer in answers or ()]
    except Finding:
        return []
    return found if all(np.isfinite(each).all() for each in found) else []
