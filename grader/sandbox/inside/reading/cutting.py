"""A large notebook -> the same without what nobody grades: outputs, pictures, the state of widgets.

Parsing JSON needs many times the memory of its text, and a student chooses the text. So it is cut as it stands, by a
scanner that keeps nothing but its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Kept = Mapping[str, Any] | None  # what to keep of an object, by key; None: all of it

_CELL: Kept = {
    "cell_type": None,
    "source": None,
    "input": None,
    "id": None,
    "execution_count": None,
    "metadata": {"nbgrader": None, "tags": None},
}
_NOTEBOOK: Kept = {"cells": _CELL, "worksheets": {"cells": _CELL}, "nbformat": None, "nbformat_minor": None}

# None of the quantifiers steps back, so a long text costs no stack.
_PICTURE = re.compile(rb"(data:[\w.+-]++/[\w.+-]++(?:;[\w=.+-]++){0,5}?;base64,)[A-Za-z0-9+/=]{1000,}+")  # in a text
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb'[^\s\[\]{},:"]++')
_FLAT = rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")'  # no list or object in it
_INSIDE = re.compile(rb"(?:%b|\[%b*+\]|\{%b*+\})*+" % (_FLAT, _FLAT, _FLAT), re.DOTALL)
_MOST_ITEMS = 10_000
_MOST_MARKS = 500_000  # of lists and objects within each other that nobody grades
_DEEPEST = 1000  # Python's own parser of JSON goes no deeper


class _NotJSONError(Exception):
    pass


def without_what_nobody_grades(notebook: bytes | memoryview) -> bytes:
    """The JSON text with the cells' kinds, texts and names, and nothing else of it.

    Text that is no JSON comes back as it is from where it is none; whoever parses it says what is wrong.
    """
    scanner = _Scanner(notebook)
    try:
        scanner.value(_NOTEBOOK)
    except _NotJSONError:
        scanner.keep(scanner.start, len(notebook))
    else:
        scanner.keep(scanner.at, len(notebook))
    return b"".join(scanner.kept)


class _Scanner:
    """Goes through the text once."""

    def __init__(self, text: bytes | memoryview) -> None:
        self.kept: list[bytes] = []
        self.at = 0
        self.start = 0  # of what is neither kept nor left out yet
        self._text = text
        self._marks = 0  # that were passed over one by one

    def keep(self, start: int, end: int) -> None:
        self.kept.append(bytes(self._text[start:end]))

    def value(self, kept: Kept) -> None:
        """Keep what is to be kept of the value that begins here."""
        self._skip_space()
        self.start = self.at
        first = self._here()
        if kept is not None and first == b"{":
            self._object(kept)
        elif kept is not None and first == b"[":
            self._list(kept)
        else:
            self._pass_over()
            self.kept.append(_PICTURE.sub(rb"\1", bytes(self._text[self.start : self.at])))

    def _object(self, kept: Mapping[str, Any]) -> None:
        self._step(b"{")
        empty = True
        while not self._ends(b"}"):
            self.start = self.at
            key = self._match(_STRING)
            name = key[1:-1].decode("ascii", "replace")
            self._step(b":")
            if name in kept:
                self.kept.append((b"" if empty else b",") + key + b":")
                self.value(kept[name])
                empty = False
            else:
                self._pass_over()
        self.kept.append(b"}")

    def _list(self, kept: Mapping[str, Any]) -> None:
        self._step(b"[")
        empty = True
        for _ in range(_MOST_ITEMS):
            if self._ends(b"]"):
                break
            if self._here() != b"{":  # a cell is an object
                self._pass_over()
                continue
            if not empty:
                self.kept.append(b",")
            self.value(kept)
            empty = False
        else:
            self._leave(1)
        self.kept.append(b"]")

    def _step(self, mark: bytes) -> None:
        self._skip_space()
        if self._here() != mark:
            raise _NotJSONError
        if mark != b":":
            self.kept.append(mark)
        self.at += 1
        self._skip_space()

    def _ends(self, mark: bytes) -> bool:
        """Whether the list or object ends here; passes over the end, or the comma before the next."""
        self._skip_space()
        while self._here() == b",":
            self.at += 1
            self._skip_space()
        if self._here() == mark:
            self.at += 1
            return True
        if not self._here():
            raise _NotJSONError
        return False

    def _pass_over(self) -> None:
        """To behind the value that begins here."""
        self._skip_space()
        if self._here() == b'"':
            self._match(_STRING)
        elif self._here() in (b"[", b"{"):
            self.at += 1
            self._leave(1)
        else:
            self._match(_SCALAR)

    def _leave(self, depth: int) -> None:
        """To behind the end of as many lists and objects as this."""
        while depth:
            self._marks += 1
            self.at = _end(_INSIDE.match(self._text, self.at))
            mark = self._here()
            if mark not in (b"[", b"{", b"]", b"}") or not mark or depth > _DEEPEST or self._marks > _MOST_MARKS:
                raise _NotJSONError
            depth += 1 if mark in (b"[", b"{") else -1
            self.at += 1

    def _match(self, pattern: re.Pattern[bytes]) -> bytes:
        found = pattern.match(self._text, self.at)
        if found is None:
            raise _NotJSONError
        self.at = found.end()
        return bytes(self._text[found.start() : found.end()])

    def _skip_space(self) -> None:
        self.at = _end(_SPACE.match(self._text, self.at))

    def _here(self) -> bytes:
        return bytes(self._text[self.at : self.at + 1])


def _end(found: re.Match[bytes] | None) -> int:
    assert found is not None  # both patterns match the empty text, too
    return found.end()
