"""How well weights do on images that they were not trained on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS_AT_A_TIME = 2000


def accuracy(weights: tuple[NDArray[np.float32], ...], images: NDArray[np.uint8], labels: NDArray[Any]) -> float:
    """The share of images whose largest score is that of their label, in [0, 1].

    Args:
        weights: ``W1, b1, W2, b2, W3, b3``, with ``W`` of shape (n_out, n_in).
        images: uint8 of shape (N, n0), 0 to 255; scaled to [0, 1] as in training.
        labels: integers of shape (N,).
    """
    W1, b1, W2, b2, W3, b3 = weights
    right = 0
    with np.errstate(all="ignore"):
        for start in range(0, len(images), ROWS_AT_A_TIME):
            X = images[start : start + ROWS_AT_A_TIME] * np.float32(1 / 255)
            a1 = np.maximum(X @ W1.T + b1, 0)
            a2 = np.maximum(a1 @ W2.T + b2, 0)
            predicted = (a2 @ W3.T + b3).argmax(axis=1)
            right += int((predicted == labels[start : start + ROWS_AT_A_TIME]).sum())
    return right / len(images)
