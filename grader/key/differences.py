"""Derivatives by central differences: slow, plain, and independent of every formula in the course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.functions import Function
from grader.key.values import copied, leaves, mapped

Array = NDArray[np.float64]

# The error of a central difference is about h²|f'''|/6 + ε|f|/h, least near h = ε^(1/3).
SPACING = float(np.finfo(np.float64).eps ** (1 / 3))


def gradient(function: Callable[[Any], Any], value: Any, spacing: float = SPACING) -> Any:
    """Gradient of a number-valued function by central differences, ``(f(x + h e) - f(x - h e)) / 2h``.

    Args:
        function: takes an array, or a list of arrays, of ``value``'s shape, returns a number.
        value: where to differentiate; not changed.
        spacing: relative size of h; each entry's h is ``spacing * max(1, |entry|)``.

    Returns:
        The same form as ``value``.
    """
    point = copied(mapped(lambda leaf: np.asarray(leaf, dtype=np.float64), value))
    result = mapped(np.empty_like, point)
    for array, differences in zip(leaves(point), leaves(result), strict=True):
        for index in np.ndindex(array.shape):
            centre = float(array[index])
            h = spacing * max(1.0, abs(centre))
            array[index] = centre + h
            above = float(function(point))
            array[index] = centre - h
            below = float(function(point))
            array[index] = centre
            differences[index] = (above - below) / (2.0 * h)
    return result


def by_differences(function: Function, arguments: tuple[Any, ...], shapes: tuple[tuple[int, ...], ...]) -> Any:
    """What the function must return: the gradient of ``sum(upstream * of(variables, others))``.

    Args:
        function: a record with a ``gradient``.
        arguments: what it is called with.
        shapes: of its results, for variables that it does not get.

    Returns:
        One value, or a tuple where there are several results.
    """
    witness = function.gradient
    assert witness is not None
    names = [argument.name for argument in function.arguments]
    by_name = dict(zip(names, arguments, strict=True))
    upstream = by_name[witness.upstream] if witness.upstream else 1.0
    others = [by_name[name] for name in names if name not in (*witness.by, witness.upstream)]
    if witness.point is not None:
        point = tuple(witness.point(*arguments))
    else:
        point = tuple(
            by_name[name] if name in by_name else np.ones(shape)
            for name, shape in zip(witness.by, shapes, strict=True)
        )
    found = gradient(lambda values: np.sum(upstream * witness.of(*values, *others)), point)
    return found if len(witness.by) > 1 else found[0]
