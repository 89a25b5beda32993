"""The text of functions that live in a notebook's kernel, so that what they trained can be asked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox import Chunk


def kernel_files(names: Iterable[str]) -> tuple[tuple[str, tuple[Chunk, ...]], ...]:
    """For each assignment what these functions, "<assignment>.<function>", need of the cells that have run.

    () where no cells are known, as in a Python file.
    """
    from grader.kernel.cells import executed_cells
    from grader.kernel.excerpt import excerpt

    cells = executed_cells()
    called: dict[str, list[str]] = {}
    for name in names if cells else ():
        assignment, _, function = name.partition(".")
        called.setdefault(assignment, []).append(function)
    return tuple((assignment, excerpt(functions, cells).chunks) for assignment, functions in called.items())
