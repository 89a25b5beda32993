"""The real mountain: its plane is that of the path, its heights are losses, and what has no place on it has words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from small_job import LONG

from quiz_app.runs.job import Job
from quiz_app.runs.mountain import Candidate, Mountain, Survey, candidates
from quiz_app.runs.mountain_loss import fixed_batch
from quiz_app.runs.mountain_plane import LEVELS, Window, on_grid, plane_of, refined
from quiz_app.runs.mountain_words import in_words
from quiz_app.runs.path import unflat
from quiz_app.runs.registry import Registry
from quiz_app.runs.run import Run
from quiz_app.training.data import load_digits

SHORT = dataclasses.replace(LONG, epochs=3, batch_size=100)
Until = Callable[..., None]
Start = Callable[..., Run]
PATHS = st.integers(3, 8).flatmap(lambda rows: arrays(np.float32, (rows, 12), elements=st.floats(-4, 4, width=16)))


def plain_loss(weights: Sequence[NDArray[np.float32]]) -> float:
    """The mean cross-entropy on the survey's images, written out."""
    digits = load_digits("bundled")
    where = fixed_batch(len(digits.train_labels))
    total = 0.0
    for pixels, label in zip(digits.train_images[where], digits.train_labels[where], strict=True):
        a = pixels.astype(np.float64) / 255
        for w, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
            a = np.maximum(w @ a + b, 0)
        z = weights[-2] @ a + weights[-1]
        total += float(np.log(np.exp(z - z.max()).sum()) + z.max() - z[label])
    return total / len(where)


def surveyed(chosen: Sequence[Candidate], until: Until) -> Mountain:
    survey = Survey(chosen)
    try:
        until(lambda: survey.mountain.finished, "the finest grid")
        return survey.mountain
    finally:
        survey.close()


@pytest.fixture
def trained(started: Start, until: Until) -> Run:
    """A training of three epochs, over."""
    run = started("", SHORT)
    until(lambda: run.view.status == "ended", "three epochs")
    return run


@given(PATHS)
def test_the_directions_are_those_of_the_singular_values(path: NDArray[np.float32]) -> None:
    plane = plane_of([path])
    moved = (path - path[-1]).astype(np.float64)
    _, sizes, directions = np.linalg.svd(moved, full_matrices=False)
    if plane is None:
        assert sizes[1] <= 2e-3 * sizes[0]
        return
    shares = sizes**2 / (sizes**2).sum()
    assert plane.shares == pytest.approx(shares[:2], abs=1e-3)
    assert np.linalg.norm(plane.first) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(plane.second) == pytest.approx(1, abs=1e-4)
    assert float(plane.first @ plane.second) == pytest.approx(0, abs=1e-4)
    if sizes[1] < 0.9 * sizes[0]:
        assert abs(float(plane.first @ directions[0])) == pytest.approx(1, abs=1e-2)


def test_a_path_in_a_plane_is_on_it_as_it_was() -> None:
    random = np.random.default_rng(1)
    path = (random.normal(size=(9, 2)) @ random.normal(size=(2, 50)) + 3).astype(np.float32)
    plane = plane_of([path])
    assert plane is not None
    assert plane.shares.sum() == pytest.approx(1, abs=1e-6)
    for row, place in zip(path, plane.places(path), strict=True):
        assert plane.row_at(place) == pytest.approx(row, abs=1e-4)
    assert plane.places(path)[-1] == pytest.approx(0, abs=1e-5)
    assert plane.places(path)[0][0] < 0  # it begins on the left


def test_several_paths_share_a_plane_that_holds_start_and_ends() -> None:
    random = np.random.default_rng(2)
    start, one, other = random.normal(size=(3, 40)).astype(np.float32)
    paths = [np.linspace(start, end, 7).astype(np.float32) for end in (one, other)]
    plane = plane_of(paths)
    assert plane is not None
    for row in (start, one, other):
        assert plane.row_at(plane.places(row[None])[0]) == pytest.approx(row, abs=1e-4)


def test_weights_on_a_line_have_no_plane() -> None:
    assert plane_of([np.linspace(np.zeros(5), np.ones(5), 4)]) is None
    assert plane_of([np.ones((4, 5))]) is None


def test_a_finer_grid_has_the_points_of_the_coarser() -> None:
    asked: list[tuple[float, ...]] = []

    def bowl(place: NDArray[np.float64]) -> float:
        asked.append(tuple(place))
        return float(place @ place)

    window = Window(1.0, -2.0, 3.0)
    grids = dict(refined(window, bowl))
    assert tuple(grids) == LEVELS
    assert len(asked) == len(set(asked)) == LEVELS[-1] ** 2
    for points, grid in grids.items():
        xs, ys = window.side(points)
        assert grid == pytest.approx(xs[None] ** 2 + ys[:, None] ** 2, rel=1e-5)
    for place in ([1.0, -2.0], [2.3, 0.4]):
        assert on_grid(window, grids[LEVELS[-1]], np.array(place)) == pytest.approx(
            place[0] ** 2 + place[1] ** 2, abs=0.02
        )


def test_heights_are_the_losses_at_their_places(trained: Run, until: Until) -> None:
    mountain = surveyed(candidates([trained.view]), until)
    assert mountain.problem == ""
    assert mountain.plane is not None
    assert mountain.window is not None
    (trail,) = mountain.trails
    xs, ys = mountain.window.side(LEVELS[-1])
    for row, column in np.random.default_rng(0).integers(0, LEVELS[-1], (20, 2)):
        weights = unflat(mountain.plane.row_at(np.array([xs[column], ys[row]])), trail.path.shapes)
        assert mountain.grid[row, column] == pytest.approx(plain_loss(weights), rel=1e-3, abs=1e-4)
    # The path's losses are those of its weights, and at the end, which lies in the plane, those of the mountain.
    for place in (0, len(trail.steps) // 2, -1):
        weights = unflat(trail.path.waypoints[place].weights, trail.path.shapes)
        assert trail.measured[place] == pytest.approx(plain_loss(weights), rel=1e-3)
        shadow = unflat(mountain.plane.row_at(trail.places[place]), trail.path.shapes)
        assert trail.shadows[place] == pytest.approx(plain_loss(shadow), rel=1e-3)
    assert trail.shadows[-1] == pytest.approx(trail.measured[-1], rel=1e-3)
    assert on_grid(mountain.window, mountain.grid, trail.places[-1]) == pytest.approx(trail.shadows[-1], abs=0.05)
    said = " ".join(in_words(mountain))
    assert f"a space of {len(mountain.plane.origin):,} dimensions" in said
    assert f"hold {100 * mountain.plane.shares.sum():.0f} %" in said


def test_a_path_that_the_projection_leaves_whole_has_its_own_losses(trained: Run, until: Until) -> None:
    job, lane, view = candidates([trained.view])[0]
    random = np.random.default_rng(3)
    begun, ended = (view.path.waypoints[place].weights.astype(np.float32) for place in (0, -1))
    third = random.normal(0, 0.05, len(begun)).astype(np.float32)
    waypoints = tuple(
        dataclasses.replace(one, weights=(begun + share * (ended - begun) + share * share * third).astype(np.float16))
        for one, share in zip(view.path.waypoints, np.linspace(0, 1, len(view.path.waypoints)), strict=True)
    )
    flat_path = dataclasses.replace(view.path, waypoints=waypoints)
    mountain = surveyed([(job, lane, dataclasses.replace(view, path=flat_path))], until)
    (trail,) = mountain.trails
    assert trail.measured.max() > 1.5 * trail.measured.min()
    assert trail.shadows == pytest.approx(trail.measured, rel=0.01)


def test_two_rates_stand_on_one_mountain(registry: Registry, until: Until, job: Callable[..., Job]) -> None:
    lanes = tuple(
        dataclasses.replace(
            job().lanes[0], label=f"rate {rate}", settings=dataclasses.replace(SHORT, learning_rate=rate)
        )
        for rate in (0.1, 0.5, 1e4)
    )
    run = registry.start(dataclasses.replace(job(), lanes=lanes), "ada")
    until(lambda: run.view.status == "ended", "three lanes")
    mountain = surveyed(candidates([run.view]), until)
    assert [trail.label for trail in mountain.trails] == ["rate 0.1", "rate 0.5"]
    assert [len(trail.places) for trail in mountain.trails] == [len(trail.steps) for trail in mountain.trails]
    (left_out,) = mountain.left_out
    assert left_out.startswith("Rate 10000.0 diverged at step ")
    assert "rate 0.5: from start to end" in " ".join(in_words(mountain))


def test_a_run_with_one_snapshot_has_its_words(started: Start, until: Until) -> None:
    run = started("", SHORT, do=None)
    until(lambda: run.view.status == "paused" and bool(run.view.lane.path.waypoints), "first weights")
    mountain = Survey(candidates([run.view])).mountain
    assert mountain.problem == (
        "Mine has no path yet: Only one snapshot is kept, and two directions need 3. Train some more steps."
    )


def test_another_network_has_another_mountain(trained: Run) -> None:
    job, lane, view = candidates([trained.view])[0]
    other = dataclasses.replace(view, path=dataclasses.replace(view.path, shapes=((1, 2),)), label="small")
    survey = Survey([(job, lane, view), (job, lane, other)])
    survey.close()
    assert survey.mountain.left_out == (
        "Small is another network, or learns something else: it has another mountain.",
    )
