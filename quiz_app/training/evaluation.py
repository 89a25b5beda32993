"""How well weights do on images that they were not trained on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.network import forward

ROWS_AT_A_TIME = 2000


def accuracy(weights: tuple[NDArray[np.float32], ...], images: NDArray[np.uint8], labels: NDArray[Any]) -> float:
    """The share of images whose largest score is that of their label, in [0, 1].

    Args:
        weights: weights (fan_out, fan_in) and biases (fan_out,) of each layer.
        images: uint8 of shape (N, n0), 0 to 255; scaled to [0, 1] as in training.
        labels: integers of shape (N,).
    """
    right = 0
    with np.errstate(all="ignore"):
        for start in range(0, len(images), ROWS_AT_A_TIME):
            _, scores = forward(weights, images[start : start + ROWS_AT_A_TIME] * np.float32(1 / 255))
            right += int((scores[-1].argmax(axis=1) == labels[start : start + ROWS_AT_A_TIME]).sum())
    return right / len(images)
