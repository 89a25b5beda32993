"""Who handed in: the folders submitted/<student>/<assignment>, and whether the class knows these students."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from grader.classroom.people import Student as Person
from grader.classroom.people import alike, match
from grader.classroom.roster_file import read_roster
from grader.course import Assignment, Course, CourseError
from grader.reading.submission import is_work
from grader.sandbox.plain_text import plain_line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FOLDER = "submitted"
_MOST_LOOKED_AT = 100  # files in a folder that should not be there
_LONGEST_ID = 128  # that the gradebook has room for


@dataclass(frozen=True)
class Submitters:
    """The students who handed in.

    Attributes:
        folders: for each student who is graded, by id and sorted: the name of the folder in submitted/. The gradebook
            has them all.
        unknown: names of folders that nobody of the class has, as they may be shown.
        misplaced: work that lies above the folder that it belongs in, or in one of another name, as it may be shown.
        withdrawn: ids of those who have a folder, and have left the class: they are not graded.
    """

    folders: Mapping[str, str]
    unknown: tuple[str, ...]
    misplaced: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """The ids of those who are graded, sorted."""
        return tuple(self.folders)

    @property
    def renamed(self) -> Mapping[str, str]:
        """Folders whose name is a student's id in another spelling: the folder, and the id."""
        return {folder: student for student, folder in self.folders.items() if folder != student}


def folder_of(course: Course, assignment: Assignment, folder: str) -> Path:
    """Where the files for an assignment are, below the student's folder in submitted/."""
    return course.root / FOLDER / folder / assignment.name


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
    from nbgrader.api import Assignment as GradedAssignment
    from nbgrader.api import Student
    from sqlalchemy import select

    from grader.classroom.gradebook.withdrawals import withdrawn

    submitted = _submitted(course, assignment)
    names = [folder.name for folder in submitted if os.path.isdir(folder / assignment.name)]
    roster = read_roster(course)
    on_roster = roster.by_id if roster else {}
    in_gradebook = set(session.scalars(select(Student.id)))
    chosen = [match(name, names) or _missing(name, assignment) for name in only] if only else names
    folders, unknown = _owners(sorted(set(chosen)), names, {*in_gradebook, *on_roster}, create)
    left = withdrawn(session)
    gone = {student: folder for student, folder in folders.items() if student in left}
    folders = {student: folder for student, folder in folders.items() if student not in left}
    for student in folders.keys() - in_gradebook:
        person = on_roster.get(student, Person(student))
        # What the roster leaves empty stays unknown, as where nbgrader makes the student.
        names_of = {key: getattr(person, key) or None for key in ("first_name", "last_name", "email")}
        session.add(Student(id=student, **names_of))
    session.flush()
    assignments = {
        *course.assignments,
        *session.scalars(select(GradedAssignment.name)),
        *_sources(course, assignment),
    }
    misplaced = () if only else (plain_line(name, 200) for name in _misplaced(submitted, assignment, assignments))
    return Submitters(dict(sorted(folders.items())), tuple(unknown), tuple(misplaced), tuple(sorted(gone)))


def _owners(
    chosen: Sequence[str], names: Sequence[str], ids: Collection[str], create: bool
) -> tuple[dict[str, str], list[str]]:
    """The chosen folders by the ids of their students; and those that are nobody's, as they may be shown.

    A folder whose name is an id in another spelling is that student's, unless there are two such folders or ids.
    """
    twins = Counter(map(alike, names))
    similar = {alike(known): known for known in ids}
    folders: dict[str, str] = {}
    unknown: list[str] = []
    for name in chosen:
        student = name if name in ids else match(name, ids) if twins[alike(name)] == 1 else None
        twin = similar.get(alike(name), "")
        if student is None and not twin and create and _may_be_id(name):
            student = name
        if student is not None:
            folders[student] = name
        else:
            shown = plain_line(name, 100)
            unknown.append(shown + (f" (is it {plain_line(twin, 100)}? rename it)" if twin else ""))
    return folders, unknown


def _missing(name: str, assignment: Assignment) -> NoReturn:
    raise CourseError(
        f"{name} handed in nothing for {assignment.name}: there is no folder {FOLDER}/{name}/{assignment.name}"
    )


def _submitted(course: Course, assignment: Assignment) -> Sequence[Path]:
    """What lies in submitted/, in order."""
    submitted = course.root / FOLDER
    if not submitted.is_dir():
        raise CourseError(
            f"there is no folder {submitted}; collect submissions into "
            f"{FOLDER}/<student>/{assignment.name}/ first, for example with `nbgrader collect {assignment.name}`"
        )
    return sorted(path for path in submitted.iterdir() if not path.name.startswith("."))


def _sources(course: Course, assignment: Assignment) -> list[str]:
    """The assignments that have a folder beside this one's, nbgrader's own among them."""
    folder = course.content_folder(assignment).parent
    return os.listdir(folder) if folder.is_dir() else []


def _misplaced(submitted: Sequence[Path], assignment: Assignment, assignments: Collection[str]) -> Iterator[str]:
    """Work that nobody would look at: submitted/ada.ipynb, submitted/ada/work.ipynb and submitted/ada/Backprop/.

    A file where the assignment's folder should be is such work, too, and so is a folder that cannot be looked into.
    """
    for path in submitted:
        if not os.path.isdir(path):
            if is_work(path):
                yield path.name
        elif not os.path.lexists(path / assignment.name):
            try:
                inside = sorted(path.iterdir())
                yield from (f"{path.name}/{each.name}" for each in inside if _is_lost(each, assignments))
            except OSError:
                yield path.name
        elif not os.path.isdir(path / assignment.name):
            yield f"{path.name}/{assignment.name}"


def _is_lost(path: Path, assignments: Collection[str]) -> bool:
    """Whether it is work, or holds work and is called as no assignment is."""
    if path.name.startswith(".") or path.name in assignments or path.is_symlink():
        return False
    return any(map(is_work, islice(path.iterdir(), _MOST_LOOKED_AT))) if path.is_dir() else is_work(path)


def _may_be_id(name: str) -> bool:
    """nbgrader's own file names split at "+"; what HTML is made of is no part of an id that its pages show."""
    return name.isprintable() and len(name) <= _LONGEST_ID and not set(name) & set('+<>"')
