"""What late work loses, and extensions: on the course's own path and through nbgrader's preprocessor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties

from grader.classroom.gradebook.assignment_rows import AssignmentRows
from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.gradebook.extensions import apply_extension, extensions, grant_extension
from grader.classroom.gradebook.grade_rows import GradedSubmission, write_grades
from grader.classroom.gradebook.late import LatePenalty, late_penalty
from grader.course import Late, load_course

RULE = Late(grace_minutes=15.0, percent_per_day=10.0, at_most_percent=25.0)
HOUR = 60 * 60
DUE = datetime(2027, 1, 31, 22, 59)


@pytest.mark.parametrize(
    ("hours", "lost"),
    [(-5, 0), (0, 0), (0.25, 0), (0.26, 8), (24.25, 8), (24.26, 16), (24.25 + 24, 16), (24.26 + 24, 20), (9999, 20)],
)
def test_a_share_of_the_points_earned_for_every_day_begun(hours: float, lost: float) -> None:
    assert late_penalty(80, hours * HOUR, RULE) == lost


def test_nothing_is_lost_of_nothing() -> None:
    assert late_penalty(0, 9999 * HOUR, RULE) == 0


@pytest.fixture
def gradebook(course_folder: Path) -> Iterator[Gradebook]:
    """One assignment of one cell, and two students of whom Ada has handed in, 26 hours late, for 40 points."""
    with open_gradebook(load_course(course_folder)) as gradebook:
        gradebook.add_assignment("backprop", duedate=DUE)
        gradebook.add_notebook("backprop", "backprop")
        gradebook.add_grade_cell("check", "backprop", "backprop", max_score=50, cell_type="code")
        gradebook.add_student("ada")
        gradebook.add_student("bob")
        hand_in(gradebook, "ada")
        yield gradebook


def hand_in(gradebook: Gradebook, student: str) -> None:
    gradebook.update_or_create_submission("backprop", student, timestamp=DUE + timedelta(hours=26))
    gradebook.find_grade("check", "backprop", "backprop", student).auto_score = 40
    gradebook.db.commit()


def penalty_by_nbgrader(gradebook: Gradebook, student: str) -> float:
    """Runs nbgrader's preprocessor with our plugin, as `nbgrader autograde` does; what the gradebook then says."""
    preprocessor = AssignLatePenalties(plugin_class=LatePenalty)
    names = {"notebook": "backprop", "assignment": "backprop", "student": student}
    preprocessor.preprocess(new_notebook(), {"nbgrader": {**names, "db_url": load_course().gradebook_url}})
    gradebook.db.expire_all()
    return float(gradebook.find_submission("backprop", student).late_submission_penalty)


def test_nbgrader_takes_off_the_same(gradebook: Gradebook) -> None:
    assert penalty_by_nbgrader(gradebook, "ada") == late_penalty(40, 26 * HOUR, load_course().late) == 8


def test_an_extension_counts_before_and_after_handing_in(gradebook: Gradebook) -> None:
    grant_extension(gradebook, "backprop", "ada", timedelta(days=1))
    assert gradebook.find_submission("backprop", "ada").total_seconds_late == 2 * HOUR
    grant_extension(gradebook, "backprop", "bob", timedelta(days=2))
    hand_in(gradebook, "bob")
    assert penalty_by_nbgrader(gradebook, "bob") == 0
    assert penalty_by_nbgrader(gradebook, "ada") == 4
    assert gradebook.find_submission("backprop", "bob").total_seconds_late == 0


def test_the_course_takes_off_the_same_for_scores_by_hand_and_extra_credit(gradebook: Gradebook) -> None:
    gradebook.grant_extension("backprop", "ada", hours=1)  # through nbgrader; writing grades keeps it
    grade = gradebook.find_grade("check", "backprop", "backprop", "ada")
    grade.manual_score, grade.extra_credit = 0, 20
    gradebook.db.commit()
    notebook = gradebook.find_notebook("backprop", "backprop")
    rows = AssignmentRows("backprop", notebook.assignment.id, notebook.id, {"check": grade.cell_id}, {})
    with transaction(gradebook):
        write_grades(
            gradebook,
            rows,
            [GradedSubmission("ada", {"check": 40.0}, frozenset(), None, anew=True)],
            load_course().late,
        )
    submission = gradebook.find_submission("backprop", "ada")
    assert submission.extension == timedelta(hours=1)
    assert submission.late_submission_penalty == late_penalty(20, 25 * HOUR, load_course().late) > 0


def test_an_extension_survives_a_submission_that_is_made_anew(gradebook: Gradebook) -> None:
    grant_extension(gradebook, "backprop", "ada", timedelta(hours=3))
    gradebook.remove_submission("backprop", "ada")
    hand_in(gradebook, "ada")
    submission = gradebook.find_submission("backprop", "ada")
    apply_extension(gradebook, submission)
    assert submission.extension == timedelta(hours=3)


def test_a_second_extension_replaces_the_first_and_none_takes_it_back(gradebook: Gradebook) -> None:
    grant_extension(gradebook, "backprop", "bob", timedelta(days=1))
    grant_extension(gradebook, "backprop", "bob", timedelta(days=3))
    assert extensions(gradebook, "backprop") == {"bob": timedelta(days=3)}
    grant_extension(gradebook, "backprop", "bob", timedelta(0))
    assert extensions(gradebook, "backprop") == {}
    assert extensions(gradebook, "quiz") == {}


def test_an_extension_granted_through_nbgrader_is_kept(gradebook: Gradebook) -> None:
    gradebook.grant_extension("backprop", "ada", hours=5)
    submission = gradebook.find_submission("backprop", "ada")
    apply_extension(gradebook, submission)
    assert submission.extension == timedelta(hours=5)
