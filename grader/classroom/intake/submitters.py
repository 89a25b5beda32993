"""Who handed in: the folders submitted/<student>/<assignment>, and whether the class knows these students."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.people import Student as Person
from grader.classroom.people import read_roster
from grader.course import Assignment, Course, CourseError
from grader.sandbox.plain_text import plain_line
from grader.submission import SUFFIXES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FOLDER = "submitted"
_LONGEST_ID = 128  # that the gradebook has room for


@dataclass(frozen=True)
class Submitters:
    """The students who handed in.

    Attributes:
        known: ids, sorted, of those who are graded; the gradebook has them.
        unknown: names of folders that nobody of the class has, as they may be shown.
        misplaced: notebooks and Python files that lie above the folder that they belong in, as they may be shown.
    """

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    misplaced: tuple[str, ...] = ()


def folder_of(course: Course, assignment: Assignment, student: str) -> Path:
    """Where a student's files for an assignment are."""
    return course.root / FOLDER / student / assignment.name


def find_submitters(
    session: Session, course: Course, assignment: Assignment, only: Collection[str] = (), create: bool = False
) -> Submitters:
    """Who handed in, and is known to the roster or the gradebook; the gradebook gets those that it lacks.

    Args:
        session: inside a transaction; see ``gradebook.transaction``.
        course: has the folder and the roster.
        assignment: what was handed in.
        only: ids to look at; empty for everybody.
        create: take unknown folders for students, too.

    Raises:
        CourseError: one of `only` handed in nothing.
    """
    from nbgrader.api import Student
    from sqlalchemy import select

    submitted = _submitted(course, assignment)
    names = [folder.name for folder in submitted if (folder / assignment.name).is_dir()]
    missing = sorted(set(only) - set(names))
    if missing:
        raise CourseError(
            f"{missing[0]} handed in nothing for {assignment.name}: "
            f"there is no folder {FOLDER}/{missing[0]}/{assignment.name}"
        )
    roster = read_roster(course)
    on_roster = roster.by_id if roster else {}
    in_gradebook = set(session.scalars(select(Student.id)))
    twins = {_alike(name): name for name in (*in_gradebook, *on_roster)}
    known, unknown = [], []
    for name in sorted(set(only or names)):
        if name not in in_gradebook:
            twin = "" if name in on_roster else twins.get(_alike(name), "")
            if name not in on_roster and (twin or not (create and _may_be_id(name))):
                unknown.append(
                    plain_line(name, 100) + (f" (is it {plain_line(twin, 100)}? rename it)" if twin else "")
                )
                continue
            person = on_roster.get(name, Person(name))
            # What the roster leaves empty stays unknown, as where nbgrader makes the student.
            names_of = {key: getattr(person, key) or None for key in ("first_name", "last_name", "email")}
            session.add(Student(id=name, **names_of))
        known.append(name)
    session.flush()
    misplaced = () if only else (plain_line(name, 200) for name in _misplaced(submitted, assignment))
    return Submitters(tuple(known), tuple(unknown), tuple(misplaced))


def _submitted(course: Course, assignment: Assignment) -> Sequence[Path]:
    """What lies in submitted/, in order."""
    submitted = course.root / FOLDER
    if not submitted.is_dir():
        raise CourseError(
            f"there is no folder {submitted}; collect submissions into "
            f"{FOLDER}/<student>/{assignment.name}/ first, for example with `nbgrader collect {assignment.name}`"
        )
    return sorted(path for path in submitted.iterdir() if not path.name.startswith("."))


def _misplaced(submitted: Sequence[Path], assignment: Assignment) -> Iterator[str]:
    """Work that nobody would look at: submitted/ada.ipynb, and submitted/ada/backprop.ipynb without the folder."""
    for path in submitted:
        if path.is_dir() and not (path / assignment.name).exists():
            yield from (f"{path.name}/{file.name}" for file in sorted(path.iterdir()) if _is_work(file))
        elif _is_work(path):
            yield path.name


def _is_work(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and path.is_file()


def _alike(name: str) -> str:
    """The same for names that a person takes for one: in another case, or with accents put together otherwise."""
    return unicodedata.normalize("NFKC", name).casefold()


def _may_be_id(name: str) -> bool:
    return name.isprintable() and len(name) <= _LONGEST_ID and "+" not in name
