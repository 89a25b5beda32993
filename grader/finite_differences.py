"""Derivatives by central differences: slow, plain, and independent of every formula in the course."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.probes import Probe
from grader.steps import VectorJacobianProduct

Array = NDArray[np.float64]

# The error of a central difference is about h²|f'''|/6 + ε|f|/h, least near h = ε^(1/3).
SPACING = float(np.finfo(np.float64).eps ** (1 / 3))


def gradient(function: Callable[[Array], Any], x: Array, spacing: float = SPACING) -> Array:
    """Gradient of a number-valued function by central differences, ``(f(x + h e) - f(x - h e)) / 2h``.

    Args:
        function: takes an array of ``x``'s shape, returns a number.
        x: where to differentiate; not changed.
        spacing: relative size of h; each entry's h is ``spacing * max(1, |entry|)``.

    Returns:
        An array of ``x``'s shape.
    """
    point = np.array(x, dtype=np.float64)
    result = np.empty_like(point)
    for index in np.ndindex(point.shape):
        centre = float(point[index])
        h = spacing * max(1.0, abs(centre))
        point[index] = centre + h
        above = float(function(point))
        point[index] = centre - h
        below = float(function(point))
        point[index] = centre
        result[index] = (above - below) / (2.0 * h)
    return result


@cache  # the same for every submission
def vector_jacobian_product(step: VectorJacobianProduct, probe: Probe) -> Array:
    """What the step must return for the probe: the gradient of ``sum(upstream * forward(variable))``.

    Returns:
        An array of the shape of the step's variable.
    """
    by_name = {argument.name: value for argument, value in zip(step.arguments, probe.arguments, strict=True)}
    upstream = by_name[step.upstream] if step.upstream else 1.0
    others = [value for name, value in by_name.items() if name not in (step.variable.name, step.upstream)]
    if step.point is not None:
        point = step.point(*probe.arguments)
    elif step.variable.name in by_name:
        point = by_name[step.variable.name]
    else:  # the forward map is linear in a variable that the step does not get: any value will do
        point = np.ones(step.shape(probe.dims))
    return gradient(lambda x: np.sum(upstream * step.forward(x, *others)), point)
