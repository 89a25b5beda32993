"""Statements of some cells, which names each binds and uses, and which of them a name needs to have its value."""

from __future__ import annotations

import ast
import dis
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType

from .jupyter_source import readings, without_cell_magic
from .python_source import lines_of, syntax_tree

_NAMES = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "DELETE_NAME", "LOAD_FROM_DICT_OR_GLOBALS"})


@dataclass(frozen=True)
class Statement:
    """One top-level statement of a cell.

    Attributes:
        first, last: its lines in the cell.
        binds: names that it gives a value; "*" for an import of all that a module has.
        changes: names whose value it may change, as `sizes["rows"] = 3` and `sizes.clear()` do.
        uses_now, uses_later: the names from outside that it needs when it runs, and those that its functions need.
    """

    first: int
    last: int
    binds: frozenset[str]
    changes: frozenset[str]
    uses_now: frozenset[str]
    uses_later: frozenset[str]


@lru_cache(maxsize=512)  # as for ``statements_of``
def as_python(text: str) -> str | None:
    """A cell as Python, line by line where it stood; None where none of it is."""
    return next((reading for reading in readings(without_cell_magic(text)) if syntax_tree(reading)), None)


@lru_cache(maxsize=512)  # most cells of a class are the release's own
def statements_of(python: str) -> tuple[Statement, ...]:
    """The top-level statements of a text that is Python."""
    module = syntax_tree(python)
    return tuple(map(_statement, module.body if module else ()))


def binding(name: str, statements: Sequence[Statement], before: int) -> int | None:
    """The last statement before that one which gives the name its value."""
    return next((k for k in reversed(range(before)) if not statements[k].binds.isdisjoint((name, "*"))), None)


def needed(statements: Sequence[Statement], names: Iterable[str] = (), run: Iterable[int] = ()) -> set[int]:
    """The statements that must run, by their place in the order in which they run.

    Args:
        statements: all that there are.
        names: that must have the values which they have in the end.
        run: statements that run in any case.
    """
    end = len(statements)
    binders = _places([statement.binds for statement in statements])
    changers = _places([statement.changes for statement in statements])
    kept: set[int] = set()
    waiting = [(name, end) for name in names]

    def keep(index: int) -> None:
        if index not in kept:
            kept.add(index)
            waiting.extend((used, index) for used in statements[index].uses_now)
            waiting.extend((used, end) for used in statements[index].uses_later)

    for index in run:
        keep(index)
    seen: set[tuple[str, int]] = set()
    while waiting:
        name, before = waiting.pop()
        if (name, before) in seen:
            continue
        seen.add((name, before))
        found = max(_last(binders.get(name, ()), before), _last(binders.get("*", ()), before))
        if found >= 0:
            keep(found)
        for index in changers.get(name, ()):
            if found <= index < before:
                keep(index)
    return kept


def _places(names: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """For each name where it occurs, in order."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(names):
        for name in each:
            places.setdefault(name, []).append(place)
    return places


def _last(places: Sequence[int], before: int) -> int:
    """The last of the places before that one, or -1."""
    number = bisect_left(places, before)
    return places[number - 1] if number else -1


def only(kept: Iterable[Statement], python: str) -> str:
    """The text with these statements, each in its place, and nothing in the other lines."""
    lines = {number for statement in kept for number in range(statement.first, statement.last + 1)}
    return "\n".join(line if n in lines else "" for n, line in enumerate(python.split("\n"), start=1))


def _statement(node: ast.stmt) -> Statement:
    code = _compiled(node)
    first, last = lines_of(node)
    return Statement(
        first=first,
        last=last,
        binds=frozenset(_bound(node)),
        changes=frozenset(_changed(node)),
        uses_now=frozenset(_used(code) if code else ()),
        uses_later=frozenset(name for inner in _inner(code) for name in _used(inner)) if code else frozenset(),
    )


def _compiled(node: ast.stmt) -> CodeType | None:
    """None for a statement that is read and yet cannot run, such as a return outside of a function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in the student's strings
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # Jupyter allows it
            code: CodeType = compile(ast.Module([node], []), "cell", "exec", flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return code


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    waiting: list[ast.AST] = [node]
    while waiting:
        match waiting.pop():
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) if not isinstance(node, ast.AugAssign):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]
            case ast.Lambda():
                pass
            case other:
                waiting += ast.iter_child_nodes(other)


def _changed(node: ast.stmt) -> Iterator[str]:
    """The names at the root of what is assigned to, added to, or told to do something by a method."""
    targets: list[ast.expr] = []
    match node:
        case ast.Assign(targets=several):
            targets = [target for target in several if not isinstance(target, ast.Name)]
        case ast.AugAssign(target=target):
            targets = [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target))):
            targets = [target]
    for target in targets:
        root: ast.AST = target
        while isinstance(root, ast.Subscript | ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name):
            yield root.id


def _used(code: CodeType) -> Iterator[str]:
    return (str(step.argval) for step in dis.get_instructions(code) if step.opname in _NAMES)


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)
