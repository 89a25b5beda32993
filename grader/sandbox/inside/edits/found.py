"""A submission's text and the name of a function in it -> the text of the function, and the changes to try."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..reading.python_source import bindings, lines_of, syntax_tree
from .definition import edits_of
from .edit import Edit, Scope, in_order

_MOST_LINES = 120  # of a definition: a longer one has too many places to look at
_MOST_DEFINITIONS = 6


@dataclass(frozen=True)
class _Part:
    """One definition: where it stands, its text, and where it begins in the text of all of them."""

    label: str
    line: int
    source: str
    start: int
    statement: ast.stmt


def edits(
    chunks: Sequence[tuple[str, str, int]], function: str, numbers: Sequence[bool], others: Sequence[str], most: int
) -> dict[str, Any]:
    """The definitions that a function consists of, and the changes to try, the natural ones first.

    Args:
        chunks: label, source, and how many lines stand before it.
        function: the function's name.
        numbers: for each argument by position, whether it is a number.
        others: functions that are judged by themselves, and not changed here.
        most: how many changes.

    Returns:
        "text": the definitions.
        "edits": of each its first and last byte in the text, the new text, the kind, the label and the line.
    """
    defined, outside, numpy = _defined(chunks)
    parts = _parts(defined, function, frozenset(others))
    found: list[tuple[Edit, _Part]] = []
    for number, part in enumerate(parts):
        given = numbers if number == len(parts) - 1 else ()
        scope = _scope(part, given, outside, numpy)
        found += ((edit, part) for edit in in_order(edits_of(part.statement, scope), most))
    found.sort(key=lambda pair: pair[0].cost)
    return {
        "text": "\n".join(part.source for part in parts),
        "edits": [
            (
                part.start + edit.span[0],
                part.start + edit.span[1],
                edit.text,
                edit.kind,
                part.label,
                part.line + edit.line,
            )
            for edit, part in found[:most]
        ],
    }


def _defined(
    chunks: Sequence[tuple[str, str, int]],
) -> tuple[dict[str, tuple[str, int, str, ast.stmt]], frozenset[str], str]:
    """The file's functions by name, all names of the file and of Python, and what it calls numpy."""
    found: dict[str, tuple[str, int, str, ast.stmt]] = {}
    names = set(dir(builtins))
    numpy = "np"
    for label, source, before in chunks:
        tree = syntax_tree(source)
        if tree is None:
            continue
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.asname or alias.name for alias in node.names}
                numpy = next((a.asname or a.name for a in node.names if a.name == "numpy"), numpy)
        lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for name, statement in bindings(tree):
            names.add(name)
            if isinstance(statement, ast.FunctionDef | ast.Assign):
                first, last = lines_of(statement)
                found[name] = (label, before + first, "\n".join(lines[first - 1 : last]), statement)
    return found, frozenset(names), numpy


def _parts(defined: dict[str, tuple[str, int, str, ast.stmt]], function: str, others: frozenset[str]) -> list[_Part]:
    """The function, and before it those of the file that it calls, as far as they are not judged by themselves."""
    order: list[str] = []
    waiting = [function]
    while waiting and len(order) < _MOST_DEFINITIONS:
        name = waiting.pop(0)
        if name in order or name not in defined or (name != function and name in others):
            continue
        statement = defined[name][3]
        if name != function and not isinstance(statement, ast.FunctionDef):
            continue
        order.append(name)
        waiting += [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    parts: list[_Part] = []
    start = 0
    for name in reversed(order):
        label, line, source, _ = defined[name]
        tree = syntax_tree(source)
        if tree is None or len(tree.body) != 1 or source.count("\n") > _MOST_LINES:
            if name == function:
                return []
            continue
        parts.append(_Part(label, line - 1, source, start, tree.body[0]))
        start += len(source.encode()) + 1
    return parts


def _scope(part: _Part, numbers: Sequence[bool], outside: frozenset[str], numpy: str) -> Scope:
    statement = part.statement
    arguments: list[str] = []
    if isinstance(statement, ast.FunctionDef):
        arguments = [each.arg for each in (*statement.args.posonlyargs, *statement.args.args)]
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
        arguments = [each.arg for each in statement.value.args.args]
    is_number = dict(zip(arguments, numbers, strict=False))
    return Scope(
        source=part.source,
        arrays=tuple(name for name in arguments if not is_number.get(name)),
        numbers=tuple(name for name in arguments if is_number.get(name)),
        local=tuple(dict.fromkeys(name for name in _stored(statement) if name not in arguments)),
        outside=outside,
        numpy=numpy,
    )


def _stored(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
