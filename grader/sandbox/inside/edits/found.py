"""A submission's text and the name of a function in it -> the text of the function, and the changes to try."""

from __future__ import annotations

import ast
import builtins
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..reading.python_source import bindings, lines_of, syntax_tree
from .definition import edits_of
from .edit import Edit, Scope, in_order

_MOST_LINES = 120  # of a definition: a longer one has too many places to look at
_MOST_DEFINITIONS = 6
_NATURAL, _MOST_NATURAL = 1.85, 70  # cost, and number, of changes of which two are made at once
_SHORT = 4  # lines of a function in which something may also be put around values
_PAIRS_SECONDS = 0.5


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
        "edits": of each its first and last byte in the text, the new text, the label of the chunk, and its places:
            the kind of thing that is changed, and the line.
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
                part.label,
                [(edit.kind, part.line + edit.line)],
            )
            for edit, part in found[:most]
        ],
    }


def pairs(
    chunks: Sequence[tuple[str, str, int]], function: str, numbers: Sequence[bool], others: Sequence[str], most: int
) -> dict[str, Any]:
    """As ``edits``, with two natural changes of the function at once."""
    defined, outside, numpy = _defined(chunks)
    parts = _parts(defined, function, frozenset(others))
    if not parts:
        return {"text": "", "edits": []}
    part = parts[-1]
    until = time.monotonic() + _PAIRS_SECONDS
    content = part.source.encode()
    found: dict[str, tuple[float, Edit, Edit]] = {}
    for first in _natural(part, numbers, outside, numpy):
        text = (content[: first.span[0]] + first.text.encode() + content[first.span[1] :]).decode()
        tree = syntax_tree(text)
        if tree is None or len(tree.body) != 1 or time.monotonic() > until:
            continue
        changed = _Part(part.label, part.line, text, part.start, tree.body[0])
        for second in _natural(changed, numbers, outside, numpy):
            both = text.encode()
            whole = (both[: second.span[0]] + second.text.encode() + both[second.span[1] :]).decode()
            if whole != part.source and (whole not in found or found[whole][0] > first.cost + second.cost):
                found[whole] = first.cost + second.cost, first, second
    ordered = sorted(found.items(), key=lambda item: item[1][0])[:most]
    end = part.start + len(content)
    return {
        "text": "\n".join(each.source for each in parts),
        "edits": [
            (part.start, end, whole, part.label, [(each.kind, part.line + each.line) for each in both_edits])
            for whole, (_, *both_edits) in ordered
        ],
    }


def _natural(part: _Part, numbers: Sequence[bool], outside: frozenset[str], numpy: str) -> list[Edit]:
    scope = replace(_scope(part, numbers, outside, numpy), is_narrow=part.source.count("\n") > _SHORT)
    edits = (edit for edit in edits_of(part.statement, scope) if edit.cost <= _NATURAL)
    return in_order(edits, _MOST_NATURAL)


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
