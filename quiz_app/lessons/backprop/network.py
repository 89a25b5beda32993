"""The three-layer perceptron: its forward pass and its loss.

An example is a row, as in ``torch.nn.Linear``: ``X`` is (N, n0), ``W1`` is (n1, n0), ``b1`` is (n1,).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.lessons.backprop.recipe import program
from quiz_app.training.evaluation import through

Array = NDArray[np.float64]


def relu(z: Array) -> Array:
    """``max(z, 0)``, element by element."""
    return np.maximum(z, 0.0)


def softmax(z: Array) -> Array:
    """Probabilities from scores ``z`` of shape (N, n): each row of the result is positive and sums to 1."""
    powers = np.exp(z - np.max(z, axis=-1, keepdims=True))
    probabilities: Array = powers / np.sum(powers, axis=-1, keepdims=True)
    return probabilities


def cross_entropy(y_pred: Array, y_target: Array) -> Array:
    """Mean cross-entropy over the N rows, ``-(1/N) Σ y_target log y_pred``, as an array without dimensions."""
    log_likelihood = np.sum(y_target * np.log(np.maximum(y_pred, 1e-300)), axis=-1)
    return np.asarray(-np.mean(log_likelihood))


def forward(parameters: Mapping[str, NDArray[Any]], X: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Every value of the forward pass by its name: ``z1``, ``a1``, ``z2``, ``a2``, ``z3`` and ``y_pred``.

    Args:
        parameters: ``W1`` (n1, n0), ``b1`` (n1,), ``W2`` (n2, n1), ``b2`` (n2,), ``W3`` (n3, n2), ``b3`` (n3,).
        X: (N, n0), one row per example.
    """
    sizes = (X.shape[-1], *(len(parameters[f"b{layer}"]) for layer in (1, 2, 3)))
    values = through(program(sizes).plain, {**parameters, "x": X})
    return {name: values[name] for name in ("z1", "a1", "z2", "a2", "z3")} | {"y_pred": values["p"]}
