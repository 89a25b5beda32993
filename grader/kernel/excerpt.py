"""Of the cells that have run, the statements that a function needs: a submission of its own, to be graded.

The kernel has more than grading has: packages, files, names that Jupyter adds, values whose cells are gone. What the
sandbox makes of these statements is what the grader will make of them.
"""

from __future__ import annotations

import ast
import dis
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from grader.reading.submission import Submission, submission_of_cells
from grader.sandbox.inside.reading.jupyter_source import readings, without_cell_magic
from grader.sandbox.inside.reading.python_source import syntax_tree

_NAMES = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "DELETE_NAME", "LOAD_FROM_DICT_OR_GLOBALS"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class _Statement:
    """One top-level statement of a cell.

    Attributes:
        cell: the number of its cell.
        first, last: its lines in the cell.
        binds: names that it gives a value; "*" for an import of all that a module has.
        changes: names whose value it may change, as `sizes["rows"] = 3` and `sizes.clear()` do.
        uses_now, uses_later: the notebook's names that it needs when it runs, and those that its functions need.
    """

    cell: int
    first: int
    last: int
    binds: frozenset[str]
    changes: frozenset[str]
    uses_now: frozenset[str]
    uses_later: frozenset[str]


def defining_cell(name: str, cells: Mapping[int, str]) -> int | None:
    """The number of the last cell that gives the name a value."""
    statements = _statements(cells)
    found = _binding(name, statements, len(statements))
    return None if found is None else statements[found].cell


def excerpt(names: Iterable[str], cells: Mapping[int, str]) -> Submission:
    """The statements that the functions need, in the lines and cells in which they stand.

    Args:
        names: of the functions.
        cells: their texts, by the number that Jupyter shows, in the order in which they ran.
    """
    statements = _statements(cells)
    kept: set[int] = set()
    waiting = [(name, len(statements)) for name in names]
    while waiting:
        name, before = waiting.pop()
        found = _binding(name, statements, before)
        start = 0 if found is None else found
        needed = [] if found is None else [found]
        needed += [k for k in range(start, before) if name in statements[k].changes]
        for index in needed:
            if index not in kept:
                kept.add(index)
                waiting += [(used, index) for used in statements[index].uses_now]
                waiting += [(used, len(statements)) for used in statements[index].uses_later]
    lines: dict[int, set[int]] = {}
    for index in kept:
        statement = statements[index]
        lines.setdefault(statement.cell, set()).update(range(statement.first, statement.last + 1))
    return _submission({number: _only(lines[number], text) for number, text in cells.items() if number in lines})


def everything(cells: Mapping[int, str]) -> Submission:
    """All cells that have run."""
    return _submission(cells)


def _submission(cells: Mapping[int, str]) -> Submission:
    return submission_of_cells(Path("this notebook"), (("code", text, number) for number, text in cells.items()))


def _binding(name: str, statements: Sequence[_Statement], before: int) -> int | None:
    """The last statement before that one which gives the name its value."""
    return next((k for k in reversed(range(before)) if not statements[k].binds.isdisjoint((name, "*"))), None)


def _statements(cells: Mapping[int, str]) -> list[_Statement]:
    return [statement for number, text in cells.items() for statement in _of_cell(number, _python(text) or "")]


def _python(text: str) -> str | None:
    """A cell as Python, line by line where it stood; None where none of it is."""
    return next((reading for reading in readings(without_cell_magic(text)) if syntax_tree(reading)), None)


def _only(lines: set[int], text: str) -> str:
    python = _python(text) or ""
    kept = (line if number in lines else "" for number, line in enumerate(python.split("\n"), start=1))
    return "\n".join(kept)


def _of_cell(number: int, text: str) -> Iterator[_Statement]:
    module = syntax_tree(text)
    for node in module.body if module else ():
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        code = _compiled(node)
        yield _Statement(
            cell=number,
            first=first,
            last=node.end_lineno or node.lineno,
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
