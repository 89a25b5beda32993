"""Each step of course.toml has all that a learner needs: figure, shapes, function, check, question, hints."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import Any

import pytest
from submissions import BACKPROP, backprop_key

from grader.course import Assignment
from grader.course.content import load_part

SIGNATURES = backprop_key().signatures
FUNCTIONS = tuple(SIGNATURES)
SCENES = load_part(BACKPROP, "figures").scenes.SCENES


def cell_with(notebook: Any, grade_id: str) -> Any:
    (cell,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cell


def section(notebook: Any, number: int) -> list[Any]:
    """The cells from a step's heading to the next `##` heading."""
    starts = [k for k, cell in enumerate(notebook.cells) if cell.source.startswith(f"## Step {number} ·")]
    assert len(starts) == 1, f"found {len(starts)} headings of step {number}"
    (start,) = starts
    later = [k for k, cell in enumerate(notebook.cells) if k > start and cell.source.startswith("## ")]
    return notebook.cells[start : later[0]]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_its_solution_and_check_cell(function: str, source: Any, assignment: Assignment) -> None:
    solution = cell_with(source, function).metadata.nbgrader
    check = cell_with(source, f"check-{function}")

    assert (solution.solution, solution.grade, solution.locked) == (True, False, False)
    assert (check.metadata.nbgrader.solution, check.metadata.nbgrader.grade) == (False, True)
    assert check.metadata.nbgrader.locked
    assert check.metadata.nbgrader.points == assignment.steps[function].points
    assert check.source == f"check({function})"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_stub_is_a_signature_a_docstring_with_shapes_and_one_raise(function: str, release: Any) -> None:
    (tree,) = ast.parse(cell_with(release, function).source).body
    assert isinstance(tree, ast.FunctionDef)
    arguments = SIGNATURES[function].arguments
    docstring = ast.get_docstring(tree) or ""

    assert [argument.arg for argument in tree.args.args] == [argument.name for argument in arguments]
    assert len(tree.body) == 2
    assert isinstance(tree.body[1], ast.Raise)
    if function != "update":
        assert f"Returns\n-------\narray, shape {_shape(SIGNATURES[function].results[0].shape)}\n" in f"{docstring}\n"
        for argument in arguments:
            assert f"{argument.name} : array, shape {_shape(argument.shape)}\n" in docstring


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_three_hints_of_its_own(function: str, assignment: Assignment) -> None:
    hints = assignment.steps[function].hints

    assert len(set(hints)) == len(hints) == 3
    assert all(len(hint) > 40 for hint in hints)


def test_no_hint_is_given_for_two_functions(assignment: Assignment) -> None:
    hints = [hint for step in assignment.steps.values() for hint in step.hints]

    assert len(set(hints)) == len(hints)


@pytest.mark.parametrize("number", sorted(SCENES))
def test_a_step_has_a_figure_with_alternative_text(number: int, release: Any) -> None:
    first = section(release, number)[0]
    (alternative_text, file) = re.findall(r"!\[([^\]]*)\]\(attachment:([^)]*)\)", first.source)[0]

    assert f"Step {number}:" in alternative_text
    assert list(first.attachments) == [file]
    assert first.attachments[file]["image/png"].startswith("iVBOR")  # a PNG's first bytes in base64


def test_every_step_number_has_a_figure(assignment: Assignment) -> None:
    assert {step.number for step in assignment.steps.values()} <= set(SCENES)


@pytest.mark.parametrize("number", range(3, 12))
def test_a_step_has_its_functions_formula_shapes_and_a_question(
    number: int, release: Any, assignment: Assignment
) -> None:
    cells = section(release, number)
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    ids = [cell.id for cell in cells]
    steps = [step for step in assignment.steps.values() if step.number == number]

    assert steps
    for step in steps:
        assert ids.index(f"check-{step.function}") == ids.index(step.function) + 1
        assert re.search(rf"^#+ .*{step.title}$", text, re.MULTILINE), f"no heading {step.title!r}"
    assert text.count("$$") >= 2 * len(steps)
    assert text.count("| name | shape | by hand") == len(steps)
    question, room = cells[-2:]
    assert question.source.startswith("**Think about it.**")
    assert "?" in question.source
    assert room.metadata.tags == ["yours"]


def test_steps_come_in_the_order_of_course_toml(release: Any, assignment: Assignment) -> None:
    ids = [cell.id for cell in release.cells]

    assert all(ids.index(a) < ids.index(b) for a, b in pairwise(assignment.steps))


def test_given_cells_are_read_only_and_the_students_are_not(release: Any, assignment: Assignment) -> None:
    for cell in release.cells:
        theirs = "yours" in cell.metadata.get("tags", ()) or cell.id in assignment.steps
        assert cell.metadata.get("editable", True) is theirs, cell.id


def test_cell_ids_are_unique(release: Any) -> None:
    ids = [cell.id for cell in release.cells]

    assert len(set(ids)) == len(ids)


def test_the_script_has_the_alternative_texts_and_no_pictures(fresh: Any) -> None:
    script = (fresh.root / "exercises/backprop.py").read_text(encoding="utf-8")

    assert script.startswith("# %% [markdown]\n# # Backpropagation by hand\n")
    assert script.count("*Picture: ") == len(SCENES)
    assert "attachment:" not in script
    assert max(map(len, script.splitlines())) <= 110


def _shape(symbols: tuple[str, ...]) -> str:
    return f"({symbols[0]},)" if len(symbols) == 1 else f"({', '.join(symbols)})"
