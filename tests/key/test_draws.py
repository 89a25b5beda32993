"""Draws: every kind of argument can be made larger, a list of arrays too."""

from __future__ import annotations

import numpy as np

from grader.functions import made


def test_a_list_of_arrays_is_scaled_array_by_array() -> None:
    draw = made(lambda random: ([random.normal(size=2), random.normal(size=(2, 3))], 0.5), power=2)
    (arrays, number), (larger, half) = (draw(np.random.default_rng(1), {}, "", scale) for scale in (1.0, 3.0))
    for small, large in zip((*arrays, number), (*larger, half), strict=True):
        np.testing.assert_allclose(large, small * 9)
