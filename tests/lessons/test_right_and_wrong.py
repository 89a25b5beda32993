"""Functions as people write them: what is right has all points, however odd, and what is wrong loses some.

``tests/fixtures/<lesson>/wrong/known.toml`` names the wrong ones that are the same as a known mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest
from submissions import FIXTURES, written_in

from grader.course import Course
from grader.report.report import Report

FEWEST = {  # right and wrong functions
    "network": (50, 80),
    "functions": (100, 75),
    "optimizers": (50, 50),
    "depth": (90, 100),
    "generalization": (60, 60),
}
UNUSUAL = [(lesson, path.name) for lesson in FEWEST for path in written_in(lesson, "unusual")]
WRONG = [(lesson, path.name) for lesson in FEWEST for path in written_in(lesson, "wrong")]
FixtureReports = Callable[[str, str], dict[str, Report]]


def names(files: list[tuple[str, str]]) -> list[str]:
    return [f"{lesson} {name}" for lesson, name in files]


@pytest.mark.parametrize("lesson", FEWEST)
def test_there_are_enough_of_both(lesson: str, course: Course) -> None:
    functions = len(course.assignment(lesson).steps)
    found = tuple(len(written_in(lesson, kind)) * functions for kind in ("unusual", "wrong"))
    assert all(number >= least for number, least in zip(found, FEWEST[lesson], strict=True)), found


@pytest.mark.parametrize(("lesson", "name"), UNUSUAL, ids=names(UNUSUAL))
def test_right_is_right_however_it_is_written(fixture_reports: FixtureReports, lesson: str, name: str) -> None:
    report = fixture_reports(lesson, "unusual")[name]
    lost = {result.step.function: str(result.message) for result in report.steps if result.outcome != "passed"}
    assert lost == {}
    assert report.score == report.max_score == 100


@pytest.mark.parametrize(("lesson", "name"), WRONG, ids=names(WRONG))
def test_wrong_earns_at_most_30_per_cent(
    fixture_reports: FixtureReports, course: Course, lesson: str, name: str
) -> None:
    report = fixture_reports(lesson, "wrong")[name]
    assert [result.step.function for result in report.steps] == list(course.assignment(lesson).steps)
    for result in report.steps:
        assert result.outcome in ("failed", "error"), result.step.function
        assert 100 * result.score <= 30 * result.step.points, result.step.function
        assert result.message is not None, result.step.function
        assert result.message.next, result.step.function


@pytest.mark.parametrize(("lesson", "name"), WRONG, ids=names(WRONG))
def test_only_what_is_a_known_mistake_gets_its_name(fixture_reports: FixtureReports, lesson: str, name: str) -> None:
    known = tomllib.loads((FIXTURES / lesson / "wrong" / "known.toml").read_text(encoding="utf-8"))
    report = fixture_reports(lesson, "wrong")[name]
    assert {result.step.function: result.mistake for result in report.steps if result.mistake} == known.get(name, {})
