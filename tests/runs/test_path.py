"""Snapshots of a training: evenly in its steps, in bounded memory, and the weights that it had."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.runs.path import FEWEST, MOST, MOST_BYTES, Waypoint, WeightPath, flat, room_for, unflat
from quiz_app.runs.run import Run
from quiz_app.training.settings import Settings
from quiz_app.training.vitals import COUNTS, RATIO, ZERO, vitals

SHORT = Settings(epochs=2, batch_size=50, learning_rate=0.1, hidden=(16, 12), falling=False)


def walked(steps: int, path: WeightPath) -> WeightPath:
    """The path of a training that comes by at each step, and ends after so many."""
    nothing = np.zeros(0, np.float16)
    for step in range(steps + 1):
        if step == 0 or step == path.due(step - 1) or step == steps:
            path = path.with_waypoint(Waypoint(step, nothing, np.zeros((0, 0), np.float32)))
    return path


@given(steps=st.integers(0, 3000), most=st.integers(4, 40).map(lambda half: 2 * half), interval=st.integers(1, 7))
def test_waypoints_are_evenly_spread_and_never_too_many(steps: int, most: int, interval: int) -> None:
    path = walked(steps, WeightPath(interval=interval, most=most))
    found = [one.step for one in path.waypoints]
    assert found[0] == 0
    assert found[-1] == steps
    assert len(found) <= most + 1
    assert set(np.diff(found[:-1])) <= {path.interval}
    assert steps < interval * most or len(found) >= most // 2


def test_a_latest_waypoint_makes_room_for_the_next() -> None:
    path = walked(10, WeightPath(interval=4))
    assert [one.step for one in path.waypoints] == [0, 4, 8, 10]
    nothing = path.waypoints[0]
    path = path.with_waypoint(Waypoint(12, nothing.weights, nothing.vitals))
    assert [one.step for one in path.waypoints] == [0, 4, 8, 12]
    assert path.with_waypoint(Waypoint(12, nothing.weights, nothing.vitals)) is path


def test_weights_in_a_row_come_back() -> None:
    weights = (np.arange(6, dtype=np.float32).reshape(3, 2), np.ones(3, np.float32))
    row = flat(weights)
    assert row is not None
    back = unflat(row, tuple(one.shape for one in weights))
    assert all(np.array_equal(one, other) for one, other in zip(weights, back, strict=True))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e6])
def test_weights_that_have_left_are_not_kept(bad: float) -> None:
    assert flat((np.array([1.0, bad], np.float32),)) is None


def test_many_large_trainings_share_the_memory() -> None:
    assert room_for(100, 1) == MOST
    assert room_for(10**9, 5) == FEWEST
    assert 2 * 110_000 * 5 * room_for(110_000, 5) <= MOST_BYTES


def test_a_run_keeps_the_weights_of_its_way(started: Callable[..., Run], until: Callable[..., None]) -> None:
    run = started("", SHORT)
    until(lambda: run.view.status == "ended", "two epochs")
    path, look = run.view.lane.path, run.view.look
    assert look is not None
    assert path.waypoints[0].step == 0
    assert path.waypoints[-1].step == run.view.lane.step == 160
    assert len(path.waypoints) > 30
    last = unflat(path.waypoints[-1].weights, path.shapes)
    assert all(np.allclose(one, other, atol=1e-3) for one, other in zip(last, look.weights, strict=True))
    # The last step of plain descent moves the weights by the rate times the gradient.
    norms = run.view.lane.points[-1].norms
    for row, weight, norm in zip(path.waypoints[-1].vitals, last, norms, strict=True):
        assert norm is not None
        assert row[RATIO] * np.linalg.norm(weight) == pytest.approx(SHORT.learning_rate * norm, rel=0.02)


def test_a_run_that_diverges_keeps_no_weights_that_left(
    started: Callable[..., Run], until: Callable[..., None]
) -> None:
    run = started("", Settings(epochs=1, batch_size=50, learning_rate=1000.0, hidden=(16, 12), falling=False))
    until(lambda: run.view.status == "ended", "it diverges")
    assert run.view.lane.outcome == "diverged"
    assert all(np.isfinite(one.weights).all() for one in run.view.lane.path.waypoints)
    assert run.view.lane.path.waypoints[-1].step < run.view.lane.step


def test_vitals_say_how_far_and_how_large() -> None:
    old, gradient = np.full((2, 2), 2.0, np.float32), np.array([[0.0, 1e-3], [2e-3, 1e9]], np.float32)
    (row,) = vitals([old], [old + np.float32(0.02)], [gradient])
    assert row[RATIO] == pytest.approx(0.01, rel=1e-4)
    assert row[ZERO] == 0.25
    assert row[COUNTS:].sum() == pytest.approx(0.75)
    assert row[-1] == 0.25  # beyond the largest


def test_an_update_of_biases_that_were_zero_has_no_ratio() -> None:
    (row,) = vitals([np.zeros(3)], [np.ones(3)], [np.ones(3)])
    assert np.isnan(row[RATIO])
