"""Each entry of each part: its line of numbers is true, and made of the cells that are marked."""

from __future__ import annotations

import re
import runpy
from math import exp, log

import pytest
from by_hand_numbers import own
from submissions import ROOT

from quiz_app.lessons.backprop import network_chart
from quiz_app.lessons.backprop.exercise import Exercise, published
from quiz_app.lessons.backprop.parts import work_out
from quiz_app.lessons.backprop.worked import STEPS, number

PARTS = [part for _, parts in STEPS.values() for part in parts]
RATE = 0.1


@pytest.mark.parametrize("part", PARTS)
def test_every_line_says_what_is_true(part: str) -> None:
    for exercise in (Exercise(published()), own()):
        for entry in work_out(part, exercise.values, RATE).entries:
            line = "".join(text for text, _ in entry.line)
            python = re.sub(
                r"log (\S+?)(?=[ )]|$)", r"log(\1)", line.replace("×", "*").replace("\N{MINUS SIGN}", "-")
            )
            value = eval(python, {"exp": exp, "log": log, "max": max})  # our own text, of numbers
            assert value == pytest.approx(entry.value, abs=2e-3), f"{entry.name} = {line}"


@pytest.mark.parametrize("part", PARTS)
def test_the_numbers_in_a_line_are_those_in_the_marked_cells(part: str) -> None:
    worked = work_out(part, own().values, RATE)
    for entry in worked.entries:
        for matrix, cells in zip(worked.matrices, entry.used, strict=False):
            marked = {number(matrix.values[cell]) for cell in cells}
            said = {text.strip("()") for text, role in entry.line if role == matrix.role}
            assert said <= marked, (entry.name, matrix.name)
        assert number(worked.matrices[-1].values[entry.at]) == number(entry.value)


@pytest.mark.parametrize("part", [part for part in PARTS if part != "L"])
def test_every_entry_of_the_result_can_be_looked_at(part: str) -> None:
    worked = work_out(part, own().values, RATE)
    assert len({entry.at for entry in worked.entries}) == worked.matrices[-1].values.size


@pytest.mark.parametrize("part", ["z1", "z2", "z3", "dL_dW3", "dL_dW2", "dL_dW1"])
def test_the_one_beside_the_activations_is_shown(part: str) -> None:
    ones = [matrix for matrix in work_out(part, own().values, RATE).matrices if matrix.ones == "1"]
    assert len(ones) == 1
    assert (ones[0].values[:, -1] == 1).all()


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.0, "0"), (-0.5, "\N{MINUS SIGN}0.5"), (1 / 3, "0.33333"), (2.0, "2"), (1234567.0, "1.2346e+06")],
)
def test_numbers_are_short_and_have_a_real_minus_sign(value: float, text: str) -> None:
    assert number(value) == text


def test_the_page_and_the_lessons_pictures_draw_the_same_links() -> None:
    """The app has no part of the lesson's folder, and the lesson none of the app."""
    scenes = runpy.run_path(str(ROOT / "solutions" / "backprop" / "figures" / "scenes.py"))
    assert scenes["LINKS"] == network_chart.LINKS
