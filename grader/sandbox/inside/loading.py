"""Running the top-level statements of a submission, one after another, in a module of its own."""

import ast
import linecache
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType, TracebackType
from typing import Any

MAX_NAMES, MAX_NAME, MAX_PROBLEMS, MAX_TEXT = 1000, 100, 50, 1000
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_type_name: Any = type.__dict__["__name__"].__get__
traceback_of: Any = BaseException.__dict__["__traceback__"].__get__


def load(chunks: Sequence[tuple[str, str]], definitions_only: bool) -> tuple[ModuleType, list[list[Any]]]:
    """The module "submission", and [label, line, error, message] for each statement that failed."""
    module = ModuleType("submission")
    sys.modules["submission"] = module
    labels = frozenset(label for label, _ in chunks)
    problems: list[list[Any]] = []
    for label, source in chunks:
        linecache.cache[label] = (len(source), None, source.splitlines(True), label)
    flags = 0
    for label, source in chunks:
        try:
            statements = ast.parse(source, label).body
        except BaseException as error:  # also MemoryError and RecursionError from deep nesting
            problems.append([label, _line_of(error), *describe(error)])
            continue
        for statement in statements:
            if definitions_only and not _defines(statement):
                continue
            try:
                code = compile(ast.Module([statement], []), label, "exec", flags, dont_inherit=True)
                exec(code, module.__dict__)
                flags |= _future_flags(statement)
            except BaseException as error:  # sys.exit at the top of a cell must not cost the steps below
                line = deepest_line(traceback_of(error), labels)[1] or _line_of(error) or statement.lineno
                problems.append([label, line, *describe(error)])
    return module, problems[:MAX_PROBLEMS]


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


def _future_flags(statement: ast.stmt) -> int:
    if not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
        return 0
    import __future__

    return sum(getattr(__future__, alias.name).compiler_flag for alias in statement.names)


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
