"""A class list as a file -> Roster: our own, a spreadsheet's, or what Canvas, Moodle or Gradescope export."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.csv_files import without_guard
from grader.classroom.people import COLUMNS, SYSTEM_COLUMNS, Roster, RosterError, Student
from grader.course import Course

_SEPARATORS = ",;\t"
_SEPARATOR_LINE = re.compile(r"^\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)  # Excel's first line
# An id is a folder's name, and nbgrader's file names split at +. What HTML is made of is not for its pages.
_BAD_ID = re.compile(r"^\.|[/\\+<>\"]")
_CANVAS = frozenset({"sis_user_id", "sis_login_id", "section"})  # with `student`: one of these makes it Canvas's
_STUDENT_ROLES = frozenset({"", "student", "teilnehmer", "teilnehmer_in", "studierende", "learner", "étudiant"})

# What other programs call our columns. Names are compared in small letters, with _ between words.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "first_name": ("first_name", "firstname", "given_name", "vorname", "prénom", "nombre"),
    "last_name": ("last_name", "lastname", "surname", "family_name", "nachname", "nom", "apellidos", "apellido_s"),
    "name": ("student", "name", "full_name", "student_name", "vollständiger_name"),
    "email": ("email", "email_address", "e_mail", "mail", "e_mail_adresse", "adresse_de_courriel"),
    "canvas_id": ("canvas_id",),
    "sis_user_id": ("sis_user_id", "id_number", "sid", "id_nummer", "numéro_d_identification", "número_de_id"),
    "sis_login_id": ("sis_login_id", "login_id", "username", "user_name", "anmeldename", "nom_d_utilisateur"),
    "section": ("section", "sections"),
    "id": ("id", "student_id", "user_id"),
    "role": ("role", "roles", "rolle"),
}
# Which of them names a student's folder: the first that every student has, each another.
_IDS = ("id", "sis_login_id", "sis_user_id", "email", "canvas_id")


@dataclass(frozen=True)
class _Row:
    """A line of the file: its number, and what it has in our columns."""

    number: int
    values: Mapping[str, str]


def read_roster(course: Course) -> Roster | None:
    """The course's roster, or None if it has no roster file.

    Raises:
        RosterError: the file is there and cannot be used.
    """
    return read_roster_file(course.roster_file) if course.roster_file.exists() else None


def read_roster_file(path: Path) -> Roster:
    """A roster from a CSV file: commas, semicolons or tabs; UTF-8, UTF-16, Windows-1252; ours or another program's.

    Raises:
        RosterError: the file cannot be used; nothing of it is.
    """
    header, lines = _lines(path)
    keys = [re.sub(r"\W+", "_", name.lower()).strip("_") for name in header]
    is_canvas = "student" in keys and not _CANVAS.isdisjoint(keys)
    found = _columns(path, keys, is_canvas)
    if not any(column in _IDS for column in found if column != "email"):
        shown = ", ".join(filter(None, header))[:80]
        raise RosterError(f"{path}: no column id in line 1 ({shown}); expected {','.join(COLUMNS)}")
    rows = [
        _Row(number, {column: value for column, value in zip(found, row, strict=False) if column})
        for number, row in lines
    ]
    passed_over = [row for row in rows if _is_no_student(row.values, is_canvas, "id" in found)]
    rows = [row for row in rows if row not in passed_over]
    identifier = _identifier(path, rows, [column for column in _IDS if column in found])
    students = tuple(_student(path, row, identifier) for row in rows)
    _check_different(path, rows, students)
    return Roster(students, tuple(_notes(path, header, found, identifier, passed_over)))


def _columns(path: Path, keys: Sequence[str], is_canvas: bool) -> list[str | None]:
    """What each column of the file is to us; None for one that is not used."""
    found: list[str | None] = [None] * len(keys)
    for column, names in _NAMES.items():
        wanted = ("id",) if is_canvas and column == "canvas_id" else () if is_canvas and column == "id" else names
        there = next((name for name in wanted if name in keys), None)
        if there is None:
            continue
        if keys.count(there) > 1:
            raise RosterError(f"{path}: the column {there} is there twice; remove one of them")
        found[keys.index(there)] = column
    return found


def _lines(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and the other lines with their numbers; empty lines are left out."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RosterError(f"{path}: cannot be read ({error.strerror}); name a CSV file") from error
    if content.startswith(b"PK\x03\x04"):  # a zip file, as spreadsheets are
        raise RosterError(f"{path}: a spreadsheet and no CSV file; save it as CSV and take that")
    text = unicodedata.normalize("NFC", _decode(content))  # a Mac writes ö as two characters
    first, _, rest = text.partition("\n")
    said = _SEPARATOR_LINE.match(first)
    text = "\n" + rest if said else text  # the empty line keeps the numbers right
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = said[1] if said else max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        # Only a reader's own count is right where a quoted name holds a line break.
        lines = [(reader.line_num, [without_guard(value.strip()) for value in row]) for row in reader]
    except csv.Error as error:
        raise RosterError(f"{path}: line {reader.line_num} is no CSV ({error}); save it as CSV again") from None
    lines = [(number, row) for number, row in lines if any(row)]
    if not lines:
        raise RosterError(f"{path}: empty; expected a first line {','.join(COLUMNS)} and a line for each student")
    return lines[0][1], lines[1:]


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding, zero in (("utf-16-le", data[1:2]), ("utf-16-be", data[:1])):
        if zero == b"\0":  # without the mark in front, and with a letter first
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # what a spreadsheet writes where UTF-8 was not asked for


def _is_no_student(values: Mapping[str, str], is_canvas: bool, is_ours: bool) -> bool:
    """Whether a line is about no student: of points, of an average, of a teacher, or Canvas's own test student."""
    if values.get("role", "").strip().lower().replace("/", "_") not in _STUDENT_ROLES:
        return True
    if is_ours:
        return False
    if not any(values.get(column) for column in _IDS):
        return True
    words = sorted(re.findall(r"\w+", values.get("name", "").lower()))
    return is_canvas and (
        words == ["points", "possible"] or (words == ["student", "test"] and not values.get("sis_user_id"))
    )


def _identifier(path: Path, rows: Sequence[_Row], columns: Sequence[str]) -> str:
    """The column that names the students; the first, where none has another value for each."""
    if not rows:
        raise RosterError(f"{path}: there is no student in it; every student needs a line")
    for column in columns:
        values = [row.values.get(column, "") for row in rows]
        if column == "id" or (all(values) and len(set(values)) == len(values)):
            return column
    return columns[0]


def _student(path: Path, row: _Row, identifier: str) -> Student:
    values = row.values
    name = values.get(identifier, "")
    if not name:
        raise RosterError(f"{path}: line {row.number} has no {identifier}; every student needs one")
    if _BAD_ID.search(name) or not name.isprintable() or len(name) > 128:
        raise RosterError(
            f"{path}: line {row.number}: the {identifier} {name[:40]!r} cannot be the name of a folder; "
            "leave out slashes, plus signs, quotes, < and >, and a dot in front"
        )
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if not first and not last:
        last, comma, first = (part.strip() for part in values.get("name", "").partition(","))
        if not comma:
            first, _, last = last.rpartition(" ")
    system = {column: values.get(column, "") for column in SYSTEM_COLUMNS}
    return Student(name, first, last, values.get("email", ""), **system)


def _check_different(path: Path, rows: Sequence[_Row], students: Sequence[Student]) -> None:
    lines: dict[str, int] = {}
    for row, student in zip(rows, students, strict=True):
        if student.id in lines:
            raise RosterError(
                f"{path}: lines {lines[student.id]} and {row.number} have the same id {student.id}; "
                "remove one of them"
            )
        lines[student.id] = row.number


def _notes(
    path: Path, header: Sequence[str], found: Sequence[str | None], identifier: str, passed_over: Sequence[_Row]
) -> list[str]:
    notes = []
    if identifier != "id":
        name = header[found.index(identifier)]
        notes.append(f"{path.name}: a student's folder is named after the column {name}.")
    for row in passed_over:
        shown = " ".join(filter(None, (row.values.get(key, "") for key in ("first_name", "last_name", "name"))))
        if shown:
            notes.append(f"{path.name}: line {row.number} is passed over, it is no student: {shown[:60]}")
    ignored = [name for name, column in zip(header, found, strict=True) if name and column is None]
    if ignored:
        notes.append(f"{path.name}: the columns {', '.join(ignored)} are not used.")
    return notes
