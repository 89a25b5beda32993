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
    """Rows x (N, n_in), weights w (n_out, n_in), biases b (n_out,): scores (N, n_out)."""
    return x @ w.T + b


def relu(z: Floats) -> Floats:
    return np.maximum(z, 0)


def softmax(z: Floats) -> Floats:
    """Probabilities (N, n) of scores (N, n)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]


def cross_entropy(p: Floats, t: Floats) -> float:
    """The mean cross-entropy of probabilities (N, n) against one-hot rows (N, n); 0 counts as 1e-30."""
    return -float(np.log(np.maximum((p * t).sum(axis=1), 1e-30)).mean())


def uniform(like: Floats, rng: np.random.Generator) -> Floats:
    """Numbers in [0, 1), in the shape of the array."""
    return rng.random(like.shape, dtype=np.float32)


def small(n_out: int, n_in: int, rng: np.random.Generator) -> Floats:
    """First weights as one would choose them without a rule: normal, of standard deviation 0.01."""
    return 0.01 * rng.standard_normal((n_out, n_in))


def unit(n_out: int, n_in: int, rng: np.random.Generator) -> Floats:
    """The same, of standard deviation 1."""
    return rng.standard_normal((n_out, n_in))


def by_width(n_out: int, n_in: int, rng: np.random.Generator) -> Floats:
    """The same, of standard deviation 1/sqrt(n_in): each score varies about as much as the inputs do."""
    return rng.standard_normal((n_out, n_in)) / math.sqrt(n_in)


FUNCTIONS = {
    f"engine.{function.__name__}": function
    for function in (affine, relu, softmax, cross_entropy, uniform, small, unit, by_width)
}
