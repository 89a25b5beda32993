"""The notebooks run from top to bottom in a real kernel: the source without an error, the release without a stop."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from nbclient import NotebookClient

from grader.course import Assignment, Course

TRAINING = "train_here(globals())"


def run(notebook: Any, course: Course) -> Any:
    """The notebook with its outputs. One epoch of training, on the bundled images, is enough here."""
    notebook = copy.deepcopy(notebook)
    (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and TRAINING in cell.source]
    cell.source = cell.source.replace(TRAINING, "train_here(globals(), epochs=1, data='bundled')")
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(course.root)}}
    )
    with pytest.MonkeyPatch.context() as environment:
        # Streamlit, imported by another test, sets it, and a kernel that inherits it draws nothing.
        environment.delenv("MPLBACKEND", raising=False)
        return client.execute()


def outputs(notebook: Any, kind: str) -> list[Any]:
    return [out for cell in notebook.cells for out in cell.get("outputs", ()) if out.output_type == kind]


def printed(notebook: Any) -> str:
    return "".join(out.text for out in outputs(notebook, "stream") if out.name == "stdout")


@pytest.fixture(scope="module")
def solved(source: Any, fresh: Course) -> Any:
    return run(source, fresh)


@pytest.fixture(scope="module")
def unsolved(release: Any, fresh: Course) -> Any:
    return run(release, fresh)


def test_the_source_notebook_runs_without_an_error(solved: Any) -> None:
    assert [f"{out.ename}: {out.evalue}" for out in outputs(solved, "error")] == []
    assert [out.text for out in outputs(solved, "stream") if out.name == "stderr"] == []


def test_every_check_in_the_source_gives_full_points(solved: Any, assignment: Assignment) -> None:
    for step in assignment.steps.values():
        (cell,) = [cell for cell in solved.cells if cell.id == f"check-{step.function}"]
        (out,) = cell.outputs
        assert float(out.data["text/plain"]) == step.points
        assert "text/html" in out.data


def test_finite_differences_agree_in_the_notebook(solved: Any) -> None:
    differences = re.findall(r"^dL_d\w\d .*largest difference (\S+)$", printed(solved), re.MULTILINE)

    assert len(differences) == 6
    assert max(map(float, differences)) < 1e-9


def test_what_the_text_says_about_outputs_is_so(solved: Any) -> None:
    lines = printed(solved)

    assert "L       0.7023" in lines
    assert "-1.00907" in lines  # "down by about 1.009 times that little"
    assert re.search(r"^after +y_pred \[\[0\.009 0\.989 0\.002\]\]", lines, re.MULTILINE)
    assert "test accuracy" in lines


def test_the_loss_is_drawn(solved: Any) -> None:
    (drawn,) = [out for out in outputs(solved, "display_data") if "image/png" in out.data]
    assert re.match('<img alt="Training loss over .* Test accuracy at the end: ', drawn.data["text/html"])


def test_a_notebook_without_answers_runs_to_its_end(unsolved: Any) -> None:
    """Only the two cells that compose the student's functions stop, and they are marked as such."""
    stopped = [cell for cell in unsolved.cells if any(o.output_type == "error" for o in cell.get("outputs", ()))]

    assert all("raises-exception" in cell.metadata.tags for cell in stopped)
    assert len(stopped) == 2
    assert unsolved.cells[-2].execution_count is not None


def test_every_check_of_an_empty_function_gives_no_points(unsolved: Any, assignment: Assignment) -> None:
    for function in assignment.steps:
        (cell,) = [cell for cell in unsolved.cells if cell.id == f"check-{function}"]
        assert float(cell.outputs[0].data["text/plain"]) == 0.0
