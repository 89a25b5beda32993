"""What a function was asked and answered, and the values that formulas over its arguments start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.asking.asking import Asking
from grader.explaining.formulas.operations import Array
from grader.key.key import Question, Signature
from grader.key.questions import CONTRACT, DIAGNOSIS, DIFFERENCES, REFERENCE, WORKED
from grader.key.values import as_float64, leaves
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

PROBES = 2  # at least, on which formulas are looked up; found ones have to hold on all questions


@dataclass(frozen=True)
class Asked:
    """A question, and what the function answered: an array for each result. `own` holds more leaves, by name."""

    question: Question
    answers: tuple[Any, ...]
    own: Mapping[str, Array] = field(default_factory=dict)


def answers_of(function: str, asking: Asking) -> list[Asked]:
    """The function's answers to all ordinary questions; none where one of them has no answer.

    Of a random function also those to special ones: there are few in which chance does not matter.
    """
    purposes = (DIAGNOSIS, CONTRACT, REFERENCE, WORKED, DIFFERENCES)
    is_random = asking.key.signatures[function].random
    asked = [each for each in asking.key.asked(function, *purposes) if each.low and (is_random or not each.case)]
    return answers_to(function, asking, asked)


def answers_to(function: str, asking: Asking, questions: Sequence[Question]) -> list[Asked]:
    """The function's answers to these questions; none where one of them has no answer."""
    student = asking.quietly(function)
    answers = asking.caller.call_together(
        Request.of(FunctionCall(function, question.arguments) for question in questions)
    )
    found: list[Asked] = []
    for question, answer in zip(questions, answers or (), strict=answers is not None):
        try:
            results = student.results(answer)
        except Finding:
            return []
        found.append(Asked(question, as_float64(results)))
    return found if not student.masked else []


def is_right(asked: Asked, place: int) -> bool:
    question = asked.question
    columns = (asked.answers[place], question.low[place], question.high[place], question.slack[place])
    got, low, high, slack = (list(leaves(each)) for each in columns)
    return len(got) == len(low) and all(
        one.shape == a.shape and bool(((one >= a - c) & (one <= b + c)).all())
        for one, a, b, c in zip(got, low, high, slack, strict=True)
    )


def is_returned_alone(function: str, place: int, asking: Asking) -> bool:
    """Whether this one of several results comes back, without the others, and is right."""
    questions = [each for each in asking.key.asked(function, CONTRACT, REFERENCE, WORKED) if not each.case]
    answers = asking.caller.call_together(
        Request.of(FunctionCall(function, question.arguments) for question in questions)
    )
    if not answers or any(answer.value is None for answer in answers):
        return False
    others = ((),) * place
    is_list = asking.key.signatures[function].results[place].many
    for question, answer in zip(questions, answers, strict=True):
        value = as_float64(answer.value)
        if is_list and isinstance(value, np.ndarray) and value.ndim:
            value = list(value)  # arrays of one shape
        if not is_right(Asked(question, (*others, value)), place):
            return False
    return True


def columns(
    signature: Signature, probes: Sequence[Asked], right: Sequence[int]
) -> dict[str, tuple[Array, ...]] | None:
    """The leaves' values on the probes; None where there are too few, or where an argument is no leaf."""
    # What is right is taken from the key: it is the same for everybody.
    known = [with_results(signature, each, each.question.low, right) for each in probes]
    if len(probes) < PROBES or any(each is None for each in known):
        return None
    return {name: tuple(each[name] for each in known if each) for name in known[0] or ()}


def is_square(question: Question) -> bool:
    """Whether all sizes are one: a turned array fits then as well."""
    return len(question.sizes) > 1 and len(set(question.sizes.values())) == 1


def leaves_of(signature: Signature, question: Question) -> dict[str, Array] | None:
    """By name: the arguments, the sizes, 1 and 2. None where an argument is no number, array or list."""
    found: dict[str, Any] = {}
    for argument, value in zip(signature.arguments, question.arguments, strict=True):
        if isinstance(value, list | tuple) and value:
            # The entries of all its arrays, one after another.
            parts = [np.ravel(np.asarray(leaf, dtype=np.float64)) for leaf in leaves(value)]
            found[f"(all of {argument.name})"] = np.concatenate(parts)
        elif isinstance(value, np.ndarray | float | int):
            found[argument.name] = value
        else:
            return None
    found |= {symbol: size for symbol, size in question.sizes.items() if symbol not in found}
    found |= {"1": 1.0, "2": 2.0}
    return {name: np.asarray(value, dtype=np.float64) for name, value in found.items()}


def with_results(
    signature: Signature, asked: Asked, answers: Sequence[Any], right: Sequence[int]
) -> dict[str, Array] | None:
    """The leaves, and those of the function's own results that are right."""
    known = leaves_of(signature, asked.question)
    arrays = [place for place in right if not signature.results[place].many]
    own = {f"new {signature.results[place].name}": np.asarray(answers[place], dtype=np.float64) for place in arrays}
    return None if known is None else {**known, **own, **asked.own}
