"""What the instructor's page shows of a class: who has tried a quiz, the mistakes made, files to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """A student and a quiz.

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


@dataclass(frozen=True)
class ClassScores:
    """What the gradebook has of a class.

    Attributes:
        worth: the points of each assignment, quizzes among them, by its name in the course's order.
        points: each student's, by student and assignment; None where nothing was handed in.
        attempts: those at quizzes that were recorded; of an attempt it has the marks and no answers.
        withdrawn: the ids of those who have left the class; no number counts them.
    """

    worth: Mapping[str, float]
    points: Mapping[str, Mapping[str, float | None]]
    attempts: tuple[Attempt, ...] = ()
    withdrawn: frozenset[str] = frozenset()


def quiz_takers(
    quiz: Quiz | None,
    roster: Roster | None,
    attempts: Sequence[Attempt],
    scores: ClassScores,
    also: Iterable[str] = (),
) -> list[QuizTaker]:
    """Everybody on the roster, in its order, then those in the gradebook, then who else is known.

    Args:
        quiz: the one that `attempts` are at; None: there is none, and no attempts.
        roster: the class list, if there is one.
        attempts: see `all_attempts`.
        scores: what the gradebook has; who has withdrawn is left out.
        also: the ids of others, who have submitted an attempt at any quiz.
    """
    results = {} if quiz is None else student_results(quiz, attempts)
    names = {student.id: student.name for student in roster.students} if roster else {}
    takers = []
    for student in dict.fromkeys([*names, *scores.points, *results, *also]):
        if student in scores.withdrawn:
            continue
        result = results.get(student)
        name = names.get(student, "")
        if result is None:
            takers.append(QuizTaker(student, name, 0, None, "nothing to write"))
        else:
            said = "written" if result.delivered else "waiting"
            takers.append(QuizTaker(student, name, result.attempts, result.right, said))
    return takers


def class_scores(course: Course) -> ClassScores:
    """Everybody's points.

    Raises:
        CourseError: the gradebook cannot be opened.
    """
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.quiz_grades import read_quiz_attempts
    from grader.classroom.gradebook.standings import read_standings
    from grader.classroom.gradebook.withdrawals import withdrawn

    with open_gradebook(course) as gradebook:
        standings = read_standings(gradebook, course)
        names = [each.name for each in standings.assignments]
        recorded = tuple(
            Attempt("", at.assignment, at.student, at.number, "", at.submitted_at, marks=at.right, delivered=True)
            for at in read_quiz_attempts(gradebook, course)
        )
        return ClassScores(
            {each.name: each.max_score for each in standings.assignments},
            {one.student.id: dict(zip(names, one.scores, strict=True)) for one in standings.students},
            recorded,
            frozenset(withdrawn(gradebook.db)),
        )


def all_attempts(stored: Sequence[Attempt], scores: ClassScores, assignment: str) -> list[Attempt]:
    """The class's attempts at a quiz, in the order of submission: those that were submitted here, and those that only
    the gradebook has. Nobody who has withdrawn is among them.
    """
    here = {(attempt.assignment, attempt.student, attempt.number) for attempt in stored}
    elsewhere = [one for one in scores.attempts if (one.assignment, one.student, one.number) not in here]
    found = [
        attempt
        for attempt in (*stored, *elsewhere)
        if attempt.assignment == assignment and attempt.student not in scores.withdrawn
    ]
    return sorted(found, key=lambda attempt: (str(attempt.submitted_at), attempt.number))


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


def attempts_csv(quizzes: Mapping[str, Quiz], attempts: Sequence[Attempt]) -> bytes:
    """Every submitted attempt as CSV: a line each, with 1 or 0 for each question."""
    from grader.classroom.csv_files import csv_content

    most = max([len(attempt.marks) for attempt in attempts] + [len(quiz.questions) for quiz in quizzes.values()])
    questions = [f"question-{number}" for number in range(1, most + 1)]
    rows: list[list[Cell]] = [["assignment", "student_id", "attempt", "submitted_at", "right", *questions]]
    for one in attempts:
        when = one.submitted_at.isoformat(timespec="seconds") if one.submitted_at else ""
        none = [None] * (most - len(one.marks))
        rows.append([one.assignment, one.student, one.number, when, one.right, *map(int, one.marks), *none])
    return csv_content(rows)
