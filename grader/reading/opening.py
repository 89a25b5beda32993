"""The bytes of a file that a student handed in: as much of it as is graded counts as its size."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from grader.sandbox.answer import UnreadableError
from grader.sandbox.inside.reading.file_format import begins_as_json

if TYPE_CHECKING:
    from grader.reading.budget import Budget

BEGINNING = 1 << 16  # bytes: enough to see what a file is
_NOTEBOOK_FACTOR = 8  # a notebook so many times too large may still be small without its outputs
_PART = 1 << 22  # bytes that are read at a time
_CUT_FROM = 1 << 20  # bytes: a larger notebook is mostly outputs
_PICTURE = b'"image/'
_PICTURE_BEGINS = re.compile(rb'"image/[a-z0-9.+-]+"\s*:\s*"')


def read_bytes(path: Path, limit: int, budget: Budget) -> bytes | str:
    """The file's content, of a large notebook without what nobody grades; or a sentence on why there is none.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        return _content(file, limit, budget)


def read_bytes_of_file(path: Path, limit: int, budget: Budget) -> bytes | str:
    """As ``read_bytes``, of an ordinary file only: no link and no pipe that was put there since it was found."""
    with open_file(path) as file:
        return _content(file, limit, budget)


def open_file(path: Path) -> IO[bytes]:
    """An ordinary file, open for reading. Raises OSError if it is no such."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(path, flags), "rb")  # noqa: SIM115  # the caller's to close
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "it is no ordinary file")
    return file


def _content(file: IO[bytes], limit: int, budget: Budget) -> bytes | str:
    size = os.fstat(file.fileno()).st_size
    content = file.read(BEGINNING)
    is_json = begins_as_json(content)
    if size > limit * (_NOTEBOOK_FACTOR if is_json else 1):
        return _too_large(limit)
    if not is_json:
        content += file.read(limit)
        return content if len(content) <= limit else _too_large(limit)
    try:
        with budget.charged():
            content = without_pictures(_text_of(file, content, limit))
        if len(content) > _CUT_FROM:
            content = budget.cut(content)
    except UnreadableError as error:
        return str(error)
    return content if len(content) <= limit else _too_large(limit)


def _text_of(file: IO[bytes], beginning: bytes, limit: int) -> bytes:
    """The file's content up to where it can be no JSON: a file of nothing but a size, say, is full of zeros."""
    parts, read = [beginning], len(beginning)
    while read <= limit * _NOTEBOOK_FACTOR and (part := file.read(_PART)):
        parts.append(part)
        read += len(part)
        if read > limit and b"\0" in part:
            break
    return b"".join(parts)


def without_pictures(notebook: bytes) -> bytes:
    """The JSON text with every picture in base64 replaced by an empty string.

    They are most of a notebook, they travel to whoever grades it, and nothing reads them: the course's own come from
    its release. What a student wrote stays: in a cell's text a quotation mark has a backslash before it.
    """
    kept: list[bytes] = []
    start, at = 0, notebook.find(_PICTURE)  # `find` is much faster than a pattern
    while at >= 0:
        begins = _PICTURE_BEGINS.match(notebook, at)
        if begins and notebook[at - 1 : at] != b"\\":
            end = notebook.find(b'"', begins.end())
            if b"\\" not in notebook[begins.end() : end].replace(b"\\n", b"") and end >= 0:
                kept.append(notebook[start : begins.end()])
                start = at = end
        at = notebook.find(_PICTURE, at + 1)
    return b"".join([*kept, notebook[start:]])


def _too_large(limit: int) -> str:
    return f"The file is larger than {limit / 2**20:g} MiB. Clear the outputs, save it and try again."
