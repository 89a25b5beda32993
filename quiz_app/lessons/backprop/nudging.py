"""Finite differences and their two errors, told apart by computing the same quotient once more with 60 digits.

The quotient in floating point differs from the derivative for two reasons. *Truncation*: a straight line through two
points of a curve is not its tangent, and the farther apart they are, the less so. *Rounding*: two losses that are
nearly equal are subtracted, and of their digits only the last ones are left. With 60 digits there is no rounding
worth the name, so what remains there is truncation, and the difference between the two quotients is rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.lessons.backprop.exercise import Array, Exercise, loss
from quiz_app.lessons.backprop.network import forward

EPSILONS: tuple[float, ...] = tuple(float(f"{digit}e-{power}") for power in range(1, 13) for digit in (3, 1))
_DIGITS = 60
_TINY = Decimal("1e-20")  # far below every nudge, far above 60 digits
NUDGED = ("X", "W1", "b1", "W2", "b2", "W3", "b3")


@dataclass(frozen=True)
class Quotient:
    """One finite difference.

    Attributes:
        epsilon: the nudge.
        above, below: the two losses; below is the unchanged one for a one-sided difference.
        value: their difference divided by the distance.
        truncation, rounding, error: how far off it is: the two kinds, and both together, each 0 or more.
        corner: whether a ReLU switches on or off between the two points.
    """

    epsilon: float
    above: float
    below: float
    value: float
    truncation: float
    rounding: float
    error: float
    corner: bool


@lru_cache(maxsize=64)
def quotients(exercise: Exercise, name: str, index: tuple[int, ...], central: bool) -> tuple[Quotient, ...]:
    """The finite differences of the loss by one number, for every epsilon of EPSILONS.

    Args:
        exercise: the numbers; softmax's own probabilities are used.
        name: which array: the data, or weights or biases.
        index: which entry of it.
        central: nudge both ways, else only up.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        slope = _exact_quotient(exercise.given, name, index, _TINY, central=True)
        return tuple(_quotient(exercise.given, name, index, epsilon, slope, central) for epsilon in EPSILONS)


def derivative(exercise: Exercise, name: str, index: tuple[int, ...]) -> float:
    """The derivative of the loss by one number, by the formulas of the eleven steps, with softmax's own result."""
    exact = Exercise(exercise.given) if exercise.rounded else exercise
    values = exact.values
    if name == "X":
        return float((values["dL_dz1"] @ values["W1"])[index])
    return float(values[f"dL_d{name}"][index])


def _quotient(
    given: Mapping[str, Array], name: str, index: tuple[int, ...], epsilon: float, slope: Decimal, central: bool
) -> Quotient:
    up, down = _nudged(given, name, index, epsilon), _nudged(given, name, index, -epsilon if central else 0.0)
    above, below = loss(up), loss(down)
    value = (above - below) / (2 * epsilon if central else epsilon)
    exact = _exact_quotient(given, name, index, Decimal(epsilon), central=central)
    return Quotient(
        epsilon,
        above,
        below,
        value,
        truncation=abs(float(exact - slope)),
        rounding=abs(float(Decimal(value) - exact)),
        error=abs(float(Decimal(value) - slope)),
        corner=any(((_z(up, layer) > 0) != (_z(down, layer) > 0)).any() for layer in (1, 2)),
    )


def _nudged(given: Mapping[str, Any], name: str, index: tuple[int, ...], by: Any) -> dict[str, Any]:
    changed = given[name].copy()
    changed[index] = changed[index] + by
    return {**given, name: changed}


def _z(given: Mapping[str, Array], layer: int) -> Array:
    return forward(given, given["X"])[f"z{layer}"]


def _exact_quotient(
    given: Mapping[str, Array], name: str, index: tuple[int, ...], epsilon: Decimal, *, central: bool
) -> Decimal:
    exact = {key: _decimals(array) for key, array in given.items()}
    above = _exact_loss(_nudged(exact, name, index, epsilon))
    below = _exact_loss(_nudged(exact, name, index, -epsilon if central else Decimal(0)))
    return (above - below) / (2 * epsilon if central else epsilon)


def _decimals(array: Array) -> NDArray[np.object_]:
    flat = [Decimal(float(value)) for value in array.ravel()]
    return np.array(flat, dtype=object).reshape(array.shape)


def _exact_loss(given: Mapping[str, NDArray[np.object_]]) -> Decimal:
    """The mean cross-entropy, with as many digits as the context has."""
    a = given["X"]
    for layer in (1, 2, 3):
        z = a @ given[f"W{layer}"].T + given[f"b{layer}"]
        a = z * (z > 0)
    total = Decimal(0)
    for row, target in zip(z, given["y_target"], strict=True):
        highest = max(row)
        sum_of_exponentials = sum(((value - highest).exp() for value in row), Decimal(0))
        right = next(value for value, chosen in zip(row, target, strict=True) if chosen)
        total += highest + sum_of_exponentials.ln() - right
    return total / len(z)
