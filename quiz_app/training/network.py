"""A network of any number of layers, with ReLU between them and softmax at the end: weights, forward pass, loss.

Rows are examples. A layer's weights are (fan_out, fan_in) and its biases (fan_out,); the weights of a network are a
tuple of weights and biases of each layer. It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)

DIVERGED = 100.0


def he_initialisation(sizes: tuple[int, ...], random: np.random.Generator) -> tuple[NDArray[np.float32], ...]:
    """Normal weights of variance 2 / fan_in and biases of 0 (He et al. 2015), for each layer."""
    weights: list[NDArray[np.float32]] = []
    for fan_in, fan_out in pairwise(sizes):
        normal = random.standard_normal((fan_out, fan_in), dtype=np.float32)
        weights.append(normal * np.float32(math.sqrt(2 / fan_in)))
        weights.append(np.zeros(fan_out, dtype=np.float32))
    return tuple(weights)


def forward(weights: Sequence[NDArray[Real]], x: NDArray[Real]) -> tuple[list[NDArray[Real]], list[NDArray[Real]]]:
    """The forward pass: affine layers with ReLU between them.

    Args:
        weights: weights (fan_out, fan_in) and biases (fan_out,) of each layer.
        x: (N, n0).

    Returns:
        What goes into each layer, ``x`` first; and its scores, before the activation function.
    """
    score = x @ weights[0].T + weights[1]
    inputs, scores = [x], [score]
    for place in range(2, len(weights), 2):
        x = np.maximum(score, 0)
        score = x @ weights[place].T + weights[place + 1]
        inputs.append(x)
        scores.append(score)
    return inputs, scores


def cross_entropy_of_softmax(scores: NDArray[Real], labels: NDArray[np.intp]) -> tuple[float, NDArray[Real]]:
    """The mean cross-entropy of scores (N, n) against labels (N,), and the probabilities (N, n).

    The loss comes from the logarithms, so that a probability that rounds to 0 does not make it infinite.
    """
    shifted = scores - scores.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)
    log_likelihood = shifted[np.arange(len(labels)), labels] - np.log(sums[:, 0])
    return -float(log_likelihood.mean()), exponentials / sums


def has_diverged(loss: float, classes: int) -> bool:
    """Whether the loss is not a number, or a hundred times that of guessing, ``log(classes)``.

    A rate that is too high seldom ends in NaN: the loss shoots up, every unit dies, and the loss stays at
    that of guessing.
    """
    return not loss <= DIVERGED * math.log(max(classes, 2))
