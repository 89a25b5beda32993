"""What is learned: rows of inputs with their classes, and some that are held back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training import planes
from quiz_app.training.data import Digits, load_digits

DIGITS, ALL_DIGITS = "digits", "all digits"
SETS = (*planes.PLANES, DIGITS)  # that are always at hand
IMAGES = {DIGITS: "bundled", ALL_DIGITS: "full"}  # the data of each
SIDE, DIGIT_CLASSES = 28, 10
# Of the copies of an image: down and right by so many pixels.
SHIFTS = ((0, 1), (0, -1), (1, 0), (-1, 0), (0, 2), (0, -2), (2, 0), (-2, 0))


@dataclass(frozen=True)
class Examples:
    """Rows (N, n0) and classes (N,) from 0, to train on and held back. Rows are float32, or pixels of uint8."""

    rows: NDArray[Any]
    labels: NDArray[Any]
    held_rows: NDArray[Any]
    held_labels: NDArray[Any]
    classes: int
    description: str

    @property
    def plane(self) -> bool:
        """Whether the inputs are points that can be drawn."""
        return bool(self.rows.shape[1] == 2)


def of_digits(digits: Digits) -> Examples:
    """The images as they are."""
    held = digits.test_images, digits.test_labels
    return Examples(digits.train_images, digits.train_labels, *held, DIGIT_CLASSES, digits.description)


def sizes(name: str) -> tuple[int, int]:
    """The number of inputs and of classes of a set."""
    return (SIDE * SIDE, DIGIT_CLASSES) if name in IMAGES else (2, 2)


def examples(
    name: str,
    count: int,
    noise: float,
    seed: int,
    copies: int = 0,
    load: Callable[[str], Digits] = load_digits,
) -> Examples:
    """The examples of an experiment.

    Args:
        name: of the set.
        count: how many to train on, fewer where there are fewer.
        noise: how far points of a plane are moved.
        seed: a plane's are drawn with it.
        copies: of each image, shifted by a pixel or two.
        load: gives the digits of a source.

    Raises:
        DataError: the images are not at hand.
    """
    if name in IMAGES:
        return _images(load(IMAGES[name]), count, copies)
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


def _images(digits: Digits, count: int, copies: int) -> Examples:
    where = np.linspace(0, len(digits.train_labels) - 1, min(count, len(digits.train_labels))).astype(np.intp)
    images = digits.train_images[where]
    beside = [shifted(images, *shift) for shift in SHIFTS[:copies]]
    also = f" and {copies} shifted copies of each" if copies else ""
    return Examples(
        np.concatenate([images, *beside]),
        np.tile(digits.train_labels[where].astype(np.intp), copies + 1),
        digits.test_images,
        digits.test_labels.astype(np.intp),
        DIGIT_CLASSES,
        f"{len(where):,} handwritten digits{also}, {len(digits.test_labels):,} held back",
    )


def shifted(images: NDArray[np.uint8], down: int, right: int) -> NDArray[np.uint8]:
    """Images (N, 784) moved by so many pixels; what comes in at the other side is empty."""
    square = images.reshape(-1, SIDE, SIDE)
    moved = np.zeros_like(square)
    moved[:, _inside(down), _inside(right)] = square[:, _inside(-down), _inside(-right)]
    return moved.reshape(images.shape)


def _inside(shift: int) -> slice:
    """Where the pixels of a row that is moved by so many arrive."""
    return slice(max(shift, 0), SIDE + min(shift, 0))
