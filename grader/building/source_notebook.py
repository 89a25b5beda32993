"""`solutions/<name>/<name>.py` in percent format -> the notebook that nbgrader calls the source: with solutions.

What a cell is follows from what is in it. A cell that defines a step's function is a solution cell, a cell
`check(<function>)` is a grade cell with the step's points, a cell tagged `yours` belongs to the student, and all
else is text or code that is given and read-only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from grader.course import Assignment
from grader.course.stub import BEGIN
from grader.functions import Figure

KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_FIGURE = re.compile(r"!\[\]\(attachment:([\w-]+)\.png\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class SourceError(Exception):
    """The percent-format source does not fit `assignment.toml`. The text says which step and what is missing."""


def source_notebook(text: str, assignment: Assignment, figures: Mapping[str, Figure]) -> Any:
    """The source notebook, as an nbformat node: cell ids, nbgrader's metadata and the figures are in it.

    Args:
        text: the percent-format source.
        assignment: says which steps there are, and their points.
        figures: the pictures of the text, by name.

    Raises:
        SourceError: a step has no solution cell or no check cell, or has it twice.
    """
    import jupytext  # type: ignore[import-untyped]
    from nbformat import v4

    cells = jupytext.reads(text, fmt="py:percent").cells
    _require_every_step(cells, assignment)
    notebook = v4.new_notebook(metadata=KERNEL)
    section = "start"
    names = {*assignment.steps, *(f"check-{function}" for function in assignment.steps)}  # a heading may be called so
    for cell in cells:
        if cell.cell_type == "markdown" and (heading := _HEADING.search(cell.source)):
            section = _slug(heading[1])
        notebook.cells.append(_finished(cell, section, names, assignment, figures))
    return notebook


def function_of(cell: Any, assignment: Assignment) -> str | None:
    """The step's function that a code cell defines, or None."""
    for function in assignment.steps:
        if cell.cell_type == "code" and re.search(rf"^def {function}\(", cell.source, re.MULTILINE):
            return function
    return None


def checked_by(cell: Any, assignment: Assignment) -> str | None:
    """The step's function that a cell `check(<function>)` checks, or None."""
    match = re.fullmatch(r"check\((\w+)\)", cell.source.strip())
    return match[1] if match and match[1] in assignment.steps else None


def _finished(cell: Any, section: str, names: set[str], assignment: Assignment, figures: Mapping[str, Figure]) -> Any:
    from nbformat import v4

    metadata: dict[str, Any] = {"tags": tags} if (tags := cell.metadata.get("tags")) else {}
    if function := function_of(cell, assignment):
        name = function
        metadata["nbgrader"] = _nbgrader(name, solution=True)
    elif function := checked_by(cell, assignment):
        name = f"check-{function}"
        points = assignment.steps[function].points
        metadata["nbgrader"] = _nbgrader(name, grade=True, locked=True)
        metadata["nbgrader"]["points"] = int(points) if points == int(points) else points
    else:
        name = _free_name(section, names)
        if "yours" not in metadata.get("tags", ()):
            metadata["nbgrader"] = _nbgrader(name, locked=True)
    names.add(name)
    if cell.cell_type == "code":
        return v4.new_code_cell(cell.source, id=name, metadata=metadata)
    shown = _FIGURE.findall(cell.source)
    if missing := [figure for figure in shown if figure not in figures]:
        raise SourceError(
            f"{assignment.name}: the text shows a figure {missing[0]}, and figures.py has none of that name"
        )
    pictures = {f"{name}.png": {"image/png": base64.b64encode(figures[name].draw()).decode()} for name in shown}
    source = _FIGURE.sub(lambda match: f"![{figures[match[1]].words}](attachment:{match[1]}.png)", cell.source)
    extra = {"attachments": pictures} if pictures else {}
    return v4.new_markdown_cell(source, id=name, metadata=metadata, **extra)


def _nbgrader(name: str, *, solution: bool = False, grade: bool = False, locked: bool = False) -> dict[str, Any]:
    return {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _slug(heading: str) -> str:
    """A step's heading gives `step-4`, so that its wording may change while a class is at work."""
    if step := re.match(r"Step (\d+)", heading):
        return f"step-{step[1]}"
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:40] or "text"


def _free_name(section: str, names: set[str]) -> str:
    number = 1
    while (name := section if number == 1 else f"{section}-{number}") in names:
        number += 1
    return name


def _lesson(assignment: Assignment) -> str:
    return f"solutions/{assignment.name}/{assignment.name}.py"


def _require_every_step(cells: list[Any], assignment: Assignment) -> None:
    for what, find in (("a cell that defines it", function_of), ("a cell check(…)", checked_by)):
        found = [find(cell, assignment) for cell in cells]
        for function in assignment.steps:
            if found.count(function) != 1:
                raise SourceError(
                    f"{_lesson(assignment)}: {function}: found {found.count(function)} times {what}; "
                    "expected exactly 1"
                )
    for cell in cells:
        defined = function_of(cell, assignment)
        if defined and BEGIN not in cell.source:
            # nbgrader would replace the whole cell, docstring and all.
            raise SourceError(f"{_lesson(assignment)}: {defined}: its cell has no {BEGIN} mark")
