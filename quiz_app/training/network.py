"""What a network of weights alone makes of rows: linear layers with ReLU between them, by the engine's functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from quiz_app.training.engine import affine, relu, softmax

Array = NDArray[Any]


def forward(weights: Sequence[Array], x: Array) -> tuple[list[Array], list[Array]]:
    """The forward pass.

    Args:
        weights: weights (fan_out, fan_in) and biases (fan_out,) of each layer.
        x: (N, n0).

    Returns:
        What goes into each layer, ``x`` first; and its scores, before the activation function.
    """
    inputs, scores = [x], [affine(x, weights[0], weights[1])]
    for place in range(2, len(weights), 2):
        inputs.append(relu(scores[-1]))
        scores.append(affine(inputs[-1], weights[place], weights[place + 1]))
    return inputs, scores


def layers(weights: Sequence[Array], rows: Array) -> tuple[Array, ...]:
    """What rows (N, n0) in [0, 1] become: the activations of each hidden layer, and the probabilities."""
    inputs, scores = forward(weights, rows)
    return (*inputs[1:], softmax(scores[-1]))
