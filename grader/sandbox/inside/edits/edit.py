"""One small change of a function's text, and the text that changes are made to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]  # first and last byte in the text


@dataclass(frozen=True)
class Edit:
    """A change: these bytes of the text become others.

    Attributes:
        span: the bytes.
        text: what is there instead.
        kind: what kind of thing is changed: "axis", "name"; see ``grader.explaining``.
        cost: how far-fetched it is. The natural ones are tried first.
        line: of the text, from 1.
    """

    span: Span
    text: str
    kind: str
    cost: float
    line: int


@dataclass(frozen=True)
class Scope:
    """A definition's text, and the names that it knows.

    Attributes:
        source: the text.
        arrays: its parameters that are given arrays.
        numbers: its parameters that are given numbers.
        local: names that it gives a value itself.
        outside: names of the file and of Python.
        numpy: what the file calls numpy.
        factors: what the text multiplies or divides by elsewhere, with its sign: "* (1 - x)".
        is_narrow: whether no missing values are put around others; those are most of the changes.
    """

    source: str
    arrays: tuple[str, ...]
    numbers: tuple[str, ...]
    local: tuple[str, ...]
    outside: frozenset[str]
    numpy: str
    factors: tuple[str, ...] = ()
    is_narrow: bool = False
    _bytes: bytes = field(init=False, repr=False)
    _starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        content = self.source.encode()
        starts = [0]
        for line in content.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        object.__setattr__(self, "_bytes", content)
        object.__setattr__(self, "_starts", tuple(starts))

    @property
    def parameters(self) -> tuple[str, ...]:
        return (*self.arrays, *self.numbers)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> Span:
        """The node's first and last byte."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def replaced(self, whole: ast.expr, part: ast.expr, text: str) -> str:
        """An expression as it is written, with another text for a part of it."""
        (start, end), (first, last) = self.span(whole), self.span(part)
        return (self._bytes[start:first] + text.encode() + self._bytes[last:end]).decode()

    def lines(self, first: int, last: int) -> list[str]:
        """Lines by their numbers."""
        return self.source.split("\n")[first - 1 : last]

    def line_span(self, first: int, last: int) -> Span:
        """The bytes of whole lines, without the last line's end."""
        return self._starts[first - 1], self._starts[last] - 1

    def instead(self, node: ast.expr | ast.stmt | ast.keyword, text: str, kind: str, cost: float) -> Edit:
        """The change of a node into another text."""
        return Edit(self.span(node), text, kind, cost, node.lineno)


def in_order(edits: Iterable[Edit], most: int) -> list[Edit]:
    """The natural ones first, each text once, and not more than so many."""
    found: dict[tuple[Span, str], Edit] = {}
    for edit in sorted(edits, key=lambda each: each.cost):
        found.setdefault((edit.span, edit.text), edit)
    return list(found.values())[:most]


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below."""
    return ast.iter_child_nodes(node)
