"""Running the top-level statements of a submission, one after another, in a module of its own."""

from __future__ import annotations
import __future__

import ast
import contextlib
import io
import itertools
import linecache
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, ModuleType, TracebackType
from typing import Any

from .statements import block_at, bound_names, defines, end, entered, holds, one_by_one, start

MAX_NAMES, MAX_NAME, MAX_PROBLEMS, MAX_TEXT, MAX_BOUND = 5000, 100, 50, 1000, 20
TRACE = 'Stack (most recent call first):\n  File "{}", line {} in <module>\n'
_FUTURE = sum(
    getattr(__future__, name).compiler_flag for name in __future__.all_feature_names if name != "nested_scopes"
)
_type_name: Any = type.__dict__["__name__"].__get__
traceback_of: Any = BaseException.__dict__["__traceback__"].__get__


def load(
    chunks: Sequence[tuple[str, str, int]],
    skipped: Sequence[tuple[str, int]] = (),
    definitions_from: tuple[str, int] | None = None,
    is_traced: bool = False,
) -> tuple[ModuleType, list[list[Any]]]:
    """The module "submission", and [label, line, error, message, names] for each statement that failed.

    Args:
        chunks: label, source, and how many lines stand before it.
        skipped: places, label and line, of statements that are not to run: they did not come to an end.
        definitions_from: from this place on only imports, functions and constants; ("", 0) is the beginning.
        is_traced: whether to print the place of each statement before it runs, as faulthandler does.
    """
    module = ModuleType("submission")
    sys.modules["submission"] = module
    labels = frozenset(label for label, _, _ in chunks)
    problems: list[list[Any]] = []
    for label, source, lines_before in chunks:
        lines = ["\n"] * lines_before + io.StringIO(source, newline=None).readlines()
        linecache.cache[label] = (len(source), None, lines, label)
    flags = 0
    first_defining: float = 0 if definitions_from == ("", 0) else math.inf
    for label, source, lines_before in chunks:
        if definitions_from is not None and label == definitions_from[0]:
            first_defining = definitions_from[1]
        lines_skipped = frozenset(line for where, line in skipped if where == label)
        chunk = _Chunk(module, label, labels, flags, _Plan(lines_skipped, first_defining, is_traced))
        chunk.run("\n" * lines_before + source)
        problems += chunk.problems
        flags = chunk.flags
        if first_defining != math.inf:
            first_defining = 0
    return module, problems[:MAX_PROBLEMS]


def _imports_inside(source: str) -> bool:
    """Whether a line may hold an import that does not begin it: `try:` and `if` pass over such."""
    for word in ("import", "from"):
        at = source.find(word)
        while at >= 0:
            before = source[source.rfind("\n", 0, at) + 1 : at]
            code = before.rstrip(" \t")
            is_word = source[at + len(word) : at + len(word) + 1] in (" ", "\t")
            if is_word and (code.endswith((":", ";")) or (before and not code)):
                return True
            at = source.find(word, at + 1)
    return False


def source_lines(source: str) -> list[str]:
    """The lines as Python counts them; `splitlines` also ends one at a form feed, and at others."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@dataclass(frozen=True)
class _Plan:
    """How the statements of one chunk are run: lines not to run, from which line on only definitions, and how."""

    skipped: frozenset[int]
    definitions_from: float
    is_traced: bool

    @property
    def is_plain(self) -> bool:
        """Whether all of the chunk may run at once."""
        return not self.skipped and not self.is_traced and self.definitions_from == math.inf


class _Chunk:
    """Runs the statements of one chunk. One that fails is noted, and those after it run all the same.

    That reaches inside of blocks, and inside of lists of imports. `flags` are those of the `__future__` imports so
    far; they hold for later chunks too, as in a notebook.
    """

    def __init__(self, module: ModuleType, label: str, labels: frozenset[str], flags: int, plan: _Plan) -> None:
        self.flags = flags
        self.problems: list[list[Any]] = []
        self._names = module.__dict__
        self._label = label
        self._labels = labels
        self._plan = plan

    def run(self, source: str) -> None:
        """Run all of it."""
        failure: _Failure | None = None
        if self._plan.is_plain:
            # All at once where that works: making a tree of Python objects takes longer than all the rest.
            try:
                code = self._compiled(source)
            except BaseException:
                pass  # some statement is wrong; which, and what of the others, is seen below
            else:
                failure = self._executed(code)
                if failure is None and not _imports_inside(source):
                    return
                if failure is None:
                    failure = _Failure(math.inf, 0, None, 0)  # all has run, and a `try` may have passed over imports
        try:
            statements = ast.parse(source, self._label).body
        except BaseException as error:  # also MemoryError and RecursionError from deep nesting
            self._note(error, _line_of(error))
            return
        for statement in statements:
            if failure is None or start(statement) > failure.place:
                self._run(statement)
            elif failure.error is not None and holds(statement, failure.place):
                self._after(statement, failure)
            else:
                self._bind_missing(statement)

    def _run(self, statement: ast.stmt) -> None:
        """Run one statement by itself, if it is to run."""
        if skipped := [line for line in self._plan.skipped if statement.lineno <= line <= end(statement)]:
            for inner in block_at(statement, (min(skipped), math.inf)):
                self._run(inner)
            return
        if statement.lineno >= self._plan.definitions_from and not defines(statement):
            for inner in entered(statement):
                self._run(inner)
            return
        if self._plan.is_traced:
            os.write(2, TRACE.format(self._label, statement.lineno).encode("utf-8", "replace"))
        try:
            code = self._compiled(ast.Module([statement], []))
        except BaseException as error:
            self._note(error, _line_of(error) or statement.lineno)
            return
        failure = self._executed(code)
        if failure is None:
            self._bind_missing(statement)
        else:
            self._after(statement, failure)

    def _after(self, statement: ast.stmt, failure: _Failure) -> None:
        """Note that a statement failed, and run what stands in it behind the place where it did."""
        if isinstance(statement, ast.Import | ast.ImportFrom) and len(statement.names) > 1:
            for alone in one_by_one(statement):
                self._run(alone)  # those that cannot be imported are noted here
            return
        block = block_at(statement, failure.place)
        if not block:
            self._note(failure.error, failure.line, statement)
            self._bind_missing(statement)
        for inner in block:
            if holds(inner, failure.place):
                self._after(inner, failure)
            elif start(inner) > failure.place:
                self._run(inner)

    def _bind_missing(self, statement: ast.stmt) -> None:
        """After a `try` or `with`: the imports and definitions in it that were not come to.

        `try: import seaborn; import numpy as np` with an `except` that passes would leave np unknown.
        """
        for inner in entered(statement):
            for alone in one_by_one(inner) if isinstance(inner, ast.Import | ast.ImportFrom) else [inner]:
                names = bound_names(alone)
                if defines(alone) and names and not any(name in self._names for name in names):
                    with contextlib.suppress(BaseException):  # what fails here was passed over on purpose
                        exec(self._compiled(ast.Module([alone], [])), self._names)
            self._bind_missing(inner)

    def _compiled(self, source: str | ast.Module) -> CodeType:
        code: CodeType = compile(source, self._label, "exec", self.flags, dont_inherit=True)
        return code

    def _executed(self, code: CodeType) -> _Failure | None:
        """How and where in the chunk the code failed; None when it did not."""
        try:
            exec(code, self._names)
        except BaseException as error:  # sys.exit at the top of a cell must not cost the steps below
            line, column = _position(traceback_of(error), code)
            return _Failure(line, column, error, deepest_line(traceback_of(error), self._labels)[1] or line)
        finally:
            self.flags |= code.co_flags & _FUTURE
        return None

    def _note(self, error: BaseException | None, line: int, statement: ast.stmt | None = None) -> None:
        if error is None:
            return
        names = [name[:MAX_NAME] for name in bound_names(statement)] if statement else []
        problem: list[Any] = [self._label, line, *describe(error)]
        if self.problems and self.problems[-1][:-1] == problem:  # of `from my_layers import a, b` the other name
            names = [*self.problems.pop()[-1], *names]
        self.problems.append([*problem, names[:MAX_BOUND]])


@dataclass(frozen=True)
class _Failure:
    """Where the code of a chunk failed, line and column, and the line of the submission that was running."""

    at_line: float
    at_column: float
    error: BaseException | None
    line: int

    @property
    def place(self) -> tuple[float, float]:
        return self.at_line, self.at_column


def _position(trace: TracebackType | None, code: CodeType) -> tuple[int, int]:
    """Line and column of the instruction of `code` that was running, or (0, 0)."""
    for step in _steps(trace):
        if step.tb_frame.f_code is code:
            line, _, column, _ = next(itertools.islice(code.co_positions(), step.tb_lasti // 2, None))
            return line or step.tb_lineno, column or 0
    return 0, 0


def callables(module: ModuleType) -> list[str]:
    names = [name for name, value in list(vars(module).items()) if type(name) is str and callable(value)]
    return [name for name in names if len(name) <= MAX_NAME and name.isidentifier()][:MAX_NAMES]


def type_name(value: object) -> str:
    return str(_type_name(type(value)))[:100]


def describe(error: BaseException) -> tuple[str, str]:
    """Type name and text; the text comes from the student's __str__, which may do anything."""
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:MAX_TEXT]
    except BaseException:
        message = ""
    return type_name(error), message


def deepest_line(trace: TracebackType | None, labels: frozenset[str]) -> tuple[str, int]:
    """Label and line of the innermost frame that lies in the submission, or ("", 0)."""
    found = ("", 0)
    for step in _steps(trace):
        name = step.tb_frame.f_code.co_filename
        if name in labels:
            found = (name, step.tb_lineno)
    return found


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _line_of(error: BaseException) -> int:
    line = error.lineno if issubclass(type(error), SyntaxError) else 0  # type: ignore[attr-defined]
    return line if type(line) is int else 0
