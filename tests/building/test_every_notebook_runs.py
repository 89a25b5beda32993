"""Every lesson as a notebook in a real kernel: with the solution nothing stops, and stubs run to the end."""

from __future__ import annotations

import lesson_runs
import pytest
from lesson_runs import Ran
from submissions import ROOT

from grader.course import Course, load_course

NAMES = tuple(load_course(ROOT).assignments)
LONGEST = 60.0  # seconds of one processor, for a whole notebook


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def solved(name: str) -> Ran:
    return lesson_runs.solved(name)


@pytest.fixture(scope="module")
def unsolved(name: str) -> Ran:
    return lesson_runs.unsolved(name)


def test_with_the_solution_nothing_stops_and_nothing_is_warned_of(solved: Ran) -> None:
    assert [f"{out.ename}: {out.evalue}" for out in solved.outputs("error")] == []
    assert [out.text for out in solved.outputs("stream") if out.name == "stderr"] == []


def test_with_the_solution_every_check_gives_its_points(solved: Ran, name: str, committed: Course) -> None:
    for step in committed.assignment(name).steps.values():
        (cell,) = [cell for cell in solved.cells if cell.id == f"check-{step.function}"]
        assert float(cell.outputs[0].data["text/plain"]) == step.points


def test_every_figure_that_is_drawn_is_said_in_words(solved: Ran, unsolved: Ran) -> None:
    drawn = [out for run in (solved, unsolved) for out in run.outputs("display_data") if "image/png" in out.data]
    words = [out.metadata.get("image/png", {}).get("alt", "") for out in drawn]
    assert [text for text in words if len(text) < 30] == []


def test_a_lesson_takes_a_minute_at_most(solved: Ran) -> None:
    assert solved.seconds < LONGEST


def test_without_answers_it_runs_to_its_end(unsolved: Ran) -> None:
    """No cell stops: one that needs a function which is not written yet says so."""
    assert [f"{out.ename}: {out.evalue}" for out in unsolved.outputs("error")] == []
    assert [cell.source for cell in unsolved.cells if cell.cell_type == "code" and cell.execution_count is None] == []


def test_without_answers_no_check_gives_points(unsolved: Ran, name: str, committed: Course) -> None:
    for function in committed.assignment(name).steps:
        (cell,) = [cell for cell in unsolved.cells if cell.id == f"check-{function}"]
        assert float(cell.outputs[0].data["text/plain"]) == 0.0
