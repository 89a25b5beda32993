"""A folder that a student handed in -> HandIn: its files as bytes, within limits, and what was left out.

Whatever the folder holds, reading it ends in a HandIn. Only ordinary files are read: a symbolic link would let a
student hand in, and so be shown, any file of the instructor's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.classroom.intake.moment import AmbiguousTimeError, read_time
from grader.files.folders import walk
from grader.reading.budget import Budget
from grader.reading.opening import BEGINNING, open_file, read_bytes_of_file
from grader.sandbox.inside.reading.file_format import is_notebook_name, is_python_name, looks_like_work
from grader.sandbox.plain_text import plain_line

TIMESTAMP = "timestamp.txt"  # nbgrader writes the time of handing in there
SECRET = "submission_secret.txt"  # and here what feedback is handed back by; nobody else may know it
_MOST_FILES = 5000
_MOST_BYTES_FACTOR = 3  # of all files together
_TIMESTAMP_BYTES = 200
_SECRET_BYTES = 1000


@dataclass(frozen=True)
class HandIn:
    """What one student handed in for one assignment.

    Attributes:
        student: the student's id.
        assignment: the assignment's name.
        files: name relative to the folder, with "/" between its parts, and content; in the order of the names. Of a
            file that can be neither a notebook nor a Python file the content is left out.
        submitted_at: in UTC, with its time zone; None if the folder does not say.
        problems: sentences about what could not be read, for a person to look at.
        secret: what nbgrader hands feedback back by; empty where the work came another way.
    """

    student: str
    assignment: str
    files: tuple[tuple[str, bytes], ...]
    submitted_at: datetime | None = None
    problems: tuple[str, ...] = ()
    secret: bytes = b""


def read_hand_in(folder: Path, student: str, assignment: str, limit_bytes: int) -> HandIn:
    """Read what lies in `folder`.

    Args:
        folder: submitted/<student>/<assignment>.
        student: the student's id.
        assignment: the assignment's name.
        limit_bytes: of one file; a notebook may be larger if it is not without its outputs.
    """
    problems: list[str] = []
    files: list[tuple[str, bytes]] = []
    submitted_at, secret = None, b""
    total = 0
    budget = Budget()
    for number, name in enumerate(_names(folder, problems)):
        shown = plain_line(name, 100)
        if number == _MOST_FILES:
            problems.append(f"There are more than {_MOST_FILES:,} files; the rest was not read.")
            break
        try:
            if name == SECRET:
                secret = _beginning(folder / name)[:_SECRET_BYTES]
                continue
            if name == TIMESTAMP:
                submitted_at = _time(_beginning(folder / name), problems)
                continue
            content: bytes | str = b""  # of a file that cannot be the work, only the name is of interest
            if _is_named_so(name) or looks_like_work(_beginning(folder / name)):
                content = read_bytes_of_file(folder / name, limit_bytes, budget)
        except OSError as error:
            problems.append(f"{shown} cannot be read ({error.strerror}).")
            continue
        if isinstance(content, str):
            problems.append(f"{shown} was not read: {content}")
            continue
        total += len(content)
        if total > _MOST_BYTES_FACTOR * limit_bytes:
            problems.append(f"{shown} was not read: the files together are larger than {limit_bytes >> 20} MiB.")
            total -= len(content)
            continue
        files.append((name, content))
    return HandIn(student, assignment, tuple(files), submitted_at, tuple(problems), secret)


def _names(folder: Path, problems: list[str]) -> Iterator[str]:
    """The names of the ordinary files below the folder, in order; what is no ordinary file becomes a problem."""
    if folder.is_symlink():
        problems.append("The folder is a symbolic link, which is not followed; hand in the files themselves.")
        return
    for entry in walk(folder, problems):
        shown = plain_line(entry.name, 100)
        if entry.is_link:
            problems.append(f"{shown} is a symbolic link, which is not followed; hand in the file itself.")
        elif not _is_text(entry.name):
            problems.append(f"{shown}: the file's name is not valid text; it was not read.")
        else:
            yield entry.name


def _is_named_so(name: str) -> bool:
    return is_notebook_name(name) or is_python_name(name)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _beginning(path: Path) -> bytes:
    with open_file(path) as file:
        return file.read(BEGINNING)


def _time(content: bytes, problems: list[str]) -> datetime | None:
    """The time of handing in; what is no time, or could be two, becomes a problem."""
    text = content[:_TIMESTAMP_BYTES].decode("utf-8-sig", errors="replace").strip("\x00 \t\r\n")
    if not text:
        return None
    try:
        return read_time(text)
    except AmbiguousTimeError as error:
        problems.append(f"{TIMESTAMP} holds {plain_line(text, 60)!r}, {error}; the work counts as in time.")
        return None
