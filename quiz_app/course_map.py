"""The course as a path of stations, one for each assignment: where one is, what is done, what it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grader.course import Assignment, Course
from grader.report.points import points_of
from quiz_app.laboratory.openings import Opening
from quiz_app.student_work import StudentWork

State = Literal["done", "begun", "open"]


@dataclass(frozen=True)
class Station:
    """One assignment on the map.

    Attributes:
        number: 1 for the first.
        assignment: what it is a station of.
        state: every function passes; some do, or have been tried; nothing is written yet.
        words: how far one is.
        share: of the points, from 0 to 1.
        first: the titles of assignments that it builds on and that are not done.
        quiz: how one stands in its quiz; "" where it has none.
        parts: what it opens in the laboratory.
        experiments: those that can be run once it is done.
    """

    number: int
    assignment: Assignment
    state: State
    words: str
    share: float
    first: tuple[str, ...]
    quiz: str
    parts: tuple[Opening, ...]
    experiments: tuple[Opening, ...]


def stations(
    course: Course,
    works: Mapping[str, StudentWork],
    quizzes: Mapping[str, str],
    parts: Mapping[str, tuple[Opening, ...]],
    experiments: Mapping[str, tuple[Opening, ...]],
) -> list[Station]:
    """All of a course, in its order. `works`, and all else, by assignment."""
    done = {name for name, work in works.items() if state(work) == "done"}
    return [
        Station(
            number,
            work.assignment,
            state(work),
            _words(work),
            work.report.score / work.report.max_score if work.report else 0.0,
            tuple(one.title for one in course.needed(work.assignment) if one.name not in done),
            quizzes.get(name, ""),
            parts.get(name, ()),
            experiments.get(name, ()),
        )
        for number, (name, work) in enumerate(works.items(), start=1)
    ]


def first_unfinished(works: Mapping[str, StudentWork]) -> str | None:
    """The assignment to go on with: the first in which something is to be written, else the last.

    None while it is not known yet, since a file is being checked.
    """
    for name, work in works.items():
        if work.status == "checking":
            return None
        if state(work) != "done":
            return name
    return list(works)[-1]


def state(work: StudentWork) -> State:
    """How far one is with the functions of an assignment."""
    if work.report is None or all(result.outcome == "not attempted" for result in work.report.steps):
        return "open"
    return "begun" if work.problem or work.report.focus else "done"


def _words(work: StudentWork) -> str:
    if work.problem:
        return "the file cannot be checked"
    report = work.report
    if report is None:
        return "being checked …" if work.source else "no file yet"
    total = len(report.steps)
    if state(work) == "open":
        return f"{total} functions to write"
    right = sum(result.outcome == "passed" for result in report.steps)
    return f"{right} of {total} functions pass · {points_of(report.score, report.max_score)}"
