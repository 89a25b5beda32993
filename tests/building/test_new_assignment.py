"""`course new`: a small assignment that works at once, and a course that is left alone where it cannot."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from submissions import ROOT, Ended

from grader.course import load_course


def test_a_new_assignment_is_the_courses_last_and_is_built(course_folder: Path) -> None:
    before = (course_folder / "course.toml").read_text(encoding="utf-8")
    ended = run_course_to_its_end(course_folder, "new", "week_3")
    assert ended.code == 0, ended.err
    course = load_course(course_folder)
    assert list(course.assignments)[-1] == "week_3"
    assert list(course.assignment("week_3").steps) == ["center", "dL_dx_center"]
    assert (course_folder / "course.toml").read_text(encoding="utf-8").startswith(before.rstrip())

    only_this_one(course_folder)
    shutil.copy(ROOT / "nbgrader_config.py", course_folder)
    built = run_course_to_its_end(course_folder, "build")
    assert built.code == 0, built.err
    students = course_folder / "exercises/week_3.py"
    assert "NotImplementedError" in students.read_text(encoding="utf-8")
    graded = run_course_to_its_end(course_folder, "grade", "--json", "solutions/week_3/week_3.py", str(students))
    assert [report["score"] for report in json.loads(graded.out)] == [100, 0]


def test_a_new_assignment_passes_the_tests_of_content(course_folder: Path) -> None:
    assert run_course_to_its_end(course_folder, "new", "week_3").code == 0
    only_this_one(course_folder)
    tests = [sys.executable, "-m", "pytest", "-q", "--pyargs", "grader.building.content_tests"]
    ended = subprocess.run(tests, cwd=course_folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert "37 passed" in ended.stdout


def test_the_tests_of_content_find_a_mistake_that_nobody_recognises(course_folder: Path) -> None:
    assert run_course_to_its_end(course_folder, "new", "week_3").code == 0
    only_this_one(course_folder)
    mistakes = course_folder / "solutions/week_3/mistakes.py"
    text = mistakes.read_text(encoding="utf-8")
    mistakes.write_text(text.replace("dL_dy - dL_dy.sum(axis=0)", "dL_dy"), encoding="utf-8")
    tests = [sys.executable, "-m", "pytest", "-q", "--pyargs", "grader.building.content_tests"]
    ended = subprocess.run(tests, cwd=course_folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "test_no_two_mistakes_answer_alike" in ended.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("backprop", "has an assignment backprop already"),
        ("Week 3", "small letters"),
        ("../out", "small letters"),
        ("lambda", "small letters"),
        ("random", "Python module"),
        ("numpy", "Python module"),
        ("drafts", "a folder of that name"),
    ],
)
def test_a_name_that_cannot_be_changes_nothing(
    run_course: Callable[..., Ended], course_folder: Path, name: str, reason: str
) -> None:
    (course_folder / "solutions/drafts").mkdir()
    before = {path: path.read_bytes() for path in course_folder.rglob("*") if path.is_file()}
    ended = run_course("new", name)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert reason in ended.err
    assert {path: path.read_bytes() for path in course_folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "week_3.py",
            "x.mean(axis=0)\n    return x - mean",
            "x.mean(axis=7)\n    return x - mean",
            "record of center",
        ),
        ("functions.py", 'by=("x",)', 'by=("y", "z")', "dL_dx_center"),
        ("functions.py", "x - x.mean(axis=0)", "2 * x", "is not the gradient"),
        ("functions.py", "FUNCTIONS = (", "FUNCTIONS = (1 / 0,", "ZeroDivisionError"),
        ("worked.py", "EXAMPLES = {", "EXAMPLES = {1: missing,", "NameError"),
        ("mistakes.py", "def passed_on(dL_dy):", "def passed_on(dL_dy:", "SyntaxError"),
        ("assignment.toml", "points = 50", "points = -1", "points"),
    ],
)
def test_what_is_wrong_in_a_folder_is_said_in_one_line(
    run_course: Callable[..., Ended], course_folder: Path, file: str, old: str, new: str, said: str
) -> None:
    run_course("new", "week_3")
    only_this_one(course_folder)
    path = course_folder / "solutions/week_3" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = run_course("check", "solutions/week_3/week_3.py")
    assert (ended.out, ended.err.count("\n")) == ("", 1), ended
    assert ended.code == (2 if file == "assignment.toml" else 3)
    assert said in ended.err


def only_this_one(course_folder: Path) -> None:
    """Take the course's other assignments out of `course.toml`."""
    settings = course_folder / "course.toml"
    head, _, entries = settings.read_text(encoding="utf-8").partition("[assignments.")
    settings.write_text(f"{head}[assignments.{entries.rpartition('[assignments.')[2]}", encoding="utf-8")


def run_course_to_its_end(folder: Path, *arguments: str) -> Ended:
    """The `course` command as a process of its own."""
    command = [sys.executable, "-m", "grader.start", *arguments]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)
