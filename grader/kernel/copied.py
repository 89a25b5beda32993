"""The text of a function that no cell defines by its name: another function has made it, or it is imported."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from grader.kernel.cells import label_of
from grader.kernel.excerpt import excerpt
from grader.kernel.failure import names_of
from grader.reading.submission import Submission
from grader.sandbox.inside.reading.python_source import syntax_tree


def copied(name: str, function: Callable[..., Any], cells: Mapping[int, str]) -> Submission | None:
    """A submission in which the function stands under this name, in its own lines, with what it needs of the cells.

    None where its text is not known, or is no `def`. What the function takes from one around it is not there. So it
    has to be seen whether the copy does the same.
    """
    code = getattr(function, "__code__", None)
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError):
        return None
    source = textwrap.dedent("".join(lines))
    tree = syntax_tree(source)
    defined = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)} if tree else set()
    if not isinstance(code, CodeType) or code.co_name not in defined:
        return None
    own = re.sub(rf"(?m)^def {code.co_name}\b", f"def {name}", source, count=1)
    number = max(cells, default=1) + 1
    imports = "\n".join(_imports(function, code))
    found = excerpt([name], {0: imports, **cells, number: "\n" * (first - 1) + own})
    label = Path(code.co_filename).name if Path(code.co_filename).is_file() else label_of(code.co_filename)
    *others, last = found.chunks
    return replace(found, chunks=(*others, replace(last, label=label)))


def _imports(function: Callable[..., Any], code: CodeType) -> Iterator[str]:
    """The modules that the function knows, as the statements that make them known."""
    names = names_of(function)
    for name in code.co_names:
        if isinstance(module := names.get(name), ModuleType):
            yield f"import {module.__name__} as {name}"
