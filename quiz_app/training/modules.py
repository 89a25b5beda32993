"""A student's file of another assignment as a module of its own: what some functions need of it, and no more.

It needs the standard library alone, of that only what is loaded already: see `loop.py`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any


class Module:
    """The statements of a file, and the names of those that have run."""

    def __init__(self, name: str) -> None:
        self.names: dict[str, Any] = {"__name__": name}
        self._statements: list[tuple[ast.stmt, str]] = []
        self._lines: dict[str, list[str]] = {}

    def add(self, label: str, source: str, lines_before: int) -> None:
        """One more piece of the file; what is no Python is left out."""
        text = "\n" * lines_before + source
        self._lines[label] = text.split("\n")
        try:
            self._statements += [(each, label) for each in ast.parse(text, label).body]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return

    def load(self, functions: Iterable[str]) -> None:
        """Run what these functions need: definitions, imports, and values that they use.

        A statement that fails is left out: whether a function is right has been seen elsewhere.
        """
        compiled = [self._compiled(each, label) for each, label in self._statements]
        binds = [set(_bound(each)) for each, _ in self._statements]
        wanted, kept = set(functions), set[int]()
        while more := [
            place for place, names in enumerate(binds) if place not in kept and ("*" in names or names & wanted)
        ]:
            kept |= set(more)
            wanted |= {name for place in more if (code := compiled[place]) for name in _used(code)}
        for place in sorted(kept):
            if (code := compiled[place]) is not None:
                try:
                    exec(code, self.names)
                except Exception:
                    continue

    def line(self, label: str, number: int) -> str:
        """The text of a line of this file; "" where it has none."""
        lines = self._lines.get(label, [])
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    @staticmethod
    def _compiled(statement: ast.stmt, label: str) -> CodeType | None:
        if isinstance(statement, ast.Expr | ast.For | ast.While | ast.With | ast.Delete):
            return None  # it shows or trains something, and binds nothing that a function should need
        try:
            return builtins.compile(ast.Module([statement], []), label, "exec")
        except (SyntaxError, ValueError, RecursionError):
            return None


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Names that it may bind, those inside of its functions included: too many do no harm."""
    for node in ast.walk(statement):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
            case ast.Name(id=name, ctx=ast.Store()):
                yield name


def _used(code: CodeType) -> Iterator[str]:
    """Names that its code mentions, that of its functions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _used(constant)
