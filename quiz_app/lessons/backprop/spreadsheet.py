"""A published spreadsheet of the exercise with one wrong gradient, to be found by nudging.

"AI by Hand" in Excel, `advanced/Backpropgation.xlsx`, MIT licence, © 2024 Tom Yeh: two examples, the loss summed over
them. Everything in it is right but one line, and the lines that follow from that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from grader.key.differences import gradient as by_finite_differences
from quiz_app.lessons.backprop.chain import ARGUMENTS, Array, backward, gradient
from quiz_app.lessons.backprop.network import cross_entropy, forward, relu, softmax

WRONG = "dL_dz2"
LINES = tuple(ARGUMENTS)  # in the order in which they are computed


def _rows(*rows: list[float]) -> Array:
    return np.array(rows, dtype=np.float64)


GIVEN: Mapping[str, Array] = MappingProxyType(
    {
        "X": _rows([2, 1, 2, 1], [-1, 1, 1, 2]),
        "W1": _rows([1, 0, -1, 1], [0, 1, 1, 0], [1, -1, 0, 0]),
        "b1": np.array([1.0, 1, 0]),
        "W2": _rows([0, -1, 2], [-1, 1, 0], [0, 1, 1], [-1, 0, 0]),
        "b2": np.array([1.0, 2, 1, 3]),
        "W3": _rows([0, -1, -1, 2], [-1, 0, 0, 0], [-1, 0, 1, 0]),
        "b3": np.array([5.0, 2, -4]),
        "y_target": _rows([0, 0, 1], [0, 1, 0]),
    }
)


@cache
def published() -> Mapping[str, Array]:
    """The forward values and the gradients as the spreadsheet has them: dL_dz2 is a copy of dL_da2."""

    def as_published(function: str, arguments: tuple[Array, ...]) -> Array:
        if function == WRONG:
            return arguments[0].copy()
        summed = len(GIVEN["X"]) if function == "dL_dz3" else 1  # a sum over the examples, not their mean
        return gradient(function, arguments) * summed

    known = {**GIVEN, **forward(GIVEN, GIVEN["X"])}
    return MappingProxyType({**known, **backward(as_published, known)})


@cache
def nudged(line: str) -> Array:
    """What finite differences say about a line, entry by entry: the slope of the summed loss by its variable."""
    variable = line.removeprefix("dL_d")
    slopes: Array = by_finite_differences(lambda value: _summed_loss({variable: value}), published()[variable])
    return slopes


def agrees(line: str) -> NDArray[np.bool_]:
    """For every entry of a line, whether the spreadsheet agrees with finite differences: an array of bool."""
    return np.isclose(published()[line], nudged(line), rtol=1e-5, atol=1e-7)


def _summed_loss(replaced: Mapping[str, Array]) -> float:
    """The loss when some values, of any layer, are replaced by others."""
    given = {**GIVEN, **replaced}
    a = given["X"]
    for layer in (1, 2, 3):
        z = replaced.get(f"z{layer}", a @ given[f"W{layer}"].T + given[f"b{layer}"])
        a = replaced.get(f"a{layer}", relu(z))
    return float(cross_entropy(softmax(z), given["y_target"])) * len(z)


def verdict(line: str) -> str:
    """What to say to a person who names this line as the first wrong one."""
    if line == WRONG:
        return (
            "Found. dL_dz2 is a copy of dL_da2: the ReLU's mask is missing. Unit 0 of layer 2 is off in both "
            "examples (its z2 is -1 and -2): nothing may pass there, and all lines after it inherit the mistake. "
            "The example with one row cannot show it, because there z2 is positive everywhere."
        )
    if agrees(line).all():
        return f"Every entry of {line} agrees with finite differences. Nudge it and see; then try another."
    return f"{line} is wrong, that is true. But it is computed from other lines: is all that goes into it right?"
