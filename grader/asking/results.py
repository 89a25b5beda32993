"""What a student's function returned -> arrays, or a Finding that says why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.asking.comparison import Results
from grader.key.key import ResultFacts, Signature
from grader.report.message import Finding, Message
from grader.sandbox import Answer

_AS_USUAL = ("ndarray of float64", "ndarray of float32")  # nothing is to be said of them
_OVERFLOW = re.compile(r"RuntimeWarning: overflow encountered in (\w+)")

# Kinds of numpy's data types in which a gradient loses what it is made of.
_WHOLE = "whole numbers: what is stored in such an array loses its fraction. np.zeros(shape) makes one that keeps it."
_NOT_FRACTIONS = {
    "b": "True and False: whatever is stored in such an array becomes one of the two.",
    "i": _WHOLE,
    "u": _WHOLE,
}
_NOT_CALLED = "That is a function, not its result: a function is called with round brackets () behind it."
_PROMISES = "It only promises numbers. Collect them in one array, with np.array(list(…)), and return that."
_NOT_NUMBERS = {
    "map": _PROMISES,
    "zip": _PROMISES,
    "filter": _PROMISES,
    "_ArrayFunctionDispatcher": _NOT_CALLED,
    "function": _NOT_CALLED,
    "method": _NOT_CALLED,
    "builtin_function_or_method": _NOT_CALLED,
    "ufunc": _NOT_CALLED,
    "generator": "A function with `yield` in it, or an expression `(… for …)`, only promises numbers. "
    "Collect them in one array, and return that.",
    "coroutine": "The function begins with `async def`. Write `def`.",
    "list": "Return a numeric array. In a list of rows, all rows must be of one length, and every entry a number.",
}


def results_of(step: Signature, answer: Answer, warn: Callable[[str], None]) -> Results:
    """The function's results: one value for each, in the data type that the function returned.

    Args:
        step: which function.
        answer: of a call that returned.
        warn: takes a sentence about something that is worth saying and costs no points.

    Raises:
        Finding: what came back is not numeric, or not as many values as there are results.
    """
    if (
        answer.returned in _AS_USUAL
        and isinstance(answer.value, np.ndarray)
        and not (answer.output or answer.changed)
    ):
        match step.results:
            case (ResultFacts(many=False),):
                return (answer.value,)
    if is_masked(answer):
        warn(
            f"{step.function} returns a masked array, and the mask is not looked at: it hides entries and "
            "changes none of them. What counts is the numbers below it."
        )
    if overflow := _OVERFLOW.search(answer.output):
        warn(
            f"{step.function}: numpy warns of an overflow in {overflow[1]}. That costs nothing where the values are "
            "right."
        )
    results = step.results
    if len(results) == 1:
        found: Results = (_one(step, results[0], answer.value, answer.returned, warn),)
    else:
        found = _several(step, answer, warn)
    for result, value in zip(results, found, strict=True):
        says = _NOT_FRACTIONS.get(value.dtype.kind) if isinstance(value, np.ndarray) and result.shape else None
        if says and not step.random and not result.whole:
            warn(f"{step.function} returns an array of {says}")
    for position in answer.changed:
        name = step.arguments[position].name
        warn(
            f"{step.function} changes its argument {name} in place. Other steps may still need {name}: "
            "work on a copy."
        )
    return found


def is_masked(answer: Answer) -> bool:
    """Whether it is a masked array: the numbers below its mask say little of what was meant."""
    return answer.returned.startswith("MaskedArray")


def _several(step: Signature, answer: Answer, warn: Callable[[str], None]) -> Results:
    wanted = step.results
    value = answer.value
    if isinstance(value, np.ndarray) and value.ndim and answer.returned.startswith("list"):
        value = list(value)  # a list of arrays of one shape
    if not isinstance(value, list | tuple) or len(value) != len(wanted):
        if answer.value is None:
            raise _not_numeric(step, answer.returned)
        count = len(value) if isinstance(value, list | tuple) else 1
        says = "one thing" if count == 1 else f"{count} things"
        raise Finding(
            Message(
                what=f"{step.function} returns {says} (a {answer.returned}), and {len(wanted)} are wanted: "
                f"{step.named()}.",
                next=f"End it with `return {', '.join(result.name for result in wanted)}`, under the names that "
                "these have in your function.",
            )
        )
    return tuple(_one(step, result, item, "", warn) for result, item in zip(wanted, value, strict=True))


def _one(step: Signature, result: ResultFacts, value: Any, returned: str, warn: Callable[[str], None]) -> Any:
    """One result: an array, or a list of arrays."""
    function = step.function
    if result.many:
        if isinstance(value, np.ndarray) and value.ndim:
            value = list(value)
        if not isinstance(value, list | tuple) or not all(isinstance(item, np.ndarray) for item in value):
            raise _no_list(step, result, returned)
        return list(value)
    is_row = isinstance(value, tuple) and not any(isinstance(item, list | tuple) for item in value)
    if is_row and (shapes := {np.shape(item) for item in value}) and len(shapes) == 1:
        shape = shapes.pop()
        if result.shape and len(shape) < len(result.shape):
            parts = "rows" if shape else "numbers"
            warn(f"{function} returns a tuple of {parts}; an array is what later steps expect.")
            return np.stack(value)
    if isinstance(value, np.ndarray):
        if (kind := returned.partition(" ")[0]) in ("list", "matrix"):
            warn(f"{function} returns a {kind}; an array is what later steps expect.")
        return value
    raise _not_numeric(step, returned)


def _no_list(step: Signature, result: ResultFacts, returned: str) -> Finding:
    if returned == "NoneType":
        return _not_numeric(step, returned)
    return Finding(
        Message(
            what=f"{step.function} returns {returned or 'something'}, and a list of arrays is wanted.",
            next=f"Collect {result.name} in a list, and return the list.",
        )
    )


def _not_numeric(step: Signature, returned: str) -> Finding:
    function, wanted = step.function, step.named()
    if returned == "NoneType":
        return Finding(
            Message(
                what=f"{function} returns nothing (None).",
                next="Each way through the function ends with `return` and the result behind it. A function that "
                "only prints its result, or gives it a name, returns nothing.",
            )
        )
    if returned.startswith("tuple") and len(step.results) == 1:
        return Finding(
            Message(
                what=f"{function} returns {_tuple(returned)}.",
                next=f"Return one array, of the shape of {wanted}. "
                "A comma in the return line, as in `return a, b`, makes a tuple.",
            )
        )
    if returned.startswith("tuple") and len(step.results) > 1:
        return Finding(
            Message(
                what=f"{function} returns a {returned}, and not all of it are arrays of real numbers.",
                next=f"Print the type of each part: of {wanted}. A set or a text is no array: make one of it.",
            )
        )
    return Finding(
        Message(
            what=f"{function} returns something that is not an array of real numbers: "
            f"{returned or 'an unknown object'}.",
            next=_not_numbers(returned, f"Return a numeric array, of the shape of {wanted}."),
        )
    )


def _not_numbers(returned: str, otherwise: str) -> str:
    """What to do about a result that is of this type, as ``Answer.returned`` says it."""
    kind, _, entries = returned.partition(" of ")
    if "complex" in (entries or kind):
        return "Its numbers are complex. Look for 1j, or for the root of a negative number."
    if entries.startswith("object"):
        return "Some of its entries are no numbers, such as None, a text, a function, or rows of different lengths."
    if kind == "str" or entries.startswith("<U"):
        return "It is a text, and not the numbers themselves."
    return _NOT_NUMBERS.get(kind.partition(",")[0], otherwise)


def _tuple(returned: str) -> str:
    return (
        "a tuple with one thing in it, not an array" if returned == "tuple of 1" else f"several things (a {returned})"
    )
