"""Quizzes in the gradebook: each is an assignment like the others, with a graded cell for each question.

Every attempt is kept, in a table of its own beside nbgrader's, and the grade follows from all of a student's
attempts. So it does not matter in which order attempts arrive, how often, or whether the rule has changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    literal,
    select,
    union_all,
)

from grader.classroom.gradebook.assignment_rows import keep_assignment
from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.gradebook.grade_rows import GradedSubmission, write_grades
from grader.classroom.roster_file import read_roster
from grader.classroom.template import Notebook
from grader.course import Course, CourseError, Quiz
from grader.course.quiz_names import only_quiz, quiz_names

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy.orm import Session

_BATCH = 100
_METADATA, _EARLIER_METADATA = MetaData(), MetaData()


def _attempt_columns() -> tuple[Column[Any], ...]:
    return (
        Column("student", String(128), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("answers", String(1024), nullable=False),  # a character for each question: 1 is right, 0 is wrong
        Column("submitted_at", DateTime, nullable=False),  # UTC
    )


_ATTEMPTS = Table(
    "course_quiz_attempts",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    *_attempt_columns(),
)
_RULES = Table(
    "course_quiz_rules",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("rule", String(64), nullable=False),
)
# As they were when a course had one quiz.
_EARLIER = Table("course_quiz_attempt", _EARLIER_METADATA, *_attempt_columns())
_EARLIER_RULE = Table("course_quiz_rule", _EARLIER_METADATA, Column("rule", String(64), primary_key=True))


@dataclass(frozen=True)
class _Attempt:
    assignment: str
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

    assignment: str
    student: str
    number: int
    right: tuple[bool, ...]
    submitted_at: datetime


def read_quiz_attempts(gradebook: Gradebook, course: Course) -> tuple[RecordedAttempt, ...]:
    """Every attempt that was recorded, at whichever quiz of the course, in the order of submission."""
    tables = set(inspect(gradebook.db.connection()).get_table_names())
    queries = [select(_ATTEMPTS)] if _ATTEMPTS.name in tables else []
    if _EARLIER.name in tables:
        queries.append(select(literal(only_quiz(course.assignments)).label("assignment"), _EARLIER))
    rows = gradebook.db.execute(union_all(*queries)) if queries else ()
    found = [
        RecordedAttempt(
            row.assignment,
            row.student,
            row.number,
            tuple(answer == "1" for answer in row.answers),
            row.submitted_at.replace(tzinfo=UTC),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda attempt: (attempt.submitted_at, attempt.number)))


def record_quiz_attempt(
    course: Course, assignment: str, student: str, attempt_number: int, right: Sequence[bool], submitted_at: datetime
) -> None:
    """Write an attempt into the gradebook. Writing it again changes nothing.

    The best attempt counts (the first of the best), or the last one, as `quiz.counts` in assignment.toml says.

    Args:
        course: has the quiz and the gradebook.
        assignment: whose quiz it is.
        student: who; made known to the gradebook unless there is a roster that has nobody of that id.
        attempt_number: the student's first attempt at this quiz is 1.
        right: for each question, in the order of assignment.toml, whether the answer was right.
        submitted_at: with its time zone.

    Raises:
        CourseError: there is no such quiz, the student is not known, or the gradebook cannot be opened.
        ValueError: there is not one answer for each question.
    """
    quiz = course.quizzes.get(assignment)
    if quiz is None:
        raise CourseError(f"{assignment} has no quiz; add a table [quiz] to its assignment.toml")
    if len(right) != len(quiz.questions):
        raise ValueError(f"{len(right)} answers, expected one for each of {len(quiz.questions)} questions")
    row = {
        "assignment": assignment,
        "student": student,
        "number": attempt_number,
        "answers": "".join("01"[bool(answer)] for answer in right),
        "submitted_at": submitted_at.astimezone(UTC).replace(tzinfo=None),
    }
    with open_gradebook(course) as gradebook, transaction(gradebook) as session:
        _make_tables(session.connection(), course)
        _keep_student(session, course, student)
        same = {name: row[name] for name in ("assignment", "student", "number")}
        session.execute(delete(_ATTEMPTS).filter_by(**same))
        session.execute(insert(_ATTEMPTS).values(row))
        _grade(gradebook, course, assignment, [student])


def _make_tables(connection: Connection, course: Course) -> None:
    """The tables, with what those hold that were made when a course had one quiz."""
    _METADATA.create_all(connection)
    if inspect(connection).has_table(_EARLIER.name):
        earlier = select(literal(only_quiz(course.assignments)), _EARLIER)
        connection.execute(insert(_ATTEMPTS).from_select([column.name for column in _ATTEMPTS.columns], earlier))
        _EARLIER_METADATA.drop_all(connection)  # without its rule everybody is graded once more


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


def _grade(gradebook: Gradebook, course: Course, assignment: str, students: Iterable[str]) -> None:
    """Write the students' grades from their attempts at a quiz; everybody's, where the rule has changed."""
    session, quiz = gradebook.db, course.quizzes[assignment]
    rows = keep_assignment(session, quiz_names(course.assignments)[assignment], _notebook(quiz))
    rule = f"{quiz.counts}, {quiz.points_each!r} each, {len(quiz.questions)} questions"
    of_quiz = _ATTEMPTS.c.assignment == assignment
    if session.scalars(select(_RULES.c.rule).where(_RULES.c.assignment == assignment)).all() != [rule]:
        session.execute(delete(_RULES).where(_RULES.c.assignment == assignment))
        session.execute(insert(_RULES).values(assignment=assignment, rule=rule))
        students = session.scalars(select(_ATTEMPTS.c.student).where(of_quiz).distinct()).all()
    chosen = sorted(students)
    for start in range(0, len(chosen), _BATCH):
        batch = chosen[start : start + _BATCH]
        attempts: dict[str, list[_Attempt]] = {}
        for row in session.execute(select(_ATTEMPTS).where(of_quiz, _ATTEMPTS.c.student.in_(batch))):
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
    """What the gradebook takes for a quiz's notebook; nobody ever opens it."""
    cells = [
        {
            "cell_type": "code",
            "source": question.text,
            "metadata": {"nbgrader": {"grade_id": _cell(k), "grade": True, "points": quiz.points_each}},
        }
        for k, question in enumerate(quiz.questions)
    ]
    return {"cells": cells, "metadata": {}}
