"""The people of a class: the roster, a CSV file with the columns id, first_name, last_name and email.

A class that comes from a learning management system also has that system's own ids, which a file that goes back there
must have.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.classroom.csv_files import write_csv
from grader.course import CourseError
from grader.sandbox.plain_text import plain_line

COLUMNS = ("id", "first_name", "last_name", "email")
SYSTEM_COLUMNS = ("canvas_id", "sis_user_id", "sis_login_id", "section")  # as Canvas calls them

_LONGEST_NAME = 128  # that the gradebook has room for


class RosterError(CourseError):
    """The roster cannot be read, or says something that cannot be. One line that names the file's line."""


@dataclass(frozen=True)
class Student:
    """One student; everything but the id may be empty.

    Attributes:
        id: the name of the student's folder, and the gradebook's.
        canvas_id: Canvas's own number, by which it finds the student when grades are imported.
        sis_user_id: the number in the university's system.
        sis_login_id: the name for logging in.
        section: of the course, in Canvas.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""

    def __post_init__(self) -> None:
        """Names come from where students choose them: no line break, and nothing that changes how a line is read."""
        for field in ("first_name", "last_name", "email", *SYSTEM_COLUMNS):
            object.__setattr__(self, field, plain_line(getattr(self, field), _LONGEST_NAME).strip())

    @property
    def name(self) -> str:
        """First and last name; the id where there is neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


@dataclass(frozen=True)
class Roster:
    """The students of a class, in the file's order, and what was passed over in reading it."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Student]:
        """The students by their ids."""
        return {student.id: student for student in self.students}

    def known(self, student_id: str) -> bool:
        """Whether the roster has a student of that id."""
        return student_id in self.by_id


def alike(name: str) -> str:
    """The same for names that a person takes for one: in another case, or with accents put together otherwise."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def match(name: str, ids: Iterable[str]) -> str | None:
    """The id that is meant by `name`: that very one, or else the only one that is ``alike``; None if none is."""
    ids = set(ids)
    if name in ids:
        return name
    found = [known for known in ids if alike(known) == alike(name)]
    return found[0] if len(found) == 1 else None


def write_roster(path: Path, roster: Roster) -> None:
    """Write the roster as a CSV file that every reader understands.

    Raises:
        RosterError: the file cannot be written; what was there before still is.
    """
    used = [name for name in SYSTEM_COLUMNS if any(getattr(student, name) for student in roster.students)]
    columns = [*COLUMNS, *used]
    try:
        write_csv(path, [columns, *([getattr(student, name) for name in columns] for student in roster.students)])
    except OSError as error:
        raise RosterError(
            f"{path}: cannot be written ({error.strerror}); mend that and run the command again"
        ) from None
