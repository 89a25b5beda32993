"""The assignment as otter-grader takes it: a notebook of the twelve functions, and a test file for each.

Per function there are the tests that the course has: the shape, the example worked by hand, right values on
random shapes, and derivatives by finite differences. The right numbers are written into the files, which spares
otter from differentiating: the course's own checks do that in every run.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import numpy as np

from grader.course import Assignment
from grader.key.key import Key, Question
from grader.key.questions import CONTRACT, DIFFERENCES, REFERENCE, WORKED

_HEAD = """OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = {name!r}
points = {points!r}
"""
_TEST = """

@test_case(points={points!r}, hidden=False)
def test_{name}({function}):
    for arguments, low, high, slack in {questions}:
        got = np.asarray({function}(*arguments))
        assert got.shape == low.shape, f"the shape is {{got.shape}}, not {{low.shape}}"
        {comparison}
"""
_SHAPE = "assert np.isfinite(got).all(), 'not finite'"
_VALUES = "assert ((low - slack <= got) & (got <= high + slack)).all(), 'wrong values'"
_TESTS = {CONTRACT: _SHAPE, WORKED: _VALUES, REFERENCE: _VALUES, DIFFERENCES: _VALUES}


def write_notebook(source: Path, functions: Collection[str], target: Path) -> None:
    """The cells of a percent-format source that define one of these functions, as a notebook."""
    cells = [nbformat.v4.new_code_cell("import numpy as np")]
    cells += [
        nbformat.v4.new_code_cell(cell.source)
        for cell in jupytext.read(source).cells
        if cell.cell_type == "code" and _defines_one(cell.source, functions)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, target)


def write_tests(assignment: Assignment, key: Key, folder: Path) -> None:
    """One test file for each of the assignment's steps."""
    for function, step in assignment.steps.items():
        text = _HEAD.format(name=function, points=step.points)
        tests = {purpose: _ordinary(key, function, purpose) for purpose in _TESTS}
        for purpose, questions in tests.items():
            text += _TEST.format(
                name=purpose,
                function=function,
                points=step.points / len(tests),
                questions=_literal([(q.arguments, q.low[0], q.high[0], q.slack[0]) for q in questions]),
                comparison=_TESTS[purpose],
            )
        (folder / f"{function}.py").write_text(text, encoding="utf-8")


def _ordinary(key: Key, function: str, purpose: str) -> list[Question]:
    """The questions without the special cases, which would make files of megabytes."""
    return [question for question in key.asked(function, purpose) if not question.case]


def _literal(value: Any) -> str:
    """Python source of arrays and numbers, exact to the last bit."""
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r}).reshape({value.shape!r})"
        case list() | tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return repr(float(value))


def _defines_one(source: str, functions: Collection[str]) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name in functions for node in ast.parse(source).body)
