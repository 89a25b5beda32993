"""The pictures of the real mountain: lines where the loss has their level, heights in the order of the losses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from quiz_app.charts.heights import SMALLEST, Heights, coloured, heights_of
from quiz_app.charts.mountain_map import DrawnPath, contour_map, segments
from quiz_app.runs.mountain_plane import Window
from quiz_app.views.surface import surface_data

WINDOW = Window(1.0, -2.0, 4.0)
GRIDS = arrays(np.float32, (5, 5), elements=st.floats(0.015625, 64, width=32))


def between(grid: NDArray[np.float32], column: float, row: float) -> float:
    """The value of a grid at a place on an edge between two of its points."""
    left, below = int(column), int(row)
    right, above = min(left + 1, 4), min(below + 1, 4)
    along = column - left if column != left else row - below
    end = grid[below, right] if column != left else grid[above, left]
    return float(grid[below, left] + along * (end - grid[below, left]))


@given(grid=GRIDS, level=st.floats(0.02, 60))
def test_a_line_of_equal_loss_is_where_the_loss_is_equal(grid: NDArray[np.float32], level: float) -> None:
    found = segments(grid, level)
    for column, row in found.reshape(-1, 2).tolist():
        assert between(grid, column, row) == pytest.approx(level, rel=1e-2)
    above = grid >= level
    assert bool(len(found)) == (above.any() and not above.all())


@given(grid=GRIDS)
def test_heights_are_in_the_order_of_the_losses(grid: NDArray[np.float32]) -> None:
    scale = heights_of(grid)
    heights = scale.of(grid)
    assert heights.min() >= 0
    assert heights.max() <= 1
    order = np.argsort(grid.ravel(), kind="stable")
    assert (np.diff(heights.ravel()[order]) >= 0).all()
    assert all(scale.low < level < scale.high for level in scale.levels())


def test_what_is_no_number_is_as_high_as_can_be() -> None:
    grid = np.array([[1.0, np.nan], [np.inf, 0.0]], np.float32)
    assert heights_of(grid) == Heights(SMALLEST, 1.0)
    assert heights_of(grid).of(grid).tolist() == [[1, 1], [1, 0]]


def test_higher_is_lighter() -> None:
    brightness = coloured(np.linspace(0, 1, 50)) @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(brightness) > 0).all()


def test_both_pictures_show_the_same_paths() -> None:
    xs, ys = WINDOW.side(13)
    grid = (0.1 + (xs[None] - 1) ** 2 + (ys[:, None] + 2) ** 2).astype(np.float32)
    paths = [
        DrawnPath(name, np.array([[-1.0, -4.0], [x, -2.0]])) for name, x in (("rate <0.1>", 1.0), ("rate 0.5", 2.0))
    ]
    data = surface_data(WINDOW, grid, paths, dark=False, label="a bowl")
    assert [path["label"] for path in data["paths"]] == ["rate <0.1>", "rate 0.5"]
    first, last = data["paths"][0]["line"]
    assert first[:2] == [-0.5, -0.5]
    assert last[:2] == [0, 0]
    assert last[2] == pytest.approx(0, abs=0.02)
    assert first[2] > data["paths"][1]["line"][-1][2] > last[2]
    drawn = contour_map(WINDOW, grid, paths, ("first", "second"), dark=False, label="a bowl")
    assert drawn.count("<img") == 1
    assert 'alt="a bowl"' in drawn
    assert "<0.1>" not in drawn  # a label is text, in an image, too
    alone = contour_map(WINDOW, grid, paths[:1], ("first", "second"), dark=False, label="a bowl")
    assert "rate" not in alone
