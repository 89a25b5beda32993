"""What searches have found, kept beside the answer key, so that a class's equal functions are searched once.

One file for a key, to which every process adds lines. Nothing depends on it: it may be missing, damaged, or in a
folder that nobody can write to.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from grader.key.key import Key

_T = TypeVar("_T")
_ENDING = "reasons"
_LONGEST_NAME = 12  # hexadecimal digits
_MOST = 4 * 2**20  # bytes of the file
_MOST_IN_MEMORY = 5000


class _Found:
    """What is known of one key's searches, by the digest of what was searched."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read = 0  # bytes
        self._known: dict[str, bytes] = {}

    def get(self, digest: str) -> bytes | None:
        if digest not in self._known:
            self._read_on()
        return self._known.get(digest)

    def add(self, digest: str, content: bytes) -> None:
        if len(self._known) >= _MOST_IN_MEMORY:
            self._known.clear()
        self._known[digest] = content
        if self._path is None or self._read > _MOST:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(file, b"%s %s\n" % (digest.encode(), content))  # one write: lines of others do not mix in
            finally:
                os.close(file)

    def _read_on(self) -> None:
        """The lines that have come since the last time."""
        if self._path is None:
            return
        with contextlib.suppress(OSError), self._path.open("rb") as file:
            file.seek(self._read)
            whole, _, _ = file.read(2 * _MOST).rpartition(b"\n")
            self._read += len(whole) + bool(whole)
            for line in whole.split(b"\n"):
                digest, _, content = line.partition(b" ")
                self._known[digest.decode(errors="replace")] = content


_found: dict[Path | str, _Found] = {}


def remembered(keys: Sequence[Key], of: Sequence[str], kind: type[_T]) -> _T | None:
    """What was found before of these words, as a value of this kind; None where nothing is known."""
    content = _of(keys[0]).get(_digest(keys, of))
    try:
        return None if content is None else msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError:
        return None


def remember(keys: Sequence[Key], of: Sequence[str], value: Any) -> None:
    """Keep what was found.

    Args:
        keys: whose questions decided; it is kept beside the first.
        of: words for what was searched. The same words must always lead to the same value.
        value: a dataclass of plain values.
    """
    _of(keys[0]).add(_digest(keys, of), msgspec.json.encode(value))


def _of(key: Key) -> _Found:
    name = f"{key.assignment}-{key.sources[:_LONGEST_NAME]}.{_ENDING}"
    path = key.kept_in / name if key.kept_in else None
    if (path or key.sources) not in _found:
        _found[path or key.sources] = _Found(path)
        if path:
            for other in path.parent.glob(f"{key.assignment}-*.{_ENDING}"):  # of the key as it was before
                if other != path and other.name.count("-") == name.count("-"):
                    other.unlink(missing_ok=True)
    return _found[path or key.sources]


def _digest(keys: Sequence[Key], of: Sequence[str]) -> str:
    digest = hashlib.sha256(_engine())
    for word in (*(key.sources for key in keys), *of):
        digest.update(f"{len(word)} {word}".encode(errors="replace"))
    return digest.hexdigest()[: 2 * _LONGEST_NAME]


@cache
def _engine() -> bytes:
    """The text of all that searches."""
    grader = Path(__file__).parent.parent
    folders = (grader / "explaining", grader / "sandbox" / "inside" / "edits")
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()
