"""What is not the student's in a laboratory network: the affine map, first weights without a rule, the softmax.

It needs numpy alone: see `loop.py`. A page that uses them says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]

DIVERGED = 100.0  # times the loss of guessing


def affine(x: Floats, w: Floats, b: Floats) -> Floats:
    """Rows x (N, fan_in), weights w (fan_out, fan_in), biases b (fan_out,): scores (N, fan_out)."""
    return x @ w.T + b


def relu(scores: Floats) -> Floats:
    return np.maximum(scores, 0)


def softmax(z: Floats) -> Floats:
    """Probabilities (N, n) of scores (N, n)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


def softmax_cross_entropy(scores: Floats, labels: NDArray[np.intp]) -> tuple[Floats, float]:
    """The probabilities (N, n) of scores (N, n), and their mean cross-entropy against labels (N,).

    The loss comes from the logarithms, so that a probability that rounds to 0 does not make it infinite.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    log_likelihood = shifted[np.arange(len(labels)), labels] - np.log(sums[:, 0])
    return exponentials / sums, -float(log_likelihood.mean())


def has_diverged(loss: float, classes: int) -> bool:
    """Whether the loss is not a number, or a hundred times that of guessing, ``log(classes)``.

    A rate that is too high seldom ends in NaN: the loss shoots up, every unit dies, and the loss stays at
    that of guessing.
    """
    return not loss <= DIVERGED * math.log(max(classes, 2))


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


def he(fan_out: int, fan_in: int, chance: np.random.Generator) -> NDArray[np.float32]:
    """First weights of variance 2 / fan_in (He et al. 2015), for a lesson's own network."""
    return chance.standard_normal((fan_out, fan_in), dtype=np.float32) * np.float32(math.sqrt(2 / fan_in))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    f"engine.{function.__name__}": function
    for function in (affine, relu, softmax, softmax_cross_entropy, uniform, small, unit, by_width, he)
}
