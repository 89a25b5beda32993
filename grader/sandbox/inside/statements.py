"""Statements of a submission as syntax trees: where they are, what is inside of them, which names they bind."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def start(statement: ast.stmt) -> tuple[int, int]:
    """Line and column of the statement's first character; (1, 0) counts as after (0, 0)."""
    decorators = getattr(statement, "decorator_list", [])
    return min((node.lineno, node.col_offset) for node in (statement, *decorators))


def end(statement: ast.AST) -> int:
    last: int | None = getattr(statement, "end_lineno", None)
    first: int = getattr(statement, "lineno", 0)
    return last or first


def holds(statement: ast.stmt, place: tuple[float, float]) -> bool:
    """Whether a place is in the statement: behind its beginning, and before its end."""
    column = math.inf if place[1] == math.inf else statement.end_col_offset or 0
    return start(statement) <= place <= (end(statement), column)


def blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement that run at most once: not those of loops and functions."""
    if isinstance(statement, ast.If | ast.With | ast.Try | ast.TryStar):
        yield statement.body
        yield getattr(statement, "orelse", [])
        yield getattr(statement, "finalbody", [])
        yield from (handler.body for handler in getattr(statement, "handlers", []))


def block_at(statement: ast.stmt, place: tuple[float, float]) -> list[ast.stmt]:
    """The block in the statement that has the place in it; [] where there is none, as in its first line."""
    return next((block for block in blocks(statement) if any(holds(inner, place) for inner in block)), [])


def entered(statement: ast.stmt) -> list[ast.stmt]:
    """The block of a statement that is always come to; of an `if` nobody knows."""
    return statement.body if isinstance(statement, ast.With | ast.Try | ast.TryStar) else []


def one_by_one(statement: ast.Import | ast.ImportFrom) -> Iterator[ast.stmt]:
    """`import a, b` as `import a` and `import b`."""
    for alias in statement.names:
        alone: ast.stmt = ast.Import([alias])
        if isinstance(statement, ast.ImportFrom):
            alone = ast.ImportFrom(statement.module, [alias], statement.level)
        yield ast.copy_location(alone, statement)


def bound_names(statement: ast.stmt) -> list[str]:
    """The names that a statement binds at top level, where that is to be seen."""
    match statement:
        case ast.Import(names=aliases):
            return [alias.asname or alias.name.partition(".")[0] for alias in aliases]
        case ast.ImportFrom(names=aliases):
            return [alias.asname or alias.name for alias in aliases if alias.name != "*"]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.With():
            nodes = ast.walk(statement)
            return [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return []


def defines(statement: ast.stmt) -> bool:
    if isinstance(statement, _DEFINITIONS):
        return True
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    value = statement.value
    if value is None or isinstance(value, ast.Lambda | ast.Name | ast.Attribute):
        return True
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True
