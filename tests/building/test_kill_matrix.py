"""The bank tests the grader: every known mistake loses points, as itself; the stub earns none, the reference all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from grader.building.content_tests import graded_bank
from grader.building.kill_matrix import FOLDER, GradedMistake, pages, tiers_on
from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course
from grader.report.report import Report
from grader.running.grading import grade

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


Matrix = Mapping[str, Sequence[GradedMistake]]


@pytest.fixture(scope="module")
def matrix(course: Course) -> Matrix:
    """All known mistakes, graded, by assignment."""
    return {name: graded_bank(name) for name in course.assignments}


@pytest.fixture
def found(matrix: Matrix) -> list[GradedMistake]:
    return [mistake for mistakes in matrix.values() for mistake in mistakes]


def test_no_mistake_survives(found: list[GradedMistake]) -> None:
    assert [each.mistake.id for each in found if each.survived] == []


def test_a_mistake_earns_at_most_thirty_per_cent(found: list[GradedMistake]) -> None:
    assert [each.mistake.id for each in found if each.result.score > 0.3 * each.result.step.points + 1e-9] == []


def test_every_mistake_is_recognised_and_none_as_another(found: list[GradedMistake]) -> None:
    assert {each.mistake.id: each.result.mistake for each in found if not each.recognised} == {}


@pytest.mark.parametrize("check", ["reference", "finite_differences"])
def test_a_mistake_that_answers_at_all_passes_neither(found: list[GradedMistake], check: str) -> None:
    """Where right answers differ, the reference is asked on special cases alone, and properties decide."""
    answered = [
        each
        for each in found
        if each.outcome("contract") == "passed" and not (check == "reference" and each.outcome("properties"))
    ]
    assert len(answered) > 100
    assert [each.mistake.id for each in answered if each.outcome(check) == "passed"] == []


def test_the_pages_in_docs_are_the_matrix(course: Course, matrix: Matrix) -> None:
    """`tests/explaining/test_nothing_given_away.py` looks at the last column, since it searches for the reasons."""
    texts = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / FOLDER).iterdir()}
    tiers = {
        name: tiers_on(texts.get(f"{name}.md", ""), (one.mistake for one in found)) for name, found in matrix.items()
    }
    assert texts == pages(course, matrix, tiers), "run `python -m grader.building.kill_matrix`"


def test_stubs_earn_nothing_and_the_reference_everything(course: Course) -> None:
    assignment = course.assignment()
    reports: list[Report] = []
    stubs = [untouched_exercises() / "backprop.py", untouched_exercises() / "backprop" / "backprop.ipynb"]
    grade([*stubs, course.reference_file(assignment)], course, assignment, reports.append)
    script, notebook, reference = reports
    for stub in (script, notebook):
        assert stub.score == 0
        assert {result.outcome for result in stub.steps} == {"not attempted"}
    assert reference.score == reference.max_score == 100
    assert reference.chain is not None
    assert reference.chain.outcome == "passed"
    assert reference.warnings == ()
