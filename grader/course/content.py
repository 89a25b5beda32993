"""An assignment's folder -> Content: its records and its code. It never travels; what travels is the answer key.

A folder of content is code. It is loaded by path, and only from a course's own root.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course.assignment import FILE
from grader.course.stub import cleared
from grader.functions import Composition, Function, Mistake


class ContentError(Exception):
    """An assignment's folder lacks something, or contradicts itself. The text is one sentence that names the file."""


@dataclass(frozen=True)
class Content:
    """All of an assignment that students do not get.

    Attributes:
        folder: where it lies.
        table: of `assignment.toml`.
        stubs: the source of each function's cell as students first get it.
        functions: the records, by name, in order.
        symbols: of all shapes, in the order in which sizes are given to them, and what they stand for.
        compositions: chains of functions.
        mistakes: the bank.
        examples: worked by hand: for a function, its arguments and its result; None is left to the solution.
        values: numbers worked by hand, by name, for pages that show them.
        computed: sentences of the text, with gaps for numbers, and what gives those from the solution's functions.
        solution: the right functions.
    """

    folder: Path
    table: Mapping[str, Any]
    stubs: Mapping[str, str]
    functions: Mapping[str, Function]
    symbols: Mapping[str, str]
    compositions: tuple[Composition, ...]
    mistakes: tuple[Mistake, ...]
    examples: Mapping[str, tuple[tuple[Any, ...], Any]]
    values: Mapping[str, Any]
    computed: Mapping[str, Callable[[Any], Any]]
    solution: Mapping[str, Callable[..., Any]]

    @property
    def name(self) -> str:
        """The assignment's name, which is its folder's."""
        return self.folder.name


def load_content(folder: Path) -> Content:
    """Everything in an assignment's folder; once per process and state of the folder.

    Raises:
        ContentError: something is missing or cannot be run.
    """
    return _loaded(folder.resolve(), _state(folder))


def load_part(folder: Path, part: str) -> ModuleType | None:
    """The module `<part>.py`, or the package `<part>/`, of an assignment's folder; None where it has none.

    An assignment may be called as a part is. Its lesson then has the name of the file, and the part is a package.

    Raises:
        ContentError: it cannot be run.
    """
    package = _package(folder)
    is_module = (folder / f"{part}.py").is_file() and part != folder.name
    if not is_module and not (folder / part / "__init__.py").is_file():
        return None
    try:
        return importlib.import_module(f"{package}.{part}")
    except Exception as error:
        raise ContentError(f"{folder / part}: stops with {type(error).__name__}: {error}") from error


def _package(folder: Path) -> str:
    """The folder as a package of its own, whatever is in it now: its files may import each other."""
    folder = folder.resolve()
    name = f"content_of_{folder.name}_{zlib.crc32(str(folder).encode()):08x}"
    state = _state(folder)
    if name not in sys.modules or sys.modules[name].__dict__["STATE"] != state:
        for loaded in [other for other in sys.modules if other == name or other.startswith(f"{name}.")]:
            del sys.modules[loaded]
        importlib.invalidate_caches()
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        package.__dict__["STATE"] = state
        sys.modules[name] = package
    return name


@cache
def _loaded(folder: Path, _state: tuple[tuple[str, int, int], ...]) -> Content:
    records = load_part(folder, "functions")
    if records is None:
        raise ContentError(
            f"{folder}: has no functions.py, and no functions/__init__.py, with the records of the assignment's "
            "functions"
        )
    functions = {function.name: function for function in records.FUNCTIONS}
    table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    if strangers := [name for name in table.get("functions", {}) if name not in functions]:
        known = ", ".join(functions)
        raise ContentError(
            f"{folder / FILE}: functions.{strangers[0]}: functions.py has no record of it; its records are {known}"
        )
    mistakes, worked = load_part(folder, "mistakes"), load_part(folder, "worked")
    found = dict.fromkeys(symbol for function in functions.values() for symbol in function.symbols)
    return Content(
        folder=folder,
        table={**table, "name": folder.name},
        stubs=_stubs(folder, functions),
        functions=functions,
        symbols=getattr(records, "SYMBOLS", dict.fromkeys(found, "a size")),
        compositions=getattr(records, "COMPOSITIONS", ()),
        mistakes=tuple(mistakes.MISTAKES) if mistakes else (),
        examples=worked.EXAMPLES if worked else {},
        values=getattr(worked, "VALUES", {}),
        computed=getattr(worked, "COMPUTED", {}),
        solution=_solution(folder, functions),
    )


def _solution(folder: Path, functions: Mapping[str, Function]) -> Mapping[str, Callable[..., Any]]:
    """The lesson's functions. Only definitions and imports are run: the lesson's other cells train networks."""
    path = folder / f"{folder.name}.py"
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror})") from error
    except (SyntaxError, ValueError) as error:
        raise ContentError(f"{path}: is no Python: {error}") from error
    names: dict[str, Any] = {"__name__": f"_content_of_{folder.name}_solution"}
    failures = []
    for node in filter(_defines, tree.body):
        try:
            exec(compile(ast.Module([node], []), str(path), "exec"), names)
        except Exception as error:  # what rests on a cell that is not run, as a default value may
            failures.append(f"line {node.lineno} stops with {type(error).__name__}: {error}")
    missing = [name for name in functions if not callable(names.get(name))]
    if missing:
        why = f"; {failures[0]}" if failures else ""
        raise ContentError(f"{path}: has no function {missing[0]}, which functions.py has a record of{why}")
    return {name: names[name] for name in functions}


def _stubs(folder: Path, functions: Mapping[str, Function]) -> Mapping[str, str]:
    source = (folder / f"{folder.name}.py").read_text(encoding="utf-8")
    cells = re.split(r"^# %%.*\n", source, flags=re.MULTILINE)
    defining = {name: re.compile(rf"^def {name}\(", re.MULTILINE) for name in functions}
    found = {name: cleared(cell).strip() for cell in cells for name, mark in defining.items() if mark.search(cell)}
    missing = [name for name in functions if name not in found]
    if missing:
        raise ContentError(f"{folder / folder.name}.py has no cell with {missing[0]}; add one, with its solution")
    return found


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):  # `from grader import check` is for the lesson's other cells
        return (node.module or "").partition(".")[0] not in ("grader", "quiz_app")
    return isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import)


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = [path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts] + [folder / FILE]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
