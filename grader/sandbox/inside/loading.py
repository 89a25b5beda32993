"""Running the top-level statements of a submission, one after another, in a module of its own."""

import __future__

import ast
import itertools
import linecache
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, ModuleType, TracebackType
from typing import Any

MAX_NAMES, MAX_NAME, MAX_PROBLEMS, MAX_TEXT = 5000, 100, 50, 1000
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FUTURE = sum(
    getattr(__future__, name).compiler_flag for name in __future__.all_feature_names if name != "nested_scopes"
)
_type_name: Any = type.__dict__["__name__"].__get__
traceback_of: Any = BaseException.__dict__["__traceback__"].__get__


def load(chunks: Sequence[tuple[str, str, int]], definitions_only: bool) -> tuple[ModuleType, list[list[Any]]]:
    """The module "submission", and [label, line, error, message] for each statement that failed.

    A chunk is its label, its source, and how many lines stand before it.
    """
    module = ModuleType("submission")
    sys.modules["submission"] = module
    labels = frozenset(label for label, _, _ in chunks)
    problems: list[list[Any]] = []
    for label, source, lines_before in chunks:
        lines = ["\n"] * lines_before + [f"{line}\n" for line in source_lines(source)]
        linecache.cache[label] = (len(source), None, lines, label)
    flags = 0
    for label, source, lines_before in chunks:
        chunk = _Chunk(module, label, labels, flags)
        chunk.run("\n" * lines_before + source, definitions_only)
        problems += chunk.problems
        flags = chunk.flags
    return module, problems[:MAX_PROBLEMS]


def source_lines(source: str) -> list[str]:
    """The lines as Python counts them; `splitlines` also ends one at a form feed, and at others."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class _Chunk:
    """Runs the statements of one chunk. One that fails is noted, and those after it run all the same.

    `flags` are those of the `__future__` imports so far; they hold for later chunks too, as in a notebook.
    """

    def __init__(self, module: ModuleType, label: str, labels: frozenset[str], flags: int) -> None:
        self.flags = flags
        self.problems: list[list[Any]] = []
        self._names = module.__dict__
        self._label = label
        self._labels = labels

    def run(self, source: str, definitions_only: bool) -> None:
        begin = (0, 0)
        if not definitions_only:
            # All at once where that works: making a tree of Python objects takes longer than all the rest.
            try:
                code = self._compiled(source)
            except BaseException:
                pass  # some statement is wrong; which, and what of the others, is seen below
            else:
                failed_at = self._executed(code)
                if failed_at is None:
                    return
                begin = failed_at
        try:
            statements = ast.parse(source, self._label).body
        except BaseException as error:  # also MemoryError and RecursionError from deep nesting
            self._note(error, _line_of(error))
            return
        for statement in statements:
            if _start(statement) > begin and (_defines(statement) or not definitions_only):
                try:
                    code = self._compiled(ast.Module([statement], []))
                except BaseException as error:
                    self._note(error, _line_of(error) or statement.lineno)
                else:
                    self._executed(code)

    def _compiled(self, source: str | ast.Module) -> CodeType:
        code: CodeType = compile(source, self._label, "exec", self.flags, dont_inherit=True)
        return code

    def _executed(self, code: CodeType) -> tuple[int, int] | None:
        """Line and column in the chunk at which the code failed; None when it did not."""
        try:
            exec(code, self._names)
        except BaseException as error:  # sys.exit at the top of a cell must not cost the steps below
            line, column = _position(traceback_of(error), code)
            self._note(error, deepest_line(traceback_of(error), self._labels)[1] or line)
            return line, column
        finally:
            self.flags |= code.co_flags & _FUTURE
        return None

    def _note(self, error: BaseException, line: int) -> None:
        self.problems.append([self._label, line, *describe(error)])


def _position(trace: TracebackType | None, code: CodeType) -> tuple[int, int]:
    """Line and column of the instruction of `code` that was running, or (0, 0)."""
    for step in _steps(trace):
        if step.tb_frame.f_code is code:
            line, _, column, _ = next(itertools.islice(code.co_positions(), step.tb_lasti // 2, None))
            return line or step.tb_lineno, column or 0
    return 0, 0


def _start(statement: ast.stmt) -> tuple[int, int]:
    """Line and column of the statement's first character; (1, 0) counts as after (0, 0)."""
    decorators = getattr(statement, "decorator_list", [])
    return min((node.lineno, node.col_offset) for node in (statement, *decorators))


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


def _defines(statement: ast.stmt) -> bool:
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
