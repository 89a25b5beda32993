"""The reference solution is asked once per process, and again when it has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from submissions import ROOT

from grader.course import Course, load_course
from grader.probes import reference_probes, worked_example
from grader.reference import Reference
from grader.sandbox import Sandbox, shared_sandbox
from grader.steps import STEPS

STEP = STEPS["dL_db3"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    shutil.copy(ROOT / "course.toml", tmp_path)
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    return load_course(tmp_path)


def closed_sandbox() -> Sandbox:
    """One that answers nothing."""
    sandbox = Sandbox()
    sandbox.close()
    return sandbox


def test_a_question_is_asked_once_and_the_others_of_its_step_with_it(course: Course) -> None:
    assignment = course.assignment()
    with Reference(course, assignment, shared_sandbox()) as reference:
        answer = reference.answer(STEP, worked_example(STEP))
    with Reference(course, assignment, closed_sandbox()) as again:
        assert again.answer(STEP, worked_example(STEP)) is answer
        for probe in reference_probes(STEP, assignment.seed):
            np.testing.assert_allclose(again.answer(STEP, probe), probe.arguments[0].sum(axis=0))


def test_a_solution_that_has_changed_is_asked_again(course: Course) -> None:
    assignment, probe = course.assignment(), worked_example(STEP)
    with Reference(course, assignment, shared_sandbox()) as reference:
        before = reference.answer(STEP, probe)
    with course.reference_file(assignment).open("a", encoding="utf-8") as file:
        file.write("\n\ndef dL_db3(dL_dz3):\n    return 2 * dL_dz3.sum(axis=0)\n")
    with Reference(course, assignment, shared_sandbox()) as reference:
        np.testing.assert_allclose(reference.answer(STEP, probe), 2 * before)
