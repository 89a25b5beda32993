"""The roster into the gradebook: every student is known before anything is graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.people import Roster, RosterError, match, write_roster
from grader.classroom.roster_file import read_roster
from grader.course import Course
from grader.files.backup import keep_beside

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@dataclass(frozen=True)
class Registered:
    """What became of a new roster.

    Attributes:
        gone: ids in the gradebook that the roster does not have, and who have not withdrawn.
        lost: those of them who are on the roster that was there before.
        renamed: ids that the gradebook has in another spelling, which stays: as the file has it, and as it stays.
        still_withdrawn: ids on the roster of those who have withdrawn.
        backup: the roster that was there before; None if there was none, or the same.
    """

    gone: tuple[str, ...]
    lost: tuple[str, ...]
    renamed: Mapping[str, str]
    still_withdrawn: tuple[str, ...]
    backup: Path | None = None


def compare(course: Course, roster: Roster) -> Registered:
    """What would become of `roster`; nothing is changed."""
    with open_gradebook(course) as gradebook:
        return _compared(course, gradebook, roster)


def register(course: Course, roster: Roster) -> Registered:
    """Make the students of `roster` known to the gradebook, all of them or none, and it the course's roster.

    A name that the roster leaves empty stays as the gradebook has it.
    """
    from nbgrader.api import Student

    with open_gradebook(course) as gradebook:
        found = _compared(course, gradebook, roster)
        students = tuple(replace(one, id=found.renamed.get(one.id, one.id)) for one in roster.students)
        with transaction(gradebook) as session:
            known = {row.id: row for row in session.query(Student)}
            for student in students:
                row = known.get(student.id)
                if row is None:
                    row = Student(id=student.id)
                    session.add(row)
                row.first_name = student.first_name or row.first_name
                row.last_name = student.last_name or row.last_name
                row.email = student.email or row.email
                row.lms_user_id = student.canvas_id or row.lms_user_id
    return replace(found, backup=_write(course, Roster(students, roster.notes)))


def check_known(course: Course, gradebook: Gradebook, student: str) -> str:
    """The id of a student whom the roster or the gradebook knows, perhaps in another spelling.

    Raises:
        RosterError: neither does; the text says what to do.
    """
    from nbgrader.api import Student
    from sqlalchemy import select

    roster = read_roster(course)
    found = match(student, {*gradebook.db.scalars(select(Student.id)), *(roster.by_id if roster else ())})
    if found is None:
        raise RosterError(
            f"there is no student {student!r} in {course.gradebook.roster} or the gradebook; "
            "add a line to the roster and run: course roster FILE.csv"
        )
    return found


def _compared(course: Course, gradebook: Gradebook, roster: Roster) -> Registered:
    from nbgrader.api import Student
    from sqlalchemy import select

    from grader.classroom.gradebook.withdrawals import withdrawn

    left = withdrawn(gradebook.db)
    known = set(gradebook.db.scalars(select(Student.id)))
    spelt = {student.id: match(student.id, known) for student in roster.students}
    there = {found for found in spelt.values() if found is not None}
    renamed = {
        name: found
        for name, found in spelt.items()
        if found is not None and found != name and not roster.known(found)  # two on the roster are two
    }
    gone = sorted(known - there - left)
    try:
        before = read_roster(course)
    except RosterError:  # it is about to be replaced
        before = None
    lost = [student for student in gone if before is None or before.known(student)]
    return Registered(tuple(gone), tuple(lost), renamed, tuple(sorted(there & left)))


def _write(course: Course, roster: Roster) -> Path | None:
    """The roster's file; the copy of the one that was there before."""
    path = course.roster_file
    backup = None
    try:
        before = path.read_bytes() if path.is_file() else None
        if before is not None:
            backup = keep_beside(path)
    except OSError as error:
        raise RosterError(f"{path}: cannot be copied ({error.strerror}); nothing is written") from None
    write_roster(path, roster)
    if backup is not None and path.read_bytes() == before:
        backup.unlink()
        return None
    return backup
