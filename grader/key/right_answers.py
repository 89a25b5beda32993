"""Questions -> right answers: from the solution, the numbers by hand, or differences; and how exact one must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.course.content import Content, ContentError
from grader.functions import Function
from grader.key.differences import by_differences
from grader.key.key import (
    Question,
)
from grader.key.questions import (
    DIFFERENCES,
    IN_A_ROW,
    PROPERTY,
    WORKED,
    Drawn,
)
from grader.key.values import copied, leaves, mapped
from grader.sandbox import Seed

Array = NDArray[np.float64]

# Central differences of this course's functions are good to about 1e-9.
DIFFERENTIATED = 1e-5
_SINGLE = 10.0  # times the tolerance: what float32 numbers are right to, where a hundred of them are added up
_NUDGES, _NUDGE = 8, 1e-6


class FormError(Exception):
    """The solution does not give what its record says."""


def answered(content: Content, function: Function, drawn: Drawn) -> Question:
    """The question, with what is right and how far from it an answer may be.

    Raises:
        ContentError: the solution does not answer as its record or its witnesses say.
        FormError: it answers in another form.
    """
    arguments = drawn.arguments

    def asked(low: Any, high: Any, slack: Any) -> Question:
        return Question(drawn.purpose, drawn.case, drawn.sizes, arguments, tuple(low), tuple(high), tuple(slack))

    if drawn.purpose == IN_A_ROW or (function.random and drawn.purpose == PROPERTY):
        return asked((), (), ())
    right = content.solution[function.name]
    if drawn.purpose == WORKED and (wanted := content.examples[function.name][1]) is not None:
        low = high = results_of(function, wanted)
        return asked(low, high, _slack(low, function.tolerance))
    low, high = _between(function, right, _doubled(arguments))
    if drawn.accepts is not None:
        wanted = low
        low, high = (results_of(function, each) for each in drawn.accepts)
        slack = _slack(low, 0.0)
        if not is_within(wanted, low, high, slack):
            raise ContentError(
                f"{content.folder}: the solution of {function.name} does not answer as its record accepts: "
                f"{drawn.case}"
            )
        return asked(low, high, slack)
    for result, value in zip(function.results, low, strict=True):
        shape = tuple(drawn.sizes.get(symbol, symbol) for symbol in result.shape or ())
        known = all(isinstance(size, int) for size in shape)  # other shapes are tried, too, where a case says so
        if result.shape is not None and not result.many and known and value.shape != shape:
            raise ContentError(
                f"{content.folder}: the solution of {function.name} gives the shape {value.shape} for {result.name}, "
                f"its record says {shape}"
            )
    if drawn.purpose == DIFFERENCES:
        shapes = tuple(np.shape(value) if not isinstance(value, list) else () for value in low)
        found = by_differences(function, arguments, shapes)
        differences = results_of(function, found)
        slack = _slack(differences, max(DIFFERENTIATED, function.tolerance))
        if not is_within(low, differences, differences, slack):
            raise ContentError(
                f"{content.folder}: the solution of {function.name} is not the gradient that its record says"
            )
        return asked(differences, differences, slack)
    magnitude = _magnitude(function, right, _doubled(arguments))
    tolerance = function.tolerance * (_SINGLE if _has_single(arguments) else 1.0)
    slack = tuple(mapped(lambda leaf: _of_terms(leaf, tolerance).astype(np.float32), value) for value in magnitude)
    return asked(low, high, slack)


def _between(function: Function, right: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """The lowest and the highest right answer: at a kink, anything between the answers on its two sides is right."""
    wanted = asked_for(function, right, arguments)
    if not function.kink:
        return wanted, wanted
    place = [argument.name for argument in function.arguments].index(function.kink)
    sides = [wanted]
    for side in (-1.0, 1.0):
        beside = list(arguments)
        beside[place] = np.where(beside[place] == 0, side, beside[place])
        sides.append(asked_for(function, right, tuple(beside)))
    return (
        tuple(mapped(lambda *each: np.min(each, axis=0), *values) for values in zip(*sides, strict=True)),
        tuple(mapped(lambda *each: np.max(each, axis=0), *values) for values in zip(*sides, strict=True)),
    )


def _magnitude(function: Function, right: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """How large the terms are that an entry is made of: how much it changes when every input does, relatively.

    For a sum of products this is the size of their absolute values, whatever cancels. It is found by nudging all
    inputs at once, up or down at random, several times.
    """
    random = np.random.default_rng(0)
    wanted = asked_for(function, right, arguments)
    total = mapped(np.abs, wanted)
    for _ in range(_NUDGES):
        nudged = mapped(lambda leaf: _nudged(leaf, random), arguments)
        changed = asked_for(function, right, nudged)
        total = mapped(lambda most, new, old: np.maximum(most, np.abs(new - old) / _NUDGE), total, changed, wanted)
    return total


def _nudged(leaf: Any, random: np.random.Generator) -> Any:
    if isinstance(leaf, float):
        return leaf * (1 + _NUDGE * float(random.choice((-1.0, 1.0))))
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f":
        return leaf * (1 + _NUDGE * random.choice((-1.0, 1.0), size=leaf.shape))
    return leaf


def asked_for(
    function: Function, right: Callable[..., Any], arguments: tuple[Any, ...], kind: type | None = np.float64
) -> Any:
    """What a function gives for these arguments; see ``results_of`` for `kind`."""
    given = mapped(lambda leaf: np.random.default_rng(leaf.number) if isinstance(leaf, Seed) else leaf, arguments)
    with np.errstate(all="ignore"):
        return results_of(function, right(*copied(given)), kind)


def results_of(function: Function, value: Any, kind: type | None = np.float64) -> tuple[Any, ...]:
    """One value for each result, with arrays of this kind; None: of the kind that came."""
    results = value if len(function.results) > 1 else (value,)
    if len(results) != len(function.results):
        wanted = len(function.results)
        raise FormError(f"the solution of {function.name} gives {len(results)} results, its record says {wanted}")
    return tuple(
        [np.asarray(item, dtype=kind) for item in each] if result.many else np.asarray(each, dtype=kind)
        for result, each in zip(function.results, results, strict=True)
    )


def _slack(values: tuple[Any, ...], tolerance: float) -> tuple[Any, ...]:
    return tuple(mapped(lambda leaf: _of_terms(np.abs(leaf), tolerance), value) for value in values)


def _of_terms(magnitude: Array, tolerance: float) -> Array:
    return np.asarray(tolerance * magnitude + 0.1 * tolerance * magnitude.max(initial=0.0))


def _has_single(arguments: tuple[Any, ...]) -> bool:
    return any(isinstance(leaf, np.ndarray) and leaf.dtype == np.float32 for leaf in leaves(arguments))


def is_within(got: Any, low: Any, high: Any, slack: Any) -> bool:
    """Whether every entry lies between low and high, or no further from them than the slack."""
    flat = (list(leaves(value)) for value in (got, low, high, slack))
    return all(((a >= b - d) & (a <= c + d)).all() for a, b, c, d in zip(*flat, strict=True))


def _doubled(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """float32 as float64: the right answer to the numbers that are given."""
    return tuple(
        mapped(
            lambda leaf: leaf.astype(np.float64) if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" else leaf,
            argument,
        )
        for argument in arguments
    )
