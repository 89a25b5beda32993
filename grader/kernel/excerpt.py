"""Of the cells that have run, the statements that a function needs: a submission of its own, to be graded.

The kernel has more than grading has: packages, files, names that Jupyter adds, values whose cells are gone. What the
sandbox makes of these statements is what the grader will make of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.reading.submission import Submission, submission_of_cells
from grader.sandbox.inside.reading.needed import Statement, as_python, binding, needed, only, statements_of


def defining_cell(name: str, cells: Mapping[int, str]) -> int | None:
    """The number of the last cell that gives the name a value."""
    numbers, statements = _statements(cells)
    found = binding(name, statements, len(statements))
    return None if found is None else numbers[found]


def excerpt(names: Iterable[str], cells: Mapping[int, str]) -> Submission:
    """The statements that the functions need, in the lines and cells in which they stand.

    Args:
        names: of the functions.
        cells: their texts, by the number that Jupyter shows, in the order in which they ran.
    """
    numbers, statements = _statements(cells)
    kept: dict[int, list[Statement]] = {}
    for index in needed(statements, names):
        kept.setdefault(numbers[index], []).append(statements[index])
    return everything(
        {number: only(kept[number], as_python(text) or "") for number, text in cells.items() if number in kept}
    )


def everything(cells: Mapping[int, str]) -> Submission:
    """All cells that have run."""
    told = (("code", text, number, False) for number, text in cells.items())  # the kernel knows nothing of tags
    return submission_of_cells(Path("this notebook"), told)


def _statements(cells: Mapping[int, str]) -> tuple[list[int], list[Statement]]:
    """Every statement in order, and the number of the cell of each."""
    pairs = [(number, one) for number, text in cells.items() for one in statements_of(as_python(text) or "")]
    return [number for number, _ in pairs], [statement for _, statement in pairs]
