"""What is left of a function when names, comments, docstrings, annotations and layout are taken away."""

from __future__ import annotations

import ast
import builtins
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

_MOST_FUNCTIONS, _MOST_WORDS, _MOST_SHOWN = 300, 3000, 10_000  # beyond is no program by hand, and takes long to read

Structure = tuple[str, ...]  # the function's syntax tree, read from the root, in words


@dataclass(frozen=True)
class Written:
    """A function as somebody wrote it: the name and the text."""

    name: str
    source: str


def functions(code: Iterable[str]) -> Mapping[Structure, tuple[Written, ...]]:
    """The functions in some cells or files by their structure, without what is no Python or far too long.

    Two functions have one structure if renaming variables, comments and layout is all that makes them differ.
    """
    found: dict[Structure, list[Written]] = {}
    for text in code:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of an invalid escape, say: it is the student's
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        modules = _imported(tree)
        lines = text.split("\n")
        for name, function in islice(_defined(tree.body), _MOST_FUNCTIONS):
            source = textwrap.dedent("\n".join(lines[function.lineno - 1 : function.end_lineno]))
            try:
                structure = _Reader(modules).read(function)
            except RecursionError:
                continue
            if len(structure) <= _MOST_WORDS:
                found.setdefault(structure, []).append(Written(name, source[:_MOST_SHOWN]))
    return {structure: tuple(written) for structure, written in found.items()}


def _imported(tree: ast.Module) -> Mapping[str, str]:
    """What the module's imports call things: `import numpy as np` makes np mean numpy."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    return {"np": "numpy", "numpy": "numpy", **names}  # a notebook imports numpy in another cell


def _defined(body: list[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _defined(node.body)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


class _Reader:
    """Reads one function; a local variable is numbered where it first appears."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._numbers: dict[str, int] = {}
        self._locals: frozenset[str] = frozenset()

    def read(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Structure:
        nodes = list(ast.walk(function))
        bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
        bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self._locals = frozenset(bound)
        words = [word for argument in ast.walk(function.args) for word in self._argument(argument)]
        body = function.body if isinstance(function.body, list) else [ast.Return(function.body)]
        return (*words, *(word for statement in body for word in self._words(statement)))

    def _argument(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.arg):
            yield self._name(node.arg)

    def _words(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.expr_context | ast.Pass):
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring, or a number on a line of its own
        yield self._word(node)
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "type_comment", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self._words(child)

    def _word(self, node: ast.AST) -> str:
        kind = type(node).__name__
        match node:
            case ast.Name():
                return self._name(node.id)
            case ast.arg():
                return self._name(node.arg)
            case ast.Attribute():
                return f".{node.attr}"
            case ast.Constant(value=int(number)) if not isinstance(number, bool):
                return hex(number)  # Python refuses to write very long ones in decimals
            case ast.Constant():
                return repr(node.value)
            case ast.keyword():
                return f"{node.arg}="
            case ast.AnnAssign():
                return "Assign"
        return kind

    def _name(self, name: str) -> str:
        if name in self._locals:
            return f"v{self._numbers.setdefault(name, len(self._numbers))}"
        if name in self._modules:
            return self._modules[name]
        return name if hasattr(builtins, name) else "other"  # a function of their own, under any name
