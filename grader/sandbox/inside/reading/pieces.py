"""A cell's or a file's text -> the part of it that is Python, and the parts that are not.

One open bracket must not cost more than the function that it is in. A text that is no Python as a whole is taken
apart where a definition begins, or any other statement at the left margin. How much is parsed for that is linear in
the length of the text.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from .jupyter_source import CELL_MARK, readings, without_prompts
from .python_source import bindings, has_syntax_error, lines_of, parameters_of, syntax_error, syntax_tree
from .steady import TopLevel, top_level_of
from .stub import is_stub

_DEFINITION = re.compile(r"(?:def|class|async[ \t]+def|import|from)\b|@")
_GOES_ON = re.compile(r"[ \t#)\]}]|$|(?:else|elif|except|finally|case)\b")
_CLAUSE = re.compile(r"(?:if|elif|else|try|except|finally|with|for|while)\b.*:[ \t]*(?:#.*)?$")
_INDENTED = re.compile(r"[ \t]+(?:def|class|@|async[ \t]+def)\b")
_INCOMPLETE = ("was never closed", "unterminated triple-quoted", "unexpected EOF", "expected an indented block")
_MOST_TOGETHER = 40  # statements' beginnings that may turn out to be one statement, such as a list over many lines
_MOST_BROKEN = 100


@dataclass(frozen=True)
class Bound:
    """A name that a statement binds, its first and last line in the chunk, and a function's parameters."""

    name: str
    first: int
    last: int
    parameters: tuple[str, ...]
    is_stub: bool

    def moved(self, lines: int) -> Bound:
        """The same, so many lines further down."""
        return replace(self, first=self.first + lines, last=self.last + lines) if lines else self


@dataclass(frozen=True)
class Piece:
    """Source text with its label and the lines before it.

    Attributes:
        bound: the names that it binds; None where it is no Python.
        top_levels: of its parts, for ``steady.py``; None for a part with something in it that is not known there.
    """

    label: str
    source: str
    lines_before: int
    bound: tuple[Bound, ...] | None = None
    top_levels: tuple[TopLevel | None, ...] = (None,)


def pieces_of(label: str, text: str) -> tuple[Piece, ...]:
    """The text as Jupyter would run it, and each part of it that is no Python as a piece of its own."""
    return tuple(replace(piece, label=f"{label}{piece.label}") for piece in _pieces(text))


@lru_cache(maxsize=512)  # most cells of a class are the release's own
def _pieces(text: str) -> tuple[Piece, ...]:
    if python := _python(text):
        return (Piece("", text, 0, python.bound, python.top_levels),)
    for candidate in readings(text):
        if python := _python_part(candidate):
            return (Piece("", candidate, 0, python.bound, python.top_levels),)
    plain = textwrap.dedent(without_prompts(text))
    lines = plain.split("\n")
    broken = list(_merged(_Splitting(lines, 12 * len(plain) + 20_000).broken(), lines))
    masked = list(lines)
    for start, end in broken:
        masked[start:end] = [""] * (end - start)
    good = "\n".join(masked)
    python = _python_part(good)
    if python is None or python.is_empty or len(broken) > _MOST_BROKEN:
        return (Piece("", text, 0),)
    rest = [_broken_piece(_lines(start, end), _of_its_own(lines[start:end]), start) for start, end in broken]
    return (Piece("", good, 0, python.bound, python.top_levels), *rest)


def _broken_piece(label: str, source: str, lines_before: int) -> Piece:
    """Where it has an error in its syntax, nothing of it ever runs, and no function is less steady for it."""
    return Piece(label, source, lines_before, top_levels=() if has_syntax_error(source) else (None,))


@dataclass(frozen=True)
class _Python:
    """What there is to know of a text that is Python."""

    bound: tuple[Bound, ...]
    top_levels: tuple[TopLevel | None, ...]
    is_empty: bool


def _python(text: str) -> _Python | None:
    """The same for a file, from the parts between its marks: if each is Python by itself, so is the whole."""
    bound: list[Bound] = []
    top_levels: list[TopLevel | None] = []
    lines_before = 0
    for part in _parts(text):
        python = _python_part(part)
        if python is None:
            return None
        bound += [each.moved(lines_before) for each in python.bound]
        top_levels += python.top_levels
        lines_before += part.count("\n")
    return _Python(tuple(bound), tuple(top_levels), is_empty=False)


def _parts(text: str) -> list[str]:
    starts = [0, *(mark.start() for mark in CELL_MARK.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


@lru_cache(maxsize=1024)
def _python_part(text: str) -> _Python | None:
    module = syntax_tree(text)
    if module is None:
        return None
    return _Python(_bound(module), (top_level_of(module),), not module.body)


def _of_its_own(lines: Sequence[str]) -> str:
    """Lines that are no Python, at the left margin if they are none there either: the error is then in them."""
    text = textwrap.dedent("\n".join(lines))
    return text if syntax_error(text) else "\n".join(lines)


def _lines(start: int, end: int) -> str:
    return f" (line {end})" if end - start == 1 else f" (lines {start + 1} to {end})"


def _bound(module: ast.Module) -> tuple[Bound, ...]:
    return tuple(
        Bound(
            name,
            *lines_of(statement),
            parameters_of(statement),
            isinstance(statement, ast.FunctionDef) and is_stub(statement),
        )
        for name, statement in bindings(module)
    )


def _merged(ranges: Iterable[tuple[int, int]], lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The ranges without blank lines and comments at their ends; those that touch are one."""
    whole: tuple[int, int] | None = None
    for start, end in ranges:
        if whole is not None and (start != whole[1] or _DEFINITION.match(lines[start])):
            yield _trimmed(*whole, lines)
            whole = None
        whole = (whole[0] if whole else start, end)
    if whole is not None:
        yield _trimmed(*whole, lines)


def _trimmed(start: int, end: int, lines: Sequence[str]) -> tuple[int, int]:
    while end - start > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return start, end


def _is_incomplete(error: str) -> bool:
    return any(sign in error for sign in _INCOMPLETE)


class _Splitting:
    """Finds the ranges of lines that are no Python, counted from 0."""

    def __init__(self, lines: Sequence[str], left: int) -> None:
        self._lines = lines
        self._left = left  # characters that may still be parsed
        self._errors: dict[tuple[int, int], str] = {}

    def broken(self) -> Iterator[tuple[int, int]]:
        """In the order of the text."""
        segments = self._segments()
        at = 0
        while at < len(segments):
            start, end = segments[at]
            if self._error(start, end) == "":
                at += 1
                continue
            # A text over many lines may have lines in it that look like definitions.
            until = at + 1
            most = at + 8 if _is_incomplete(self._error(start, end)) else at
            while until < len(segments) and until < most and self._error(*segments[until]):
                until += 1
                if self._error(start, segments[until - 1][1]) == "":
                    break
            else:
                yield from self._broken_statements(start, end)
                at += 1
                continue
            at = until

    def _segments(self) -> list[tuple[int, int]]:
        """From each line at the left margin that begins a definition to the next; decorators belong to theirs."""
        starts = [0]
        decorated = False
        for number, line in enumerate(self._lines):
            if _DEFINITION.match(line):
                if not decorated and number:
                    starts.append(number)
                decorated = line.startswith("@")
        return list(zip(starts, [*starts[1:], len(self._lines)], strict=True))

    def _broken_statements(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The statements at the left margin, within these lines, that are no Python."""
        starts = [number for number in range(start, end) if not _GOES_ON.match(self._lines[number])]
        bounds = [start, *(number for number in starts if number > start), end]
        at = 0
        while at < len(bounds) - 1:
            for until in range(at + 1, min(at + _MOST_TOGETHER, len(bounds))):
                error = self._error(bounds[at], bounds[until])
                if error == "" or not _is_incomplete(error):
                    break
            if error == "":
                at = until
                continue
            yield from self._broken_inside(bounds[at], bounds[at + 1])
            at += 1

    def _broken_inside(self, start: int, end: int) -> list[tuple[int, int]]:
        """Of a statement that is no Python, what is wrong in its blocks, if the rest of it is Python; else all of it.

        One mistake must not cost all functions that stand below the same `if True:`.
        """
        margin = [number for number in range(start, end) if _CLAUSE.match(self._lines[number])]
        if margin[:1] == [start]:
            broken = [
                inside
                for clause, following in zip(margin, [*margin[1:], end], strict=True)
                for inside in self._broken_block(clause + 1, following)
            ]
            masked = list(self._lines[start:end])
            for first, last in broken:
                masked[first - start : last - start] = [""] * (last - first)
            if broken and self._error_in("\n".join(masked)) == "":
                return broken
        return [self._without_good_beginning(start, end)]

    def _broken_block(self, start: int, end: int) -> list[tuple[int, int]]:
        block = _Splitting(textwrap.dedent("\n".join(self._lines[start:end])).split("\n"), self._left)
        broken = [(start + first, start + last) for first, last in block.broken()]
        self._left = block._left
        return broken

    def _without_good_beginning(self, start: int, end: int) -> tuple[int, int]:
        """A function's lines, without the function if it is another one, indented by mistake, that is wrong."""
        for number in range(start + 1, end):
            if _INDENTED.match(self._lines[number]) and self._error(start, number) == "":
                if "indent" in self._error(start, end):
                    return number, end
                break
        return start, end

    def _error(self, start: int, end: int) -> str:
        """Why these lines are no Python; "" if they are."""
        if (start, end) not in self._errors:
            self._errors[start, end] = self._error_in("\n".join(self._lines[start:end]))
        return self._errors[start, end]

    def _error_in(self, text: str) -> str:
        self._left -= len(text)
        return syntax_error(text) if self._left > 0 else "not looked at"
