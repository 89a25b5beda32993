"""What is not the student's in a laboratory network: the affine map, first weights without a rule, the softmax.

It needs numpy alone: see `loop.py`. A page that uses them says so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]


def affine(x: Floats, w: Floats, b: Floats) -> Floats:
    """Rows x (N, fan_in), weights w (fan_out, fan_in), biases b (fan_out,): scores (N, fan_out)."""
    return x @ w.T + b


def relu(scores: Floats) -> Floats:
    return np.maximum(scores, 0)


def softmax(z: Floats) -> Floats:
    """Probabilities (N, n) of scores (N, n)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


def cross_entropy(p: Floats, t: Floats) -> float:
    """The mean cross-entropy of probabilities (N, n) against one-hot rows (N, n); 0 counts as 1e-30."""
    return -float(np.log(np.maximum((p * t).sum(axis=1), 1e-30)).mean())


def uniform(like: Floats, chance: np.random.Generator) -> Floats:
    """Numbers in [0, 1), in the shape of the array."""
    return chance.random(like.shape, dtype=np.float32)


def small(fan_out: int, fan_in: int, chance: np.random.Generator) -> Floats:
    """First weights as one would choose them without a rule: normal, of standard deviation 0.01."""
    return 0.01 * chance.standard_normal((fan_out, fan_in))


def unit(fan_out: int, fan_in: int, chance: np.random.Generator) -> Floats:
    """The same, of standard deviation 1."""
    return chance.standard_normal((fan_out, fan_in))


def by_width(fan_out: int, fan_in: int, chance: np.random.Generator) -> Floats:
    """The same, of standard deviation 1/sqrt(fan_in): each score varies about as much as the inputs do."""
    return chance.standard_normal((fan_out, fan_in)) / math.sqrt(fan_in)


FUNCTIONS = {
    f"engine.{function.__name__}": function
    for function in (affine, relu, softmax, cross_entropy, uniform, small, unit, by_width)
}
