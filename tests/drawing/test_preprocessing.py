"""Strokes become images as MNIST's are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from quiz_app.drawing.preprocessing import BOX, SIDE, Strokes, image_of, strokes_of
from quiz_app.training.data import load_digits

ONE: Strokes = (((0.5, 0.2), (0.5, 0.8)),)
SEVEN: Strokes = (((0.2, 0.2), (0.7, 0.2), (0.4, 0.8)),)


def drawn(strokes: Strokes) -> NDArray[np.uint8]:
    image = image_of(strokes)
    assert image is not None
    return image


def centre_of_mass(image: NDArray[np.uint8]) -> tuple[float, float]:
    total = image.sum()
    rows, columns = np.indices(image.shape)
    return float((rows * image).sum() / total), float((columns * image).sum() / total)


@pytest.mark.parametrize("strokes", [ONE, SEVEN])
def test_the_centre_of_mass_is_the_centre_of_the_image(strokes: Strokes) -> None:
    assert centre_of_mass(drawn(strokes)) == pytest.approx(((SIDE - 1) / 2,) * 2, abs=0.51)


@pytest.mark.parametrize("strokes", [ONE, SEVEN])
def test_the_longer_side_is_twenty_pixels(strokes: Strokes) -> None:
    rows, columns = np.nonzero(drawn(strokes) > 40)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(BOX, abs=1)


def test_size_and_place_on_the_pad_make_no_difference() -> None:
    small = tuple(tuple((0.7 + x / 5, 0.1 + y / 5) for x, y in stroke) for stroke in SEVEN)
    assert np.abs(drawn(small).astype(int) - drawn(SEVEN)).max() <= 3


def test_the_ink_is_as_much_as_mnists() -> None:
    digits = load_digits("bundled")
    sevens = digits.test_images[digits.test_labels == 7].astype(float).sum(axis=1)
    assert np.percentile(sevens, 5) < drawn(SEVEN).astype(float).sum() < np.percentile(sevens, 95)


def test_an_empty_pad_is_no_image_and_a_dot_is_one() -> None:
    assert image_of(()) is None
    assert drawn((((0.3, 0.3),),)).max() > 200


@pytest.mark.parametrize(
    "sent",
    [None, "text", 7, [[]], [None], [["a", "b"]], [[[1]]], [[[1, "x"]]], [[[math.nan, 0]]], {"strokes": 1}],
)
def test_nonsense_from_a_browser_is_left_out(sent: object) -> None:
    assert strokes_of(sent) == ()


def test_a_flood_from_a_browser_is_cut() -> None:
    strokes = strokes_of([[[0.1, 9.0]] * 3000] * 1000)
    assert sum(map(len, strokes)) <= 4000
    assert strokes[0][0] == (0.1, 1.0)
