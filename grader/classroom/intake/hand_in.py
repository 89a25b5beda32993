"""A folder that a student handed in -> HandIn: its files as bytes, within limits, and what was left out.

Whatever the folder holds, reading it ends in a HandIn. Only ordinary files are read: a symbolic link would let a
student hand in, and so be shown, any file of the instructor's.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.classroom.intake.moment import AmbiguousTimeError, read_time
from grader.classroom.intake.oversized import without_outputs, without_pictures
from grader.sandbox.plain_text import plain_line

TIMESTAMP = "timestamp.txt"  # nbgrader writes the time of handing in there
SECRET = "submission_secret.txt"  # and here what feedback is handed back by; nobody else may know it
_MOST_FILES = 200
_NOTEBOOK_FACTOR = 8  # a notebook so many times too large may still be small without its outputs
_MOST_BYTES_FACTOR = 3  # of all files together
_SKIPPED_FOLDERS = re.compile(r"^(\..*|__.*)$")
_TIMESTAMP_BYTES = 200
_SECRET_BYTES = 1000


@dataclass(frozen=True)
class HandIn:
    """What one student handed in for one assignment.

    Attributes:
        student: the student's id.
        assignment: the assignment's name.
        files: name relative to the folder, with "/" between its parts, and content; in the order of the names.
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
    for number, name in enumerate(_names(folder, problems)):
        shown = plain_line(name, 100)
        if number == _MOST_FILES:
            problems.append(f"There are more than {_MOST_FILES} files; the rest was not read.")
            break
        try:
            content = _read(folder / name, limit_bytes * (_NOTEBOOK_FACTOR if name.endswith(".ipynb") else 1))
        except OSError as error:
            problems.append(f"{shown} cannot be read ({error.strerror}).")
            continue
        if content is None:
            problems.append(f"{shown} is larger than {limit_bytes / 2**20:g} MiB and was not read.")
            continue
        if name == SECRET:
            secret = content[:_SECRET_BYTES]
            continue
        if name == TIMESTAMP:
            submitted_at = _time(content, problems)
            continue
        if len(content) > limit_bytes:
            size = len(content) / 2**20
            content = without_outputs(content)
            problems.append(f"{shown} has {size:.0f} MiB; its outputs were dropped.")
        if name.endswith(".ipynb"):
            content = without_pictures(content)
        total += len(content)
        if len(content) > limit_bytes or total > _MOST_BYTES_FACTOR * limit_bytes:
            problems.append(f"{shown} is too large and was not read.")
            total -= len(content)
            continue
        files.append((name, content))
    return HandIn(student, assignment, tuple(files), submitted_at, tuple(problems), secret)


def _names(folder: Path, problems: list[str]) -> Iterator[str]:
    """The names of the ordinary files below the folder, in order; what is no ordinary file becomes a problem."""
    if folder.is_symlink():
        problems.append("The folder is a symbolic link, which is not followed; hand in the files themselves.")
        return
    for path, folders, files in os.walk(folder, onerror=None):
        inside = Path(path).relative_to(folder)
        for name in sorted(folders):
            if (Path(path) / name).is_symlink():
                problems.append(_link(inside / name))
        folders[:] = sorted(name for name in folders if not _SKIPPED_FOLDERS.match(name))
        for name in sorted(files):
            relative = (inside / name).as_posix()
            if (Path(path) / name).is_symlink():
                problems.append(_link(inside / name))
            elif not _is_text(relative):
                problems.append(f"{plain_line(relative, 100)}: the file's name is not valid text; it was not read.")
            else:
                yield relative


def _link(path: Path) -> str:
    return f"{plain_line(path.as_posix(), 100)} is a symbolic link, which is not followed; hand in the file itself."


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read(path: Path, limit: int) -> bytes | None:
    """The content of an ordinary file; None if it is larger. The flags keep out links and pipes put there since."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no ordinary file")
        if status.st_size > limit:
            return None
        content = file.read(limit + 1)
        return None if len(content) > limit else content


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
