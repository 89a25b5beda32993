"""What a made-up class writes in this assignment: right answers are right, and the mistakes are known ones."""

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

FOLDER = ROOT / "solutions" / "generalization"
MADE_UP = MadeUp(FOLDER)


def graded(answers: dict[str, str], folder: Path, course: Course) -> Report:
    file = folder / "generalization.py"
    file.write_text("import numpy as np\n\n\n" + "\n\n\n".join(answers.values()) + "\n", encoding="utf-8")
    reports: list[Report] = []
    grade([file], course, course.assignment("generalization"), reports.append)
    return reports[0]


@pytest.mark.parametrize("seed", range(3))
def test_right_answers_are_right(seed: int, tmp_path: Path, course: Course) -> None:
    assert graded(MADE_UP.right_answers(random.Random(seed)), tmp_path, course).score == 100


def test_unusual_ones_and_their_copies_are_right_and_differ(tmp_path: Path, course: Course) -> None:
    original = MADE_UP.unusual_answers()
    copied = {step: MADE_UP.disguised(source) for step, source in original.items()}
    assert graded(original, tmp_path, course).score == graded(copied, tmp_path, course).score == 100
    assert all(original[step] != copied[step] for step in original)


def test_the_mistakes_are_those_of_the_bank() -> None:
    known = {mistake.id for mistake in load_content(FOLDER).mistakes}
    assert len(MADE_UP.module.MISTAKES) == 10
    assert {mistake for several in MADE_UP.module.MISTAKES for mistake in several} <= known
