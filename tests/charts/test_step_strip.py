"""The strip of small tiles: points that no line breaks, and long names that fit."""

from __future__ import annotations

from grader.course import Step
from grader.report.report import CheckResult, StepResult
from quiz_app.charts.steps import step_strip

NAME = "dL_dy_binary_cross_entropy"
RESULT = StepResult(
    Step(function=NAME, number=7, points=15, title="Its gradient", hints=["Look."]),
    2.308,
    (CheckResult("contract", "failed"),),
)


def test_points_are_short_and_stay_in_one_line() -> None:
    assert "2.3\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}15" in step_strip([RESULT])


def test_a_long_name_can_break_between_its_words() -> None:
    assert NAME.replace("_", "_<wbr>") in step_strip([RESULT])
