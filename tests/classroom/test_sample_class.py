"""The made-up class: the same on every run, and with the mistakes that it claims to have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from submissions import BACKPROP, GradeFiles

from grader.building.untouched import untouched_exercises
from grader.classroom.sample_class.students import SampleStudent, sample_class
from grader.course import Assignment, Course


@pytest.fixture(scope="module")
def students(course: Course) -> tuple[SampleStudent, ...]:
    release = untouched_exercises() / "backprop" / "backprop.ipynb"
    return sample_class(json.loads(release.read_text(encoding="utf-8")), BACKPROP)


def test_it_has_forty_people_and_is_the_same_every_time(course: Course, students: tuple[SampleStudent, ...]) -> None:
    release = untouched_exercises() / "backprop" / "backprop.ipynb"
    assert sample_class(json.loads(release.read_text(encoding="utf-8")), BACKPROP) == students
    assert len({one.student.id for one in students}) == 40
    assert sum(not one.files for one in students) == 1


def test_what_is_right_is_right_and_the_mistakes_are_recognised(
    students: tuple[SampleStudent, ...], assignment: Assignment, grade_files: GradeFiles, tmp_path: Path
) -> None:
    claimed = {}
    for one in students:
        if one.kind in ("mistakes", "original", "copy", "right 0", "right 1", "right 2"):
            claimed[f"{one.student.id}.ipynb"] = set(one.mistakes)
            (tmp_path / f"{one.student.id}.ipynb").write_bytes(one.files["backprop.ipynb"])
    reports = grade_files(sorted(tmp_path.iterdir()))
    found = {name: {step.mistake for step in report.steps} - {None} for name, report in reports.items()}
    assert found == claimed
    complete = {name for name, report in reports.items() if report.complete}
    assert complete == {name for name, mistakes in claimed.items() if not mistakes}
