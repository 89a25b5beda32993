"""What the made-up class writes is what it claims: right answers are right, copies are too, mistakes are known."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from submissions import ROOT

from grader.classroom.sample_class.made_up import MadeUp
from grader.course import Course
from grader.course.content import load_content
from grader.report.report import Report
from grader.running.grading import grade

FOLDER = ROOT / "solutions" / "functions"
MADE_UP = MadeUp(FOLDER)


def graded(answers: list[dict[str, str]], course: Course, folder: Path) -> list[Report]:
    paths = []
    for number, answer in enumerate(answers):
        paths.append(folder / f"functions-{number}.py")
        paths[-1].write_text("import numpy as np\n\n\n" + "\n\n\n".join(answer.values()) + "\n")
    reports: list[Report] = []
    grade(paths, course, course.assignment("functions"), reports.append)
    return reports


def test_right_answers_and_a_disguised_copy_have_all_points(course: Course, tmp_path: Path) -> None:
    right = [MADE_UP.right_answers(random.Random(seed)) for seed in range(12)]
    unusual = MADE_UP.unusual_answers()
    copy = {step: MADE_UP.disguised(source) for step, source in unusual.items()}
    for report in graded([*right, unusual, copy], course, tmp_path):
        assert [result.step.function for result in report.steps if result.outcome != "passed"] == []


def test_its_mistakes_are_those_of_the_bank() -> None:
    known = {mistake.id for mistake in load_content(FOLDER).mistakes}
    assert {mistake for made in MADE_UP.module.MISTAKES for mistake in made} <= known
    assert len(MADE_UP.module.MISTAKES) == 10


def test_two_people_who_merge_have_cells_of_one_length() -> None:
    function, body = MADE_UP.module.ANOTHERS
    theirs = MADE_UP.function(function, body).count("\n")
    for seed in range(20):
        assert MADE_UP.right_answers(random.Random(seed))[function].count("\n") == theirs


@pytest.mark.parametrize("name", ["NEVER_ENDING", "HUNGRY", "CRASHING", "NO_PYTHON"])
def test_what_goes_badly_is_in_functions_of_the_assignment(course: Course, name: str) -> None:
    value = getattr(MADE_UP.module, name)
    named = (value,) if isinstance(value, str) else value[:1] if name == "NO_PYTHON" else value
    assert set(named) <= set(course.assignment("functions").steps)
