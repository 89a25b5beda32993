"""The people of a class: the roster, a CSV file with the columns id, first_name, last_name and email."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.course import Course, CourseError
from grader.whole_files import write_whole

COLUMNS = ("id", "first_name", "last_name", "email")
_SEPARATORS = ",;\t"
_BAD_ID = re.compile(r"^\.|[/\\+\x00-\x1f\x7f]")  # an id is a folder's name, and nbgrader's file names split at +


class RosterError(CourseError):
    """The roster cannot be read, or says something that cannot be. One line that names the file's line."""


@dataclass(frozen=True)
class Student:
    """One student; everything but the id may be empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""

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


def read_roster(course: Course) -> Roster | None:
    """The course's roster, or None if it has no roster file.

    Raises:
        RosterError: the file is there and cannot be used.
    """
    return read_roster_file(course.roster_file) if course.roster_file.exists() else None


def read_roster_file(path: Path) -> Roster:
    """A roster from a CSV file as spreadsheets write it: commas, semicolons or tabs; UTF-8, UTF-16, Windows-1252.

    Raises:
        RosterError: the file cannot be used; nothing of it is.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path}: cannot be read ({error.strerror}); name a CSV file") from error
    if content.startswith(b"PK\x03\x04"):  # a zip file, as spreadsheets are
        raise RosterError(f"{path}: a spreadsheet and no CSV file; save it as CSV and take that")
    text = _decode(content)
    header = next(iter(text.splitlines()), "")
    lines = csv.reader(io.StringIO(text), delimiter=max(_SEPARATORS, key=header.count), strict=True)
    try:
        # Only a reader's own count is right where a quoted name holds a line break.
        rows = [(lines.line_num, [value.strip() for value in row]) for row in lines]
    except csv.Error as error:
        raise RosterError(f"{path}: line {lines.line_num} is no CSV ({error}); save it as CSV again") from None
    rows = [(number, row) for number, row in rows if any(row)]
    if not rows:
        raise RosterError(f"{path}: empty; expected a first line {','.join(COLUMNS)} and a line for each student")
    columns = [re.sub(r"[\s-]+", "_", name.lower()) for name in rows[0][1]]
    if "id" not in columns:
        found = ", ".join(filter(None, rows[0][1]))[:80]
        raise RosterError(f"{path}: no column id in line 1 ({found}); expected {','.join(COLUMNS)}")
    repeated = next((name for name in COLUMNS if columns.count(name) > 1), None)
    if repeated:
        raise RosterError(f"{path}: the column {repeated} is there twice; remove one of them")
    students: dict[str, tuple[int, Student]] = {}
    for number, row in rows[1:]:
        student = _student(path, number, dict(zip(columns, row, strict=False)))
        if student.id in students:
            first = students[student.id][0]
            raise RosterError(f"{path}: lines {first} and {number} have the same id {student.id}; remove one of them")
        students[student.id] = (number, student)
    ignored = [name for name, key in zip(rows[0][1], columns, strict=True) if key not in COLUMNS and name]
    notes = (f"{path.name}: the columns {', '.join(ignored)} are not used.",) if ignored else ()
    return Roster(tuple(student for _, student in students.values()), notes)


def write_roster(path: Path, roster: Roster) -> None:
    """Write the roster as a CSV file that every reader understands.

    Raises:
        RosterError: the file cannot be written; what was there before still is.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(
        [student.id, student.first_name, student.last_name, student.email] for student in roster.students
    )
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        raise RosterError(
            f"{path}: cannot be written ({error.strerror}); mend that and run the command again"
        ) from None


def _student(path: Path, number: int, row: Mapping[str, str]) -> Student:
    identifier = row.get("id", "")
    if not identifier:
        raise RosterError(f"{path}: line {number} has no id; every student needs one")
    if _BAD_ID.search(identifier) or len(identifier) > 128:
        raise RosterError(
            f"{path}: line {number}: the id {identifier[:40]!r} cannot be the name of a folder; "
            "leave out slashes, plus signs and a dot in front"
        )
    return Student(**{column: row.get(column, "") for column in COLUMNS})


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what a spreadsheet writes where UTF-8 was not asked for
