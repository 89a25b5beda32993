"""Random numbers for an argument, by its record: magnitudes on both sides of 1, and what each kind asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.network import softmax
from grader.steps import Argument

Array = NDArray[np.float64]

_CLOSE_TO_THE_KINK = 1e-4


def draw_argument(
    rng: np.random.Generator, argument: Argument, dims: Mapping[str, int], *, kinks: bool, spread: float = 1.5
) -> Any:
    """An array of the argument's shape, or a number for a learning rate.

    Args:
        rng: where the numbers come from.
        argument: its kind says what they are like.
        dims: sizes of the dimension symbols.
        kinks: whether pre-activations hold one entry at exactly 0 and one close to it on each side.
        spread: of the scores behind probabilities: 1.5 is unsure, 5 is sure.
    """
    shape = argument.sizes(dims)
    match argument.kind:
        case "rate":
            return float(np.exp(rng.uniform(np.log(0.02), np.log(3.0))))
        case "probability":
            return softmax(rng.normal(size=shape) * spread)
        case "one-hot":
            return one_hot(rng, *shape)
        case "pre-activation":
            return _pre_activation(rng, shape, kinks=kinks)
        case "activation":
            values = _both_sides_of_one(rng, shape)
            return np.where(rng.permuted(np.arange(values.size) % 4 == 0).reshape(shape), 0.0, np.abs(values))
        case _:
            return _both_sides_of_one(rng, shape)


def one_hot(rng: np.random.Generator, rows: int, classes: int) -> Array:
    """Random targets of shape (rows, classes): a single 1 in each row."""
    return np.eye(classes)[rng.integers(classes, size=rows)]


def _both_sides_of_one(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Magnitudes from 0.1 to 5, about half of them negative."""
    magnitudes = np.exp(rng.uniform(np.log(0.1), np.log(5.0), size=shape))
    signs: Array = rng.permuted(np.arange(magnitudes.size) % 2 * 2.0 - 1.0).reshape(shape)
    return magnitudes * signs


def _pre_activation(rng: np.random.Generator, shape: tuple[int, ...], *, kinks: bool) -> Array:
    values = _both_sides_of_one(rng, shape)
    if kinks:
        at, above, below = rng.choice(values.size, size=3, replace=False)
        values.flat[at] = 0.0
        values.flat[above] = _CLOSE_TO_THE_KINK
        values.flat[below] = -_CLOSE_TO_THE_KINK
    return values
