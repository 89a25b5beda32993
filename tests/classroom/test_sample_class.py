"""The made-up class is the same on every run, and holds what it says, for every assignment that has one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submissions import ROOT

from grader.building.untouched import untouched_exercises
from grader.classroom.sample_class.students import SampleStudent, sample_class
from grader.course import Course
from grader.report.report import Report
from grader.running.grading import grade

NAMES = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/made_up.py"))


def made_up(name: str) -> tuple[SampleStudent, ...]:
    release = untouched_exercises() / name / f"{name}.ipynb"
    return sample_class(json.loads(release.read_text(encoding="utf-8")), ROOT / "solutions" / name)


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def students(name: str) -> tuple[SampleStudent, ...]:
    return made_up(name)


def test_it_has_forty_people_and_is_the_same_every_time(name: str, students: tuple[SampleStudent, ...]) -> None:
    assert made_up(name) == students
    assert len({one.student.id for one in students}) == 40
    assert sum(not one.files for one in students) == 1


def test_what_is_right_is_right_and_the_mistakes_are_recognised(
    name: str, students: tuple[SampleStudent, ...], course: Course, tmp_path: Path
) -> None:
    claimed = {}
    for one in students:
        if one.kind in ("mistakes", "original", "copy", "right 0", "right 1", "right 2"):
            claimed[f"{one.student.id}.ipynb"] = set(one.mistakes)
            (tmp_path / f"{one.student.id}.ipynb").write_bytes(one.files[f"{name}.ipynb"])
    reports: list[Report] = []
    grade(sorted(tmp_path.iterdir()), course, course.assignment(name), reports.append)
    found = {report.submission.name: {step.mistake for step in report.steps} - {None} for report in reports}
    assert found == claimed
    complete = {report.submission.name for report in reports if report.complete}
    assert complete == {file for file, mistakes in claimed.items() if not mistakes}
