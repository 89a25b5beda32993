"""A submission's text and the name of a function in it -> the text of the function, and the changes to try."""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..reading.python_source import bindings, lines_of, syntax_tree
from .definition import edits_of
from .edit import Edit, Scope, in_order

_MOST_LINES = 120  # of a definition: a longer one has too many places to look at
_MOST_DEFINITIONS = 6
_NATURAL, _MOST_NATURAL = 1.85, 120  # cost, and number, of changes of which two are made at once
_MOST_NESTED = 40  # of them, to which a second one is made at the same place
_SHORT = 4  # lines of a function in which something may also be put around values
_PAIRS_SECONDS = 0.5
_MOST_SECOND = 350  # changes that are tried with one that has helped
_SURELY, _RANK = 3.0, 0.25  # such pairs come first, those of the most helpful one before the others
_TWICE = 0.8

_Pairs = dict[str, tuple[float, Edit, Edit]]  # a text with two changes: its cost, and the changes


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
    parts, ordered = _ordered(chunks, function, numbers, others, most)
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
            for edit, part in ordered
        ],
    }


def pairs(
    chunks: Sequence[tuple[str, str, int]],
    function: str,
    numbers: Sequence[bool],
    others: Sequence[str],
    most: int,
    firsts: Sequence[int],
) -> dict[str, Any]:
    """As ``edits``, with two changes of the function at once.

    Args:
        firsts: numbers of changes among those of ``edits``, which are tried with all others before any pair is.
    """
    parts, single = _ordered(chunks, function, numbers, others, most)
    if not parts:
        return {"text": "", "edits": []}
    part = _main(parts)
    _, outside, numpy = _defined(chunks)
    scope = _scope(part, numbers, outside, numpy)
    until = time.monotonic() + _PAIRS_SECONDS
    found: _Pairs = {}
    for rank, number in enumerate(firsts):
        first, own = single[number]
        if own is part and time.monotonic() < until:
            rest = in_order(_after(first, scope), _MOST_SECOND)
            _pair(found, first, rest, part, -_SURELY + _RANK * rank - first.cost)
    natural = _natural(scope, part)
    for one, other in itertools.combinations(natural, 2):
        first, second = sorted((one, other), key=lambda each: each.span)
        if first.span[1] <= second.span[0]:
            whole = _changed(_changed(part.source, second), first)
            _keep(found, whole, first, second, first.cost + second.cost)
    for first in natural[:_MOST_NESTED]:
        if time.monotonic() > until:
            break
        _pair(found, first, _natural_after(first, scope, part), part, 0.0)
    found.pop(part.source, None)
    ordered = sorted(found.items(), key=lambda item: item[1][0])[:most]
    end = part.start + len(part.source.encode())
    return {
        "text": "\n".join(each.source for each in parts),
        "edits": [
            (part.start, end, whole, part.label, [(each.kind, part.line + each.line) for each in both_edits])
            for whole, (_, *both_edits) in ordered
        ],
    }


def _ordered(
    chunks: Sequence[tuple[str, str, int]], function: str, numbers: Sequence[bool], others: Sequence[str], most: int
) -> tuple[list[_Part], list[tuple[Edit, _Part]]]:
    """The definitions that a function consists of, and single changes of them in the order of their costs."""
    defined, outside, numpy = _defined(chunks)
    parts = _parts(defined, function, frozenset(others))
    found: list[tuple[Edit, _Part]] = []
    for part in parts:
        given = numbers if part is _main(parts) else ()
        scope = _scope(part, given, outside, numpy)
        found += ((edit, part) for edit in in_order(edits_of(part.statement, scope), most))
    found.sort(key=lambda pair: pair[0].cost)
    return parts, found[:most]


def _pair(found: _Pairs, first: Edit, seconds: Sequence[Edit], part: _Part, extra: float) -> None:
    """Add the texts with the first change and each of the second ones, which were made after it."""
    text = _changed(part.source, first)
    for second in seconds:
        _keep(found, _changed(text, second), first, second, first.cost + second.cost + extra)


def _main(parts: Sequence[_Part]) -> _Part:
    """The function's own definition: also where its name is one more name for another function."""
    match parts[-1].statement:
        case ast.Assign(value=ast.Name(id=name)):
            named = (part for part in parts if getattr(part.statement, "name", "") == name)
            return next(named, parts[-1])
    return parts[-1]


def _keep(found: _Pairs, whole: str, first: Edit, second: Edit, cost: float) -> None:
    """Add a text with two changes. One mistake made twice is likelier than two different ones."""
    if first.kind == second.kind:
        cost -= _TWICE
    if whole not in found or found[whole][0] > cost:
        found[whole] = cost, first, second


def _changed(source: str, edit: Edit) -> str:
    content = source.encode()
    return (content[: edit.span[0]] + edit.text.encode() + content[edit.span[1] :]).decode()


def _after(first: Edit, scope: Scope) -> Iterator[Edit]:
    """The changes of a definition that has been changed already."""
    text = _changed(scope.source, first)
    tree = syntax_tree(text)
    if tree is not None and len(tree.body) == 1:
        yield from edits_of(tree.body[0], replace(scope, source=text))


def _natural_after(first: Edit, scope: Scope, part: _Part) -> list[Edit]:
    narrow = replace(scope, is_narrow=part.source.count("\n") > _SHORT)
    return in_order((edit for edit in _after(first, narrow) if edit.cost <= _NATURAL), _MOST_NATURAL)


def _natural(scope: Scope, part: _Part) -> list[Edit]:
    narrow = replace(scope, is_narrow=part.source.count("\n") > _SHORT)
    return in_order((edit for edit in edits_of(part.statement, narrow) if edit.cost <= _NATURAL), _MOST_NATURAL)


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
        factors=tuple(_factors(statement, [name for name in arguments if is_number.get(name)])),
    )


def _factors(statement: ast.stmt, numbers: Sequence[str]) -> dict[str, None]:
    """What the text multiplies or divides by that is made of numbers alone, as it is and with another number."""
    found: dict[str, None] = {}
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(op=ast.Div() | ast.Mult() as op, left=left, right=right):
                for operand in (right,) if isinstance(op, ast.Div) else (left, right):
                    text = f"({ast.unparse(operand)})"
                    names = {each.id for each in ast.walk(operand) if isinstance(each, ast.Name)}
                    if not isinstance(operand, ast.BinOp) or not names or not names <= set(numbers):
                        continue
                    sign = "/" if isinstance(op, ast.Div) else "*"
                    found[f"{sign} {text}"] = None
                    for old, new in itertools.product(names, numbers):
                        other = re.sub(rf"\b{old}\b", new, text)
                        found[f"{sign} {other}"] = None
    return found


def _stored(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
