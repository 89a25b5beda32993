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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
from mutator import mutants

from grader.course import Assignment, Course, load_course
from grader.course.content import load_content
from grader.functions import Mistake
from grader.key.files import answer_key

SEED = 0
# Of ten submissions; every fourth file is a notebook.
KINDS = (*["right"] * 3, *["mistakes"] * 4, "unfinished", "broken cell", "broken")
UNFORESEEN = "unforeseen"  # one to three functions with mistakes that no bank has
_POOL = 40  # of such mistakes: people make the same ones


@dataclass(frozen=True)
class Cell:
    """A cell of the assignment, the step that it defines, if it does, and its tags, which a student's copy keeps."""

    kind: str
    source: str
    function: str | None
    tags: tuple[str, ...] = ()


def write_class(course: Course, folder: Path, number: int, kinds: Sequence[str] = KINDS) -> None:
    """Write so many submissions, of these kinds in turn; each one's kind is part of its file name."""
    assignment = course.assignment()
    class_of = _Class(course, assignment)
    for k in range(number):
        kind = kinds[k % len(kinds)]
        filled = class_of.filled(kind)
        filled.insert(0, Cell("markdown", f"Handed in by student {k} of {number}", None))
        stem = f"{k:05}-{kind.replace(' ', '-')}"
        if class_of.draw.random() < 0.25:
            (folder / f"{stem}.ipynb").write_text(_as_notebook(filled, broken=kind == "broken"), encoding="utf-8")
        else:
            (folder / f"{stem}.py").write_text(_as_python(filled, broken=kind == "broken"), encoding="utf-8")


def answers(course: Course, number: int) -> Iterator[tuple[str, dict[str, str]]]:
    """For so many students the kind of what they handed in, and the source of each function's cell."""
    class_of = _Class(course, course.assignment())
    for k in range(number):
        kind = KINDS[k % len(KINDS)]
        filled = {cell.function: cell.source for cell in class_of.filled(kind) if cell.function}
        yield kind, {name: f"dear grader, {name}" for name in filled} if kind == "broken" else filled


class _Class:
    """An assignment's cells, its functions' signatures and known mistakes, and the chance that spoils them."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        notebook = jupytext.read(course.reference_file(assignment))
        self.draw = random.Random(SEED)
        self._cells = [
            Cell(cell.cell_type, cell.source, _step_in(cell, assignment), tuple(cell.metadata.get("tags", ())))
            for cell in notebook.cells
        ]
        self._signatures = answer_key(course, assignment).signatures
        self._mistakes: dict[str, list[Mistake]] = {}
        for mistake in load_content(course.content_folder(assignment)).mistakes:
            self._mistakes.setdefault(mistake.function, []).append(mistake)
        tree = ast.parse(course.reference_file(assignment).read_text(encoding="utf-8"))
        steps = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        own = {name: node for name, node in steps.items() if name in assignment.steps}
        self._pool = list(islice(mutants(own, np.random.default_rng(SEED)), _POOL))

    def filled(self, kind: str) -> list[Cell]:
        functions = [cell.function for cell in self._cells if cell.function]
        most = len(functions)
        if kind == UNFORESEEN:
            chosen = {
                mutant.function: mutant.source for mutant in self.draw.sample(self._pool, self.draw.randint(1, 3))
            }
            return [replace(cell, source=chosen.get(cell.function or "", cell.source)) for cell in self._cells]
        share = {"mistakes": self.draw.randint(1, 4), "unfinished": self.draw.randint(1, most), "broken cell": 1}
        wrong = set(self.draw.sample(functions, share.get(kind, 0)))
        return [self._spoilt(cell, kind) if cell.function in wrong else cell for cell in self._cells]

    def _spoilt(self, cell: Cell, kind: str) -> Cell:
        assert cell.function is not None
        call = self._signatures[cell.function].signature()
        match kind:
            case "mistakes":
                mistake = self.draw.choice(self._mistakes[cell.function])
                source = textwrap.dedent(inspect.getsource(mistake.wrong))
                return replace(cell, source=f"{source}\n\n{cell.function} = {mistake.wrong.__name__}")
            case "unfinished":
                return replace(cell, source=f"def {call}:\n    raise NotImplementedError")
            case _:
                return replace(cell, source=f"def {call}\n    return (")


def _step_in(cell: Any, assignment: Assignment) -> str | None:
    if cell.cell_type != "code":
        return None
    names = [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    return next((name for name in names if name in assignment.steps), None)


def _as_python(cells: list[Cell], *, broken: bool) -> str:
    if broken:
        return "".join(f"dear grader, I have not done {cell.function}\n" for cell in cells)
    parts = []
    for cell in cells:
        if cell.kind == "code":
            tags = f" tags={json.dumps(cell.tags)}" if cell.tags else ""
            parts.append(f"# %%{tags}\n{cell.source}\n")
        else:
            parts.append("# %% [markdown]\n" + textwrap.indent(cell.source, "# ", lambda _: True) + "\n")
    return "\n".join(parts)


def _as_notebook(cells: list[Cell], *, broken: bool) -> str:
    code: dict[str, Any] = {"outputs": [], "execution_count": None}
    notebook = {
        "cells": [
            {"cell_type": cell.kind, "metadata": {"tags": cell.tags} if cell.tags else {}, "source": cell.source}
            | (code if cell.kind == "code" else {})
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
