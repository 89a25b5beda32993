"""Grades into the gradebook: the rows that nbgrader's own autograding writes, for several students at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from grader.classroom.gradebook.assignment_rows import AssignmentRows
from grader.course import Late

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook

NO_RESPONSE = "No response."  # nbgrader's comment on an answer that is still the release's


@dataclass(frozen=True)
class GradedSubmission:
    """What the gradebook is to know of one submission.

    Attributes:
        student: the student's id; the gradebook must have it.
        scores: points by graded cell; a cell without is worth 0.
        unanswered: the answer cells that are as they were released.
        submitted_at: with its time zone; None leaves what the gradebook says.
        anew: whether this is a new judgement. A score given by hand then needs another look, as nbgrader has it;
            otherwise such looks as have been taken stand.
    """

    student: str
    scores: Mapping[str, float]
    unanswered: frozenset[str]
    submitted_at: datetime | None
    anew: bool


def write_grades(gradebook: Gradebook, rows: AssignmentRows, batch: Sequence[GradedSubmission], late: Late) -> None:
    """Write the submissions' scores, comments and penalties, and make the rows that they need.

    Scores given by hand stay, and count for the penalty.

    Args:
        gradebook: inside a transaction; see ``gradebook.transaction``.
        rows: the assignment's.
        batch: each student at most once.
        late: what late work loses.
    """
    submissions = _submissions(gradebook, rows, [graded.student for graded in batch])
    notebooks = _notebooks(gradebook, rows, submissions.values())
    for graded in batch:
        submission = submissions[graded.student]
        if graded.submitted_at is not None:
            submission.timestamp = graded.submitted_at.astimezone(UTC).replace(tzinfo=None)
        notebook = notebooks[submission.id]
        _write_scores(rows, notebook, graded)
        _write_comments(rows, notebook, graded)
        notebook.late_submission_penalty = _penalty(notebook, submission.total_seconds_late, late)
    gradebook.db.flush()


def _submissions(
    gradebook: Gradebook, rows: AssignmentRows, students: Sequence[str]
) -> dict[str, SubmittedAssignment]:
    """The students' submissions, made where there are none, with the extensions that were granted."""
    from nbgrader.api import SubmittedAssignment
    from sqlalchemy import select

    from grader.classroom.gradebook.extensions import extensions

    stored = select(SubmittedAssignment).where(
        SubmittedAssignment.assignment_id == rows.assignment, SubmittedAssignment.student_id.in_(students)
    )
    found = {row.student_id: row for row in gradebook.db.scalars(stored)}
    for student in students:
        if student not in found:
            found[student] = SubmittedAssignment(assignment_id=rows.assignment, student_id=student)
            gradebook.db.add(found[student])
    granted = extensions(gradebook, rows.name)
    for student, submission in found.items():
        submission.extension = granted.get(student, submission.extension)
    gradebook.db.flush()
    return found


def _notebooks(gradebook: Gradebook, rows: AssignmentRows, submissions: Any) -> dict[str, SubmittedNotebook]:
    """The submissions' notebooks by the submissions' row ids, made where there are none."""
    from nbgrader.api import SubmittedNotebook
    from sqlalchemy import select
    from sqlalchemy.orm import selectinload

    identifiers = [submission.id for submission in submissions]
    stored = (
        select(SubmittedNotebook)
        .where(SubmittedNotebook.notebook_id == rows.notebook, SubmittedNotebook.assignment_id.in_(identifiers))
        .options(selectinload(SubmittedNotebook.grades), selectinload(SubmittedNotebook.comments))
    )
    found = {row.assignment_id: row for row in gradebook.db.scalars(stored)}
    for identifier in identifiers:
        if identifier not in found:
            found[identifier] = SubmittedNotebook(notebook_id=rows.notebook, assignment_id=identifier)
            gradebook.db.add(found[identifier])
    return found


def _write_scores(rows: AssignmentRows, notebook: SubmittedNotebook, graded: GradedSubmission) -> None:
    from nbgrader.api import Grade

    there = {grade.cell_id: grade for grade in notebook.grades}
    for name, cell in rows.graded.items():
        score = graded.scores.get(name, 0.0)
        grade = there.get(cell)
        if grade is None:
            grade = Grade(cell_id=cell, needs_manual_grade=False)
            notebook.grades.append(grade)
        if graded.anew or grade.auto_score != score:
            grade.auto_score = score
            grade.needs_manual_grade = grade.manual_score is not None


def _write_comments(rows: AssignmentRows, notebook: SubmittedNotebook, graded: GradedSubmission) -> None:
    from nbgrader.api import Comment

    there = {comment.cell_id: comment for comment in notebook.comments}
    for name, cell in rows.answers.items():
        comment = there.get(cell)
        if comment is None:
            comment = Comment(cell_id=cell)
            notebook.comments.append(comment)
        comment.auto_comment = NO_RESPONSE if name in graded.unanswered else None


def _penalty(notebook: SubmittedNotebook, seconds_late: float, late: Late) -> float | None:
    """None in time, as nbgrader has it; otherwise no less than nothing and no more than was earned."""
    from grader.classroom.gradebook.late import late_penalty

    if seconds_late <= 0:
        return None
    score = sum(_counted(grade) for grade in notebook.grades)
    return min(max(late_penalty(score, seconds_late, late), 0.0), score)


def _counted(grade: Any) -> float:
    """What a grade is worth: by hand before automatic, and extra credit on top."""
    earned = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (earned or 0.0) + (grade.extra_credit or 0.0)
