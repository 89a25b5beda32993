"""What Python source binds at its top level, seen without running it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator


def syntax_tree(source: str) -> ast.Module | None:
    """The source's tree; None where it is no Python."""
    try:
        return _parsed(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def syntax_error(source: str) -> str:
    """Why the source is no Python; "" if it is."""
    try:
        _parsed(source)
    except SyntaxError as error:
        return error.msg or "invalid syntax"
    except (ValueError, MemoryError, RecursionError) as error:
        return str(error) or type(error).__name__
    return ""


def has_syntax_error(source: str) -> bool:
    """Whether it is a syntax error, and not its size, that keeps the source from being Python."""
    try:
        _parsed(source)
    except SyntaxError:
        return True
    except (ValueError, MemoryError, RecursionError):
        return False
    return False


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes in the student's strings
        return ast.parse(source)


def bindings(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Names that the statements bind, as functions, classes or by assignment, each with its statement."""
    for statement in module.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, statement
            case ast.Assign(targets=targets):
                nodes = (node for target in targets for node in ast.walk(target))
                # `helper.calls = 0` and `found[helper] = 1` mention a name without binding it.
                for node in nodes:
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        yield node.id, statement
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name, statement


def lines_of(statement: ast.stmt) -> tuple[int, int]:
    """First and last line of a statement, its decorators included."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return first, statement.end_lineno or statement.lineno


def parameters_of(statement: ast.stmt) -> tuple[str, ...]:
    """A function's parameters by position; nothing of any other statement."""
    arguments = statement.args if isinstance(statement, ast.FunctionDef) else None
    return tuple(argument.arg for argument in (*arguments.posonlyargs, *arguments.args)) if arguments else ()
