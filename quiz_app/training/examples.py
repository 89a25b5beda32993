"""What is learned: rows of inputs with their classes, and some that are held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quiz_app.training import planes
from quiz_app.training.data import load_digits

DIGITS = "digits"
SETS = (*planes.PLANES, DIGITS)


@dataclass(frozen=True)
class Examples:
    """Rows (N, n0) of float32 and classes (N,) from 0, to train on and held back."""

    rows: NDArray[np.float32]
    labels: NDArray[np.intp]
    held_rows: NDArray[np.float32]
    held_labels: NDArray[np.intp]
    classes: int
    description: str

    @property
    def plane(self) -> bool:
        """Whether the inputs are points that can be drawn."""
        return bool(self.rows.shape[1] == 2)


def examples(name: str, count: int, noise: float, seed: int) -> Examples:
    """The examples of an experiment: so many to train on. A plane's are drawn with the seed."""
    if name == DIGITS:
        digits = load_digits("bundled")
        where = np.linspace(0, len(digits.train_labels) - 1, min(count, len(digits.train_labels))).astype(np.intp)
        return Examples(
            (digits.train_images[where] / 255).astype(np.float32),
            digits.train_labels[where].astype(np.intp),
            (digits.test_images / 255).astype(np.float32),
            digits.test_labels.astype(np.intp),
            10,
            f"{len(where):,} handwritten digits, {len(digits.test_labels):,} held back",
        )
    points, labels = planes.draw(name, 2 * count, noise, seed)
    order = np.random.default_rng(seed).permutation(2 * count)
    rows = points[order].astype(np.float32)
    return Examples(
        rows[:count],
        labels[order][:count],
        rows[count:],
        labels[order][count:],
        2,
        f"{planes.TITLES[name]}: {count:,} points, and as many held back",
    )
