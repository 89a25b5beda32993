"""What an assignment builds on: in course.toml, in kits and new courses, in the README, and what comes next."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from own_course import this_courses_kit
from submissions import ROOT, Ended

from grader.classroom.starting import start_course
from grader.course import load_course

COURSE = load_course(ROOT)
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]*)\|$", re.MULTILINE)


@pytest.mark.parametrize("name", COURSE.assignments)
def test_the_readme_says_what_the_course_says(name: str) -> None:
    rows = dict(ROW.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    assert re.findall(r"`(\w+)`", rows[name]) == list(COURSE.needs[name])


def test_lessons_come_after_what_they_need() -> None:
    order = list(COURSE.assignments)
    assert [
        name for name in order if any(order.index(other) > order.index(name) for other in COURSE.needs[name])
    ] == []


def test_needs_travel_into_a_new_course(tmp_path: Path) -> None:
    start_course(tmp_path / "new", COURSE)
    assert load_course(tmp_path / "new").needs == COURSE.needs


@pytest.mark.slow  # all notebooks are built for it
def test_needs_travel_into_a_kit() -> None:
    assert load_course(this_courses_kit()).needs == COURSE.needs


def test_a_complete_file_is_told_what_comes_next(run_course: Callable[..., Ended], course_folder: Path) -> None:
    first, second, *_ = COURSE.assignments.values()
    shutil.copy(COURSE.reference_file(first), course_folder / "mine.py")
    ended = run_course("check", "--assignment", first.name, "mine.py")
    assert ended.out.rstrip().splitlines()[-1].strip() == f"Next: {second.title}, in exercises/{second.name}.py"
    one_step = run_course("check", "--assignment", first.name, "--step", next(iter(first.steps)), "mine.py")
    assert "Next: " not in one_step.out

    last = list(COURSE.assignments.values())[-1]
    shutil.copy(COURSE.reference_file(last), course_folder / "mine.py")
    assert "Next: " not in run_course("check", "--assignment", last.name, "mine.py").out


def test_an_untouched_file_says_what_it_builds_on(run_course: Callable[..., Ended], course_folder: Path) -> None:
    for assignment in COURSE.assignments.values():
        script, _ = COURSE.student_files(assignment)
        shutil.copy(script, course_folder / "mine.py")
        out = " ".join(run_course("check", "--assignment", assignment.name, "mine.py").out.split())
        titles = [COURSE.assignments[name].title for name in COURSE.needs[assignment.name]]
        assert ("It builds on" in out) == bool(titles)
        assert all(title in out.partition("It builds on")[2] for title in titles)
