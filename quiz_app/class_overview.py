"""What the instructor's page shows of a class: who has tried the quiz, the mistakes made, files to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.classroom.people import Roster
from grader.course import Assignment, Course, Quiz
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.statistics import student_results

if TYPE_CHECKING:  # nbgrader and the pictures take seconds to import, and most who use the app never need them
    from grader.classroom.csv_files import Cell
    from grader.classroom.statistics.summary import ClassSummary


@dataclass(frozen=True)
class QuizTaker:
    """A student and the quiz.

    Attributes:
        student: the id.
        name: from the roster; "" where it has none.
        attempts: how many were submitted.
        right: right answers in the attempt that counts; None without one.
        gradebook: what the gradebook has of it, in a word.
    """

    student: str
    name: str
    attempts: int
    right: int | None
    gradebook: str


def quiz_takers(
    quiz: Quiz, roster: Roster | None, attempts: Sequence[Attempt], graded: Sequence[str] = ()
) -> list[QuizTaker]:
    """Everybody on the roster, in its order, then those in the gradebook, then who else has submitted an attempt."""
    results = student_results(quiz, attempts)
    names = {student.id: student.name for student in roster.students} if roster else {}
    takers = []
    for student in dict.fromkeys([*names, *graded, *results]):
        result = results.get(student)
        name = names.get(student, "")
        if result is None:
            takers.append(QuizTaker(student, name, 0, None, "nothing to write"))
        else:
            said = "written" if result.delivered else "waiting"
            takers.append(QuizTaker(student, name, result.attempts, result.right, said))
    return takers


@dataclass(frozen=True)
class ClassScores:
    """What the gradebook has of a class.

    Attributes:
        worth: the points of each assignment, the quiz among them, by its name.
        points: each student's, by student and assignment; None where nothing was handed in.
        quiz: the attempts at the quiz that were recorded; of an attempt it has the marks and no answers.
    """

    worth: Mapping[str, float]
    points: Mapping[str, Mapping[str, float | None]]
    quiz: tuple[Attempt, ...]


def class_scores(course: Course) -> ClassScores:
    """Everybody's points.

    Raises:
        CourseError: the gradebook cannot be opened.
    """
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.quiz_grades import read_quiz_attempts
    from grader.classroom.gradebook.scores import read_assignments, read_scores

    with open_gradebook(course) as gradebook:
        assignments = read_assignments(gradebook)
        points: dict[str, dict[str, float | None]] = {}
        for assignment in assignments:
            for row in read_scores(gradebook, assignment):
                own = points.setdefault(row.student.id, {})
                own[assignment.name] = row.score if row.submitted else None
        quiz = tuple(
            Attempt("", one.student, one.number, "", one.submitted_at, marks=one.right, delivered=True)
            for one in read_quiz_attempts(gradebook)
        )
    return ClassScores({one.name: one.max_score for one in assignments}, points, quiz)


def all_attempts(stored: Sequence[Attempt], recorded: Sequence[Attempt]) -> list[Attempt]:
    """The attempts that were submitted here, and those that only the gradebook has, in the order of submission."""
    here = {(attempt.student, attempt.number) for attempt in stored}
    both = [*stored, *(attempt for attempt in recorded if (attempt.student, attempt.number) not in here)]
    return sorted(both, key=lambda attempt: (str(attempt.submitted_at), attempt.number))


def class_summary(course: Course, assignment: Assignment) -> ClassSummary:
    """The class's statistics, as `course report` has them.

    Raises:
        CourseError: nothing has been graded yet, or the gradebook cannot be opened.
    """
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.statistics.summary import summarise

    with open_gradebook(course) as gradebook:
        return summarise(course, assignment, gradebook)


def report_html(summary: ClassSummary) -> str:
    """The page that `course report` writes."""
    from grader.classroom.statistics.page import render_page
    from grader.classroom.statistics.tables import tables

    return render_page(summary, list(tables(summary)))


def gradebook_csv(course: Course) -> bytes:
    """All grades as CSV, as `course export` writes them.

    Raises:
        CourseError: the gradebook cannot be opened.
    """
    from grader.classroom.csv_files import csv_content
    from grader.classroom.exporting import grade_rows
    from grader.classroom.gradebook.database import open_gradebook

    with open_gradebook(course) as gradebook:
        return csv_content(list(grade_rows(gradebook, (), ())))


def attempts_csv(quiz: Quiz, attempts: Sequence[Attempt]) -> bytes:
    """Every submitted attempt as CSV: a line each, with 1 or 0 for each question."""
    from grader.classroom.csv_files import csv_content

    header = [
        "student_id",
        "attempt",
        "submitted_at",
        "right",
        *(f"question-{n + 1}" for n in range(len(quiz.questions))),
    ]
    rows: list[list[Cell]] = [list(header)]
    for attempt in attempts:
        when = attempt.submitted_at.isoformat(timespec="seconds") if attempt.submitted_at else ""
        rows.append([attempt.student, attempt.number, when, attempt.right, *map(int, attempt.marks)])
    return csv_content(rows)
