"""The quiz in the gradebook: an assignment like the others, with a graded cell for each question.

Every attempt is kept, in a table of its own beside nbgrader's, and the grade follows from all of a student's
attempts. So it does not matter in which order attempts arrive, how often, or whether the rule has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, delete, insert, inspect, select

from grader.classroom.gradebook.assignment_rows import keep_assignment
from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.gradebook.grade_rows import GradedSubmission, write_grades
from grader.classroom.roster_file import read_roster
from grader.classroom.template import Notebook
from grader.course import Course, CourseError, Quiz

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy.orm import Session

ASSIGNMENT = "quiz"
_BATCH = 100
_METADATA = MetaData()
_ATTEMPTS = Table(
    "course_quiz_attempt",
    _METADATA,
    Column("student", String(128), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("answers", String(1024), nullable=False),  # a character for each question: 1 is right, 0 is wrong
    Column("submitted_at", DateTime, nullable=False),  # UTC
)
_RULE = Table("course_quiz_rule", _METADATA, Column("rule", String(64), primary_key=True))


@dataclass(frozen=True)
class _Attempt:
    student: str
    number: int
    answers: str
    submitted_at: datetime

    @property
    def right(self) -> int:
        return self.answers.count("1")


@dataclass(frozen=True)
class RecordedAttempt:
    """An attempt as the gradebook has it: for each question, whether it was right; `submitted_at` in UTC."""

    student: str
    number: int
    right: tuple[bool, ...]
    submitted_at: datetime


def read_quiz_attempts(gradebook: Gradebook) -> tuple[RecordedAttempt, ...]:
    """Every attempt that was recorded, in the order of submission."""
    connection = gradebook.db.connection()
    if not inspect(connection).has_table(_ATTEMPTS.name):
        return ()
    rows = gradebook.db.execute(select(_ATTEMPTS).order_by(_ATTEMPTS.c.submitted_at, _ATTEMPTS.c.number))
    return tuple(
        RecordedAttempt(
            row.student,
            row.number,
            tuple(answer == "1" for answer in row.answers),
            row.submitted_at.replace(tzinfo=UTC),
        )
        for row in rows
    )


def record_quiz_attempt(
    course: Course, student: str, attempt_number: int, right: Sequence[bool], submitted_at: datetime
) -> None:
    """Write an attempt into the gradebook. Writing it again changes nothing.

    The best attempt counts (the first of the best), or the last one, as `quiz.counts` in assignment.toml says.

    Args:
        course: has the quiz and the gradebook.
        student: who; made known to the gradebook unless there is a roster that has nobody of that id.
        attempt_number: the student's first attempt is 1.
        right: for each question, in the order of assignment.toml, whether the answer was right.
        submitted_at: with its time zone.

    Raises:
        CourseError: the course has no quiz, does not know the student, or the gradebook cannot be opened.
        ValueError: there is not one answer for each question.
    """
    quiz = _quiz(course)
    if len(right) != len(quiz.questions):
        raise ValueError(f"{len(right)} answers, expected one for each of {len(quiz.questions)} questions")
    row = {
        "student": student,
        "number": attempt_number,
        "answers": "".join("01"[bool(answer)] for answer in right),
        "submitted_at": submitted_at.astimezone(UTC).replace(tzinfo=None),
    }
    with open_gradebook(course) as gradebook, transaction(gradebook) as session:
        _METADATA.create_all(session.connection())
        _keep_student(session, course, student)
        same = (_ATTEMPTS.c.student == student) & (_ATTEMPTS.c.number == attempt_number)
        session.execute(delete(_ATTEMPTS).where(same))
        session.execute(insert(_ATTEMPTS).values(row))
        _grade(gradebook, course, quiz, [student])


def _quiz(course: Course) -> Quiz:
    if course.quiz is None:
        raise CourseError("no assignment has a quiz; add a table [quiz] to the assignment.toml of one")
    if ASSIGNMENT in course.assignments:
        raise CourseError(f"assignments.{ASSIGNMENT}: found the quiz's own name; call the assignment something else")
    return course.quiz


def _keep_student(session: Session, course: Course, student: str) -> None:
    from nbgrader.api import Student

    if session.get(Student, student) is None:
        roster = read_roster(course)
        if roster is not None and not roster.known(student):
            raise CourseError(
                f"there is no student {student!r} in {course.gradebook.roster} or the gradebook; "
                "add a line to the roster and run: course roster FILE.csv"
            )
        session.add(Student(id=student))
        session.flush()


def _grade(gradebook: Gradebook, course: Course, quiz: Quiz, students: Iterable[str]) -> None:
    """Write the students' grades from their attempts; everybody's, where the rule has changed."""
    session = gradebook.db
    rows = keep_assignment(session, ASSIGNMENT, _notebook(quiz))
    rule = f"{quiz.counts}, {quiz.points_each!r} each, {len(quiz.questions)} questions"
    if session.scalars(select(_RULE.c.rule)).all() != [rule]:
        session.execute(delete(_RULE))
        session.execute(insert(_RULE).values(rule=rule))
        students = session.scalars(select(_ATTEMPTS.c.student).distinct()).all()
    chosen = sorted(students)
    for start in range(0, len(chosen), _BATCH):
        batch = chosen[start : start + _BATCH]
        attempts: dict[str, list[_Attempt]] = {}
        for row in session.execute(select(_ATTEMPTS).where(_ATTEMPTS.c.student.in_(batch))):
            attempts.setdefault(row.student, []).append(_Attempt(*row))
        grades = [_graded(quiz, _counting(quiz, attempts[student])) for student in batch]
        write_grades(gradebook, rows, grades, course.late)


def _counting(quiz: Quiz, attempts: Iterable[_Attempt]) -> _Attempt:
    if quiz.counts == "last":
        return max(attempts, key=lambda attempt: attempt.number)
    return max(attempts, key=lambda attempt: (attempt.right, -attempt.number))


def _graded(quiz: Quiz, attempt: _Attempt) -> GradedSubmission:
    scores = {_cell(k): quiz.points_each * (answer == "1") for k, answer in enumerate(attempt.answers)}
    submitted_at = attempt.submitted_at.replace(tzinfo=UTC)
    return GradedSubmission(attempt.student, scores, frozenset(), submitted_at, anew=False)


def _cell(k: int) -> str:
    return f"question-{k + 1}"


def _notebook(quiz: Quiz) -> Notebook:
    """What the gradebook takes for the quiz's notebook; nobody ever opens it."""
    cells = [
        {
            "cell_type": "code",
            "source": question.text,
            "metadata": {"nbgrader": {"grade_id": _cell(k), "grade": True, "points": quiz.points_each}},
        }
        for k, question in enumerate(quiz.questions)
    ]
    return {"cells": cells, "metadata": {}}
