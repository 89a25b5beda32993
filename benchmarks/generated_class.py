"""A class of made-up submissions, all different: filled-in copies that are right, wrong, unfinished or no Python.

python benchmarks/generated_class.py FOLDER NUMBER
"""

from __future__ import annotations

import ast
import inspect
import json
import random
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jupytext
from grader.mistakes import mistakes_of
from grader.steps import STEPS

from grader.course import Assignment, Course, load_course

SEED = 0
# Of ten submissions; every fourth file is a notebook.
KINDS = (*["right"] * 3, *["mistakes"] * 4, "unfinished", "broken cell", "broken")


@dataclass(frozen=True)
class Cell:
    """A cell of the assignment, and the step that it defines, if it does."""

    kind: str
    source: str
    function: str | None


def write_class(course: Course, folder: Path, number: int) -> None:
    """Write so many submissions; each one's kind is part of its file name."""
    assignment = course.assignment()
    cells = _cells(course, assignment)
    draw = random.Random(SEED)
    for k in range(number):
        kind = KINDS[k % len(KINDS)]
        filled = _filled(cells, kind, draw)
        filled.insert(0, Cell("markdown", f"Handed in by student {k} of {number}", None))
        stem = f"{k:05}-{kind.replace(' ', '-')}"
        if draw.random() < 0.25:
            (folder / f"{stem}.ipynb").write_text(_as_notebook(filled, broken=kind == "broken"), encoding="utf-8")
        else:
            (folder / f"{stem}.py").write_text(_as_python(filled, broken=kind == "broken"), encoding="utf-8")


def answers(course: Course, number: int) -> Iterator[tuple[str, dict[str, str]]]:
    """For so many students the kind of what they handed in, and the source of each function's cell."""
    cells = _cells(course, course.assignment())
    draw = random.Random(SEED)
    for k in range(number):
        kind = KINDS[k % len(KINDS)]
        filled = {cell.function: cell.source for cell in _filled(cells, kind, draw) if cell.function}
        yield kind, {name: f"dear grader, {name}" for name in filled} if kind == "broken" else filled


def _cells(course: Course, assignment: Assignment) -> list[Cell]:
    notebook = jupytext.read(course.reference_file(assignment))
    return [Cell(cell.cell_type, cell.source, _step_in(cell)) for cell in notebook.cells]


def _step_in(cell: Any) -> str | None:
    if cell.cell_type != "code":
        return None
    names = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    return next((name for name in names if name in STEPS), None)


def _filled(cells: list[Cell], kind: str, draw: random.Random) -> list[Cell]:
    functions = [cell.function for cell in cells if cell.function]
    share = {"mistakes": draw.randint(1, 4), "unfinished": draw.randint(1, len(functions)), "broken cell": 1}
    wrong = set(draw.sample(functions, share.get(kind, 0)))
    return [_spoilt(cell, kind, draw) if cell.function in wrong else cell for cell in cells]


def _spoilt(cell: Cell, kind: str, draw: random.Random) -> Cell:
    assert cell.function is not None
    step = STEPS[cell.function]
    match kind:
        case "mistakes":
            mistake = draw.choice(mistakes_of(step.function))
            source = textwrap.dedent(inspect.getsource(mistake.wrong))
            return replace(cell, source=f"{source}\n\n{step.function} = {mistake.wrong.__name__}")
        case "unfinished":
            return replace(cell, source=f"def {step.signature()}:\n    raise NotImplementedError")
        case _:
            return replace(cell, source=f"def {step.signature()}\n    return (")


def _as_python(cells: list[Cell], *, broken: bool) -> str:
    if broken:
        return "".join(f"dear grader, I have not done {cell.function}\n" for cell in cells)
    parts = []
    for cell in cells:
        if cell.kind == "code":
            parts.append(f"# %%\n{cell.source}\n")
        else:
            parts.append("# %% [markdown]\n" + textwrap.indent(cell.source, "# ", lambda _: True) + "\n")
    return "\n".join(parts)


def _as_notebook(cells: list[Cell], *, broken: bool) -> str:
    code: dict[str, Any] = {"outputs": [], "execution_count": None}
    notebook = {
        "cells": [
            {"cell_type": cell.kind, "metadata": {}, "source": cell.source} | (code if cell.kind == "code" else {})
            for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, indent=1)
    return text[: len(text) // 2] if broken else text


if __name__ == "__main__":
    write_class(load_course(), Path(sys.argv[1]), int(sys.argv[2]))
