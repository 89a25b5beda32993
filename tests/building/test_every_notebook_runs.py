"""Every lesson as a notebook in a real kernel: with the solution nothing stops, and stubs run to the end."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from submissions import ROOT

from grader.course import Course, load_course

NAMES = tuple(load_course(ROOT).assignments)
LONGEST = 60.0  # seconds of one processor, for a whole notebook


@dataclass(frozen=True)
class Ran:
    """A notebook that has run, and how long that took."""

    cells: list[Any]
    seconds: float

    def outputs(self, kind: str) -> list[Any]:
        return [out for cell in self.cells for out in cell.get("outputs", ()) if out.output_type == kind]


def run(notebook: Any, course: Course) -> Ran:
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(course.root)}}
    )
    before = _children()
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("MPLBACKEND", raising=False)  # Streamlit, imported by another test, sets it
        cells = client.execute().cells
    return Ran(cells, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def solved_course(tmp_path_factory: pytest.TempPathFactory, fresh: Course) -> Course:
    """A course whose student has written everything: lessons begin with the functions of others."""
    import shutil

    folder = tmp_path_factory.mktemp("solved") / "course"
    shutil.copytree(fresh.root, folder)
    course = load_course(folder)
    for assignment in course.assignments.values():
        script, notebook = course.student_files(assignment)
        shutil.copy(course.reference_file(assignment), script)
        os.utime(notebook, (1e9, 1e9))
    return course


@pytest.fixture(scope="module")
def solved(name: str, solved_course: Course) -> Ran:
    path = solved_course.root / ".course" / "source" / name / f"{name}.ipynb"
    return run(nbformat.read(path, as_version=4), solved_course)


@pytest.fixture(scope="module")
def unsolved(name: str, fresh: Course) -> Ran:
    return run(nbformat.read(fresh.student_files(fresh.assignment(name))[1], as_version=4), fresh)


def test_with_the_solution_nothing_stops_and_nothing_is_warned_of(solved: Ran) -> None:
    assert [f"{out.ename}: {out.evalue}" for out in solved.outputs("error")] == []
    assert [out.text for out in solved.outputs("stream") if out.name == "stderr"] == []


def test_with_the_solution_every_check_gives_its_points(solved: Ran, name: str, fresh: Course) -> None:
    for step in fresh.assignment(name).steps.values():
        (cell,) = [cell for cell in solved.cells if cell.id == f"check-{step.function}"]
        assert float(cell.outputs[0].data["text/plain"]) == step.points


def test_a_lesson_takes_a_minute_at_most(solved: Ran) -> None:
    assert solved.seconds < LONGEST


def test_without_answers_it_runs_to_its_end(unsolved: Ran) -> None:
    """Where a cell stops, it is marked as one that may."""
    stopped = [cell for cell in unsolved.cells if any(o.output_type == "error" for o in cell.get("outputs", ()))]
    assert [cell.source for cell in stopped if "raises-exception" not in cell.metadata.get("tags", ())] == []
    assert [cell.source for cell in unsolved.cells if cell.cell_type == "code" and cell.execution_count is None] == []


def test_without_answers_no_check_gives_points(unsolved: Ran, name: str, fresh: Course) -> None:
    for function in fresh.assignment(name).steps:
        (cell,) = [cell for cell in unsolved.cells if cell.id == f"check-{function}"]
        assert float(cell.outputs[0].data["text/plain"]) == 0.0
