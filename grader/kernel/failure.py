"""What is known of an exception in a notebook's kernel: the expression that raised it, and the function's text."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from grader.asking.advice import NoFile
from grader.sandbox.answer import Failing, text_between
from grader.sandbox.inside.failing import failing
from grader.sandbox.inside.framing import MalformedError
from grader.sandbox.inside.reading.python_source import syntax_tree
from grader.sandbox.inside.reading.stub import is_stub
from grader.sandbox.reply import read_failing


def names_of(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The global names that the function was defined among: those of the notebook."""
    return getattr(function, "__globals__", None) or vars(sys.modules["__main__"])


def failing_in_kernel(error: BaseException, names: Mapping[str, Any]) -> Failing | None:
    """The expression that failed in the notebook itself, and what its names held; None where that is not known."""
    found = failing(error.__traceback__, lambda frame: frame.f_globals is names)
    if found is None:
        return None
    try:
        place = read_failing(found)
    except MalformedError:  # what a reply of the sandbox could not hold either
        return None
    label = ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals is names:
            label = frame.f_code.co_filename
    first, last, _, _ = place.span
    return replace(place, expression=text_between(linecache.getlines(label)[first - 1 : last], place.span))


class KernelFile(NoFile):
    """What the kernel knows of the functions' text. See ``advice.File``."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions

    def is_stub(self, function: str) -> bool:
        """See ``advice.File``."""
        try:
            tree = syntax_tree(textwrap.dedent(inspect.getsource(self._functions[function])))
        except (OSError, TypeError):
            return True
        return not tree or not any(isinstance(one, ast.FunctionDef) and not is_stub(one) for one in tree.body)
