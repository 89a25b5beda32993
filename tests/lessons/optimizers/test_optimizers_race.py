"""The notebook of the optimizers in a real kernel: the race runs, and who cannot race yet is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from submissions import ROOT

from grader.building.release import release_notebook
from grader.building.source_notebook import source_notebook
from grader.course import Assignment, load_course
from grader.course.content import load_part

RESULT = re.compile(r"^([a-z ]+?) +loss (?:\S+ -> )?(\S+)$", re.MULTILINE)
EXPERIMENTS = """
UNITS = np.ones(2)
for name, rate in {"gradient descent": 0.5, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.02}.items():
    print(f"same unit {name}: {network(name, rate)[-1]:.4f}")
UNITS = np.array([1.0, 0.05])
print(f"no drops: {network('adam', 0.02, drop=1.0)[-1]:.4f}")
print("jumps:", *network("gradient descent", 0.5, drop=1.0)[-4:])
print(f"ten times: {network('gradient descent', 5.0)[-1]:.4f}")
"""


@pytest.fixture(scope="module")
def optimizers() -> Assignment:
    return load_course(ROOT).assignment("optimizers")


@pytest.fixture(scope="module")
def source(optimizers: Assignment) -> Any:
    folder = ROOT / "solutions" / "optimizers"
    figures = load_part(folder, "figures").FIGURES
    return source_notebook((folder / "optimizers.py").read_text(encoding="utf-8"), optimizers, figures)


def run(notebook: Any) -> Any:
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}})
    with pytest.MonkeyPatch.context() as environment:
        # Streamlit, imported by another test, sets it, and a kernel that inherits it draws nothing.
        environment.delenv("MPLBACKEND", raising=False)
        return client.execute()


@pytest.fixture(scope="module")
def solved(source: Any) -> Any:
    import copy

    notebook = copy.deepcopy(source)
    notebook.cells[-2].source += EXPERIMENTS
    return run(notebook)


@pytest.fixture(scope="module")
def unsolved(source: Any) -> Any:
    return run(release_notebook(source, Path(ROOT)))


def outputs(notebook: Any, kind: str) -> list[Any]:
    return [out for cell in notebook.cells for out in cell.get("outputs", ()) if out.output_type == kind]


def printed(notebook: Any) -> str:
    return "".join(out.text for out in outputs(notebook, "stream") if out.name == "stdout")


def test_the_solved_notebook_runs_without_an_error_and_draws_both_races(solved: Any) -> None:
    assert outputs(solved, "error") == []
    assert [out.text for out in outputs(solved, "stream") if out.name == "stderr"] == []
    assert sum("image/png" in out.data for out in outputs(solved, "display_data")) == 2


def test_every_check_in_it_gives_full_points(solved: Any, optimizers: Assignment) -> None:
    for step in optimizers.steps.values():
        (cell,) = [cell for cell in solved.cells if cell.id == f"check-{step.function}"]
        assert float(cell.outputs[0].data["text/plain"]) == step.points


def test_the_races_end_as_the_text_says(solved: Any) -> None:
    found = [(name, float(loss)) for name, loss in RESULT.findall(printed(solved))]
    first, second = dict(found[:4]), dict(found[4:])

    assert list(first) == list(second) == ["gradient descent", "momentum", "rmsprop", "adam"]
    assert (
        first["gradient descent"] > 1 > 0.1 > max(loss for name, loss in first.items() if name != "gradient descent")
    )
    assert min(second["gradient descent"], second["momentum"]) > second["rmsprop"] > second["adam"]
    assert second["adam"] == pytest.approx(0.10, abs=0.03)


def test_the_experiments_come_out_as_the_answer_says(solved: Any) -> None:
    text = printed(solved)

    assert max(map(float, re.findall(r"same unit [a-z ]+: (\S+)", text))) < 0.02
    assert float(re.findall(r"no drops: (\S+)", text)[0]) < 0.02
    (jumps,) = re.findall(r"jumps: (.*)", text)
    assert 0.24 < min(map(float, jumps.split())) < 0.28 < max(map(float, jumps.split())) < 0.33
    assert float(re.findall(r"ten times: (\S+)", text)[0]) == pytest.approx(0.693, abs=0.01)


def test_a_notebook_without_answers_runs_to_its_end_and_says_who_cannot_race(unsolved: Any) -> None:
    assert outputs(unsolved, "error") == []
    for name in ("momentum", "rmsprop", "adam"):
        assert f"{name} cannot race yet: the function {name} is not written." in printed(unsolved)
    assert "adam cannot race yet: the function learning_rate_at is not written." in printed(unsolved)
    assert unsolved.cells[-2].execution_count is not None


def test_no_check_of_an_empty_function_gives_points(unsolved: Any, optimizers: Assignment) -> None:
    for function in optimizers.steps:
        (cell,) = [cell for cell in unsolved.cells if cell.id == f"check-{function}"]
        assert float(cell.outputs[0].data["text/plain"]) == 0.0
