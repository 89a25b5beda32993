"""Whoever has left the class is on no page of formgrader and in no average of it, until they come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from small_class import ASSIGNMENT, hand_in, make_course, notebook_of
from test_nbgrader_workflow import formgrader

from grader.classroom.autograding import Autograding
from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.withdrawals import readmit, withdraw
from grader.classroom.nbgrader_hooks.enrolled import EnrolledGradebook
from grader.course import Course
from grader.parallel.local import local_pool


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Ada has 100 points, Bob, who has left, fewer."""
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", notebook_of())
    hand_in(course, "bob", notebook_of({"dL_dW3": "def dL_dW3(dL_dz3, a2):\n    return dL_dz3"}))
    with open_gradebook(course) as gradebook:
        for student in ("ada", "bob"):
            gradebook.add_student(student)
    with local_pool(1) as pool, Autograding(course, course.assignment()) as autograding:
        list(autograding.run(pool))
    with open_gradebook(course) as gradebook:
        withdraw(gradebook, "bob")
    return course


def test_no_page_and_no_average_has_a_withdrawn_student(course: Course, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with formgrader(course.root, tmp_path / "home") as page:
        students = json.loads(page("formgrader/api/students"))
        submissions = json.loads(page(f"formgrader/api/submissions/{ASSIGNMENT}"))
        notebooks = json.loads(page(f"formgrader/api/submitted_notebooks/{ASSIGNMENT}/{ASSIGNMENT}"))
        assignment = json.loads(page(f"formgrader/api/assignment/{ASSIGNMENT}"))
        addresses = [page(f"formgrader/submissions/{notebook['id']}/") for notebook in notebooks]
    assert [student["id"] for student in students] == ["ada"]
    assert [submission["student"] for submission in submissions] == ["ada"]
    assert [notebook["student"] for notebook in notebooks] == ["ada"]
    assert assignment["num_submissions"] == 1
    assert assignment["average_score"] == assignment["max_score"]
    assert len(addresses) == 1


def test_who_comes_back_has_all_grades(course: Course) -> None:
    with EnrolledGradebook(course.gradebook_url) as seen:
        assert [student.id for student in seen.students] == ["ada"]
        assert len(seen.find_assignment(ASSIGNMENT).submissions) == 1
    with Gradebook(course.gradebook_url) as gradebook:
        assert readmit(gradebook, "bob")
    with EnrolledGradebook(course.gradebook_url) as seen:
        assert [student.id for student in seen.students] == ["ada", "bob"]
        assert seen.average_assignment_score(ASSIGNMENT) < seen.find_assignment(ASSIGNMENT).max_score


def test_adding_a_withdrawn_student_in_formgrader_ends_in_no_error(course: Course) -> None:
    with EnrolledGradebook(course.gradebook_url) as seen:
        seen.update_or_create_student("bob", first_name="Bob")
        assert [student.id for student in seen.students] == ["ada"]
    with Gradebook(course.gradebook_url) as gradebook:
        assert gradebook.find_student("bob").first_name == "Bob"
