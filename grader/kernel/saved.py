"""The notebook as it is saved: does it define a function otherwise than the cell that ran?

A kernel is not told what is typed into a cell that is not run. It can see the file, once that is saved.
"""

from __future__ import annotations

import ast
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.reading.submission import Submission, read_submission
from grader.sandbox.inside.reading.python_source import bindings, syntax_tree

_started: dict[int, float] = {}


def note_times(shell: Any) -> None:
    """From now on, remember when each cell begins to run."""
    if shell is not None and not _started:
        _started[0] = time.time()
        shell.events.register("pre_run_cell", lambda _: _started.setdefault(shell.execution_count, time.time()))


def changed_since(name: str, number: int, text: str) -> bool:
    """Whether the notebook was saved after that cell ran, and has another definition of the function."""
    path = _notebook()
    ran_at = _started.get(number, _started.get(0, 0.0))
    try:
        if path is None or not ran_at or path.stat().st_mtime <= ran_at:
            return False
        saved = _definition(name, read_submission(path))
    except OSError:
        return False
    return saved is not None and saved != _definition_in(name, text)


def _notebook() -> Path | None:
    """The file of this notebook: as Jupyter's server or VS Code tells the kernel, else the only one in its folder."""
    told = [vars(sys.modules["__main__"]).get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
    for name in told:
        if isinstance(name, str) and name.endswith(".ipynb") and Path(name).is_file():
            return Path(name)
    found = list(Path.cwd().glob("*.ipynb"))
    return found[0] if len(found) == 1 else None


def _definition(name: str, submission: Submission) -> str | None:
    texts = [_definition_in(name, chunk.source) for chunk in submission.chunks]
    return next((text for text in reversed(texts) if text is not None), None)


def _definition_in(name: str, text: str) -> str | None:
    """The last statement that gives the name its value, without comments and spacing; None where none does."""
    module = syntax_tree(text)
    found: Mapping[str, ast.stmt] = dict(bindings(module)) if module else {}
    return ast.dump(found[name]) if name in found else None
