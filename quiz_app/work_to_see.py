"""The list to look at: whose work a person should see, why, and where it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.course import Assignment, Course

if TYPE_CHECKING:
    from grader.classroom.statistics.summary import ClassSummary

_MOST_BYTES = 20 * 2**20  # of a file that is handed on


@dataclass(frozen=True)
class ToSee:
    """A student whose work is to be looked at.

    Attributes:
        student: the id.
        name: as it is shown.
        reasons: why, a sentence each.
    """

    student: str
    name: str
    reasons: tuple[str, ...]


def to_see(summary: ClassSummary) -> list[ToSee]:
    """Who is on the list, in the order of the names."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for remarks in (*summary.for_a_person, *summary.unread):
        reasons[remarks.student.id].extend(remarks.sentences)
    for row in summary.scores:
        if row.needs_a_person:
            reasons[row.student.id].append("A cell waits to be graded by hand.")
    for stop in summary.stopped:
        reasons[stop.student.id].append(f"{stop.step} was stopped by the grader: {stop.outcome}.")
    for alike in summary.resemblances:
        for student in alike.students:
            others = ", ".join(summary.name(other) for other in alike.students if other != student)
            reasons[student].append(f"The work is much like that of {others}. The whole report says in what.")
    found = [ToSee(student, summary.name(student), tuple(dict.fromkeys(why))) for student, why in reasons.items()]
    return sorted(found, key=lambda one: one.name.casefold())


def files_of(course: Course, assignment: Assignment, student: str) -> dict[str, Path]:
    """What there is of a student's work: labels and files. The student must be one of the class."""
    found: dict[str, Path] = {}
    for label, folder in (("Handed in", "submitted"), ("Graded", "autograded"), ("Feedback", "feedback")):
        place = course.root / folder / student / assignment.name
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            if path.suffix in (".ipynb", ".py", ".html") and path.is_file() and path.stat().st_size <= _MOST_BYTES:
                found[f"{label}: {path.name}"] = path
    return found
