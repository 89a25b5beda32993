"""The bank tests the grader: every known mistake loses points, as itself; the stub earns none, the reference all."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.grading import grade
from grader.kill_matrix import PAGE, GradedMistake, graded_mistakes, page
from grader.report import Report
from grader.untouched import untouched_exercises

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="module")
def found(course: Course) -> list[GradedMistake]:
    return graded_mistakes(course, course.assignment())


def test_no_mistake_survives(found: list[GradedMistake]) -> None:
    assert [verdict.mistake.id for verdict in found if verdict.survived] == []


def test_a_mistake_earns_at_most_thirty_per_cent(found: list[GradedMistake]) -> None:
    assert [v.mistake.id for v in found if v.result.score > 0.3 * v.result.step.points + 1e-9] == []


def test_every_mistake_is_recognised_and_none_as_another(found: list[GradedMistake]) -> None:
    assert {v.mistake.id: v.result.mistake for v in found if not v.recognised} == {}


def test_reference_and_finite_differences_each_kill_what_answers_at_all(found: list[GradedMistake]) -> None:
    answered = [verdict for verdict in found if verdict.outcome("contract") == "passed"]
    assert len(answered) > 100
    for check in ("reference", "finite_differences"):
        assert [v.mistake.id for v in answered if v.outcome(check) == "passed"] == [], check


def test_the_page_in_docs_is_the_matrix(course: Course, found: list[GradedMistake]) -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(course, found), "run `python -m grader.kill_matrix`"


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
