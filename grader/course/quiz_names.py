"""What the gradebook calls the quizzes of a course, and which one was there before each assignment could have one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.course.assignment import FILE, Assignment, CourseError

_ONLY = "quiz"


def quiz_names(assignments: Mapping[str, Assignment]) -> dict[str, str]:
    """What the gradebook calls each quiz, by its assignment: `quiz-` and the assignment, or what the quiz says.

    A course once had one quiz, which the gradebook called `quiz`. Where no quiz says that this is its name, the first
    one that says nothing has it.
    """
    said = {name: each.quiz.name for name, each in assignments.items() if each.quiz is not None}
    unnamed = [name for name, own in said.items() if not own]
    if unnamed and _ONLY not in said.values():
        said[unnamed[0]] = _ONLY
    return {name: own or f"{_ONLY}-{name}" for name, own in said.items()}


def only_quiz(assignments: Mapping[str, Assignment]) -> str:
    """The assignment whose quiz is called `quiz`, else the first with a quiz, else "".

    Attempts that name no assignment are at that quiz: a course had one then.
    """
    names = quiz_names(assignments)
    return next((name for name, own in names.items() if own == _ONLY), next(iter(names), ""))


def require_names_of_their_own(solutions: Path, assignments: Mapping[str, Assignment]) -> None:
    """Each quiz has a name that no assignment and no other quiz has.

    Raises:
        CourseError: two have the same; it names the file.
    """
    taken = dict.fromkeys(assignments, "an assignment")
    for assignment, name in quiz_names(assignments).items():
        if name in taken:
            where = solutions / assignment / FILE
            raise CourseError(f"{where}: quiz.name: {name!r} is the name of {taken[name]}; write another one")
        taken[name] = f"the quiz of {assignment}"
