"""The published spreadsheet: its numbers as published, and the puzzle that they make."""

from __future__ import annotations

import numpy as np
import pytest

from quiz_app.lessons.backprop.puzzle import Puzzle
from quiz_app.lessons.backprop.spreadsheet import LINES, WRONG, agrees, nudged, published

RIGHT_DW2 = [
    [0, 0, 0],
    [-0.25144379, -0.74761606, -0.00335766],
    [-1.16477088, -2.48423966, -0.50503649],
    [0.50288759, 1.49523212, 0.00671532],
]
RIGHT_DW1 = [
    [0.23801315, -0.24808613, -0.25144379, -0.49281460],
    [-0.61736194, -0.90782052, -1.41621468, -1.30724689],
    [-1.01007298, -0.50503649, -1.01007298, -0.50503649],
]


def test_the_published_lines_are_as_published() -> None:
    sheet = published()
    np.testing.assert_allclose(sheet["dL_dW2"][0], [0.25144379, 0.74761606, 0.00335766], atol=1e-7)
    np.testing.assert_allclose(sheet["dL_db2"], [0.24808613, -0.24808613, -0.65973439, 0.49617227], atol=1e-7)
    np.testing.assert_allclose(
        sheet["dL_dW1"][1:],
        [[-0.37934879, -1.15590666, -1.66765847, -1.80006150], [-0.99664234, -0.49832117, -0.99664234, -0.49832117]],
        atol=1e-7,
    )
    np.testing.assert_allclose(sheet["dL_db1"], [-0.24808613, -1.15590666, -0.49832117], atol=1e-7)
    np.testing.assert_allclose(sheet["dL_db3"], [0.24808613, 0.16356212, -0.41164826], atol=1e-7)


def test_nudging_gives_what_is_right() -> None:
    np.testing.assert_allclose(nudged("dL_dW2"), RIGHT_DW2, atol=1e-7)
    np.testing.assert_allclose(nudged("dL_dW1"), RIGHT_DW1, atol=1e-7)
    np.testing.assert_allclose(nudged("dL_db1"), [-0.24808613, -0.90782052, -0.50503649], atol=1e-7)


def test_everything_before_the_wrong_line_agrees_and_everything_after_it_does_not() -> None:
    verdicts = [bool(agrees(line).all()) for line in LINES]
    assert verdicts == [line in LINES[: LINES.index(WRONG)] for line in LINES]


def test_a_nudged_entry_is_marked_only_where_it_differs() -> None:
    puzzle = Puzzle()
    puzzle.nudge("dL_dz2", (0, 1))
    assert puzzle.state("dL_dz2") == "1 of 8 entries nudged, all agree"
    puzzle.nudge("dL_dz2", (0, 0))
    assert puzzle.differing("dL_dz2") == ((0, 0),)
    puzzle.nudge("dL_dW3")
    assert puzzle.state("dL_dW3") == "all entries agree"
    assert puzzle.state("dL_dz1") == "not nudged"


@pytest.mark.parametrize(
    ("line", "words"),
    [("dL_dz2", "Found."), ("dL_dW3", "Every entry of dL_dW3 agrees"), ("dL_dW1", "computed from other lines")],
)
def test_naming_a_line_is_answered(line: str, words: str) -> None:
    puzzle = Puzzle(named=line)
    assert words in puzzle.answer
    assert puzzle.solved == (line == WRONG)
