"""One attempt into the gradebook."""

from __future__ import annotations

from grader.course import Course
from quiz_app.quiz.attempts import Attempt


def record(course: Course, attempt: Attempt) -> None:
    """Write a submitted attempt into the gradebook; once more has the same effect.

    Raises:
        Exception: the gradebook could not take it.
    """
    from grader.classroom.gradebook.quiz_grades import record_quiz_attempt

    assert attempt.submitted_at is not None
    record_quiz_attempt(
        course, attempt.assignment, attempt.student, attempt.number, attempt.marks, attempt.submitted_at
    )
