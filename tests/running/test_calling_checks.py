"""The grader's own checks are called without pytest; what only pytest can run is left to it."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest
from submissions import FIXTURES, ROOT

from grader.course import Course
from grader.key.files import answer_key
from grader.running import calling_checks

GRADES = """
import sys
from pathlib import Path
from grader.course import load_course
from grader.running.grading import grade_file

course = load_course(Path.cwd())
report = grade_file(Path(sys.argv[1]), course, course.assignment())
print(report.score, "pytest" in sys.modules)
"""


def test_a_file_is_graded_without_pytest() -> None:
    command = [sys.executable, "-c", GRADES, str(FIXTURES / "one_mistake.py")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "93.0 False\n"


def test_the_contract_of_a_function_comes_first_and_the_chain_last(course: Course) -> None:
    assignment = course.assignment()
    steps = tuple(assignment.steps.values())[:2]
    checks = calling_checks.own_checks(steps, answer_key(course, assignment), list(assignment.scoring.checks))
    assert checks is not None
    names = ("contract", "worked_example", "reference", "finite_differences")
    of_steps = [(step.function, name) for step in steps for name in names]
    assert [(check.function, check.name) for check in checks] == [*of_steps, (None, "chain")]


@pytest.mark.parametrize(
    "module",
    [
        SimpleNamespace(test_tidy=lambda step, tmp_path: None),
        SimpleNamespace(TestTidy=type("TestTidy", (), {})),
        SimpleNamespace(test_tidy=lambda step: None, pytest=pytest),
        SimpleNamespace(test_tidy=pytest.mark.parametrize("step", [])(lambda step: None)),
    ],
)
def test_what_needs_pytest_is_left_to_it(
    course: Course, monkeypatch: pytest.MonkeyPatch, module: SimpleNamespace
) -> None:
    assignment = course.assignment()
    monkeypatch.setattr(calling_checks, "_own_modules", lambda: [module])
    assert calling_checks.own_checks((), answer_key(course, assignment), ()) is None
