"""Where each student stands in the course: a score for every assignment, and the first that is not done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.classroom.gradebook.scores import StudentScores, read_assignments, read_scores
from grader.classroom.people import Student
from grader.course import Course
from grader.course.quiz_names import quiz_names

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class AssignmentStanding:
    """How a class does in one assignment: `done` counts those who have all of its points before a late penalty."""

    name: str
    max_score: float
    handed_in: int
    done: int
    mean: float


@dataclass(frozen=True)
class StudentStanding:
    """One student: a score for each assignment, None where nothing was handed in, and the first that is not done.

    An assignment is done with all of its points; a quiz, which has a last attempt, once it was submitted. `at` is ""
    for those who have done all of them.
    """

    student: Student
    scores: tuple[float | None, ...]
    at: str

    @property
    def total(self) -> float:
        """All points together."""
        return round(sum(score for score in self.scores if score is not None), 6)


@dataclass(frozen=True)
class CourseStandings:
    """The assignments in the course's order, and everybody in the order of their names."""

    assignments: tuple[AssignmentStanding, ...]
    students: tuple[StudentStanding, ...]

    @property
    def max_score(self) -> float:
        """Points that all assignments are worth."""
        return sum(assignment.max_score for assignment in self.assignments)


def read_standings(gradebook: Gradebook, course: Course, wanted: Collection[str] = ()) -> CourseStandings:
    """The standings in the gradebook's assignments, or in those of the wanted names.

    Assignments that `course.toml` names come first, in its order, each with its quiz after it; then others. Where a
    student is goes by the assignments, and then by the quizzes.
    """
    names = quiz_names(course.assignments)
    order = [name for each in course.assignments for name in (each, names.get(each)) if name is not None]
    present = sorted(
        read_assignments(gradebook, wanted),
        key=lambda each: order.index(each.name) if each.name in order else len(order),
    )
    quizzes = set(names.values())
    columns = [read_scores(gradebook, assignment) for assignment in present]
    assignments = []
    for assignment, rows in zip(present, columns, strict=True):
        scores = [row.score for row in rows if row.submitted]
        done = sum(row.submitted and row.earned >= assignment.max_score for row in rows)
        mean = sum(scores) / len(scores) if scores else 0.0
        assignments.append(AssignmentStanding(assignment.name, assignment.max_score, len(scores), done, mean))
    students = []
    for rows in zip(*columns, strict=True):
        in_turn = sorted(rows, key=lambda row: row.assignment.name in quizzes)
        first = next((row for row in in_turn if not _done(row, quizzes)), None)
        scores_of_one = tuple(row.score if row.submitted else None for row in rows)
        students.append(StudentStanding(rows[0].student, scores_of_one, first.assignment.name if first else ""))
    return CourseStandings(tuple(assignments), tuple(students))


def _done(row: StudentScores, quizzes: Collection[str]) -> bool:
    return row.submitted and (row.assignment.name in quizzes or row.earned >= row.assignment.max_score)
