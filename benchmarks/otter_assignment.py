"""The assignment as otter-grader takes it: a notebook of the twelve functions, and a test file for each.

Per function there are the tests that the course has: the shape, the example worked by hand, right values on
random shapes, and derivatives by finite differences. The right numbers are written into the files, which spares
otter from differentiating: the course's own checks do that in every run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import numpy as np
from grader.probes import Probe, contract_probe, reference_probes, smooth_probes, worked_example
from grader.reference import Reference
from grader.steps import STEPS, VectorJacobianProduct

from grader import by_hand
from grader.comparison import DIFFERENTIATED, EXACT
from grader.course import Assignment
from grader.key.differences import vector_jacobian_product

_HEAD = """OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = {name!r}
points = {points!r}
"""
_TEST = """

@test_case(points={points!r}, hidden=False)
def test_{name}({function}):
    for arguments, wanted in {questions}:
        got = np.asarray({function}(*arguments))
        assert got.shape == wanted.shape, f"the shape is {{got.shape}}, not {{wanted.shape}}"
        {comparison}
"""
_SHAPE = "assert np.isfinite(got).all(), 'not finite'"
_VALUES = "assert np.allclose(got, wanted, rtol={tolerance}, atol={tolerance}), 'wrong values'"


def write_notebook(source: Path, target: Path) -> None:
    """The cells of a percent-format source that define a step's function, as a notebook."""
    cells = [nbformat.v4.new_code_cell("import numpy as np")]
    cells += [
        nbformat.v4.new_code_cell(cell.source)
        for cell in jupytext.read(source).cells
        if cell.cell_type == "code" and _defines_a_step(cell.source)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, target)


def write_tests(assignment: Assignment, reference: Reference, folder: Path) -> None:
    """One test file for each of the assignment's steps."""
    for function, step in assignment.steps.items():
        text = _HEAD.format(name=function, points=step.points)
        tests = list(_tests(STEPS[function], assignment.seed, reference))
        for name, questions, comparison in tests:
            text += _TEST.format(
                name=name,
                function=function,
                points=step.points / len(tests),
                questions=_literal(questions),
                comparison=comparison,
            )
        (folder / f"{function}.py").write_text(text, encoding="utf-8")


def _tests(
    step: VectorJacobianProduct, seed: int, reference: Reference
) -> Iterator[tuple[str, list[tuple[Any, Any]], str]]:
    """Name, pairs of arguments and right answer, and the assertion."""

    def right(probe: Probe) -> tuple[Any, Any]:
        return probe.arguments, reference.answer(step, probe)

    def differentiated(probe: Probe) -> tuple[Any, Any]:
        return probe.arguments, vector_jacobian_product(step, probe)

    exact = _VALUES.format(tolerance=EXACT)
    example = worked_example(step)
    yield "contract", [right(contract_probe(step, seed))], _SHAPE
    yield "worked_example", [(example.arguments, by_hand.VALUES[step.function])], exact
    yield "reference", [right(probe) for probe in reference_probes(step, seed)], exact
    smooth = [differentiated(probe) for probe in smooth_probes(step, seed)]
    yield "finite_differences", smooth, _VALUES.format(tolerance=DIFFERENTIATED)


def _literal(value: Any) -> str:
    """Python source of arrays and numbers, exact to the last bit."""
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r}).reshape({value.shape!r})"
        case list() | tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case _:
            return repr(float(value))


def _defines_a_step(source: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name in STEPS for node in ast.parse(source).body)
