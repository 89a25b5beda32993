"""What snapshots say of layers: smoothing is a mean, shares are shares, and words fit their numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from quiz_app.charts.overlay import losses_overlay, spread_chart
from quiz_app.runs.gauges import (
    WEIGHT_BINS,
    gradient_sizes,
    layers,
    one_in,
    ratio_in_words,
    ratios,
    smoothed,
    weight_histograms,
)
from quiz_app.runs.loss_record import LossRecord
from quiz_app.runs.path import Waypoint, WeightPath
from quiz_app.runs.progress import LaneView
from quiz_app.training.vitals import vitals

LOSSES = arrays(np.float32, st.integers(1, 60), elements=st.floats(0.015625, 8, width=32) | st.just(math.nan))


def path_of(ratio: float) -> WeightPath:
    """Three snapshots of a matrix and a vector, each step changing them by this share of their size."""
    waypoints, weights = [], [np.full((3, 2), 0.5, np.float32), np.ones(3, np.float32)]
    for step in range(3):
        new = [one * np.float32(1 + ratio) for one in weights]
        known = vitals(weights, new, [np.array([[0.0, 0.0], [1e-3, 1e-3], [1e-3, 1e-3]]), np.zeros(3)])
        row = np.concatenate([one.ravel() for one in new]).astype(np.float16)
        waypoints.append(Waypoint(step, row, known if step else known[:0, :0]))
    return WeightPath(((3, 2), (3,)), tuple(waypoints))


@given(values=LOSSES, window=st.integers(1, 70))
def test_smoothing_is_the_mean_of_the_last_values(values: NDArray[np.float32], window: int) -> None:
    for place, mean in enumerate(smoothed(values, window)):
        part = values[max(0, place + 1 - window) : place + 1].astype(np.float64)
        part = part[np.isfinite(part)]
        if len(part):
            assert mean == pytest.approx(part.mean(), rel=1e-6)
        else:
            assert math.isnan(mean)


def test_a_chart_says_that_it_is_smoothed_and_shows_what_was() -> None:
    losses = LossRecord().with_more(np.array([2.0, 1.0, 3.0, 1.0], np.float32))
    lane = LaneView("mine", losses=losses, steps_per_epoch=2)
    chart = losses_overlay([lane], 2, dark=False)
    assert "smoothed: the mean of the last 2 batches" in chart.spec["title"]["text"]
    assert "smoothed: the mean of the last 2 batches. At the end: mine: 2.000." in chart.alt
    rows = chart.spec["data"]["values"]
    assert [row["y"] for row in rows if row["series"] == "mine, as it was"] == [2, 1, 3, 1]
    assert [row["y"] for row in rows if row["series"] == "mine"] == [2, 1.5, 2, 2]
    assert "not smoothed" in losses_overlay([lane], 1, dark=False).alt


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0.001, "Layer 1: a step changes about 1 in 1,000 of its weights' size. That is in the usual range."),
        (1e-6, "It hardly moves"),
        (0.1, "Layer 1: a step changes about 1 in 10 of its weights' size. It jumps"),
        (0.0, "Layer 1: its steps change nothing."),
    ],
)
def test_a_ratio_in_words(ratio: float, said: str) -> None:
    path = path_of(ratio)
    assert layers(path) == [0]
    found = ratio_in_words(path)
    assert said in found[0]
    assert found[-1] == "About 1 in 1,000 is usual."
    assert [step for step, _ in ratios(path, 0)] == [1, 2]  # before the first step there is none


@given(st.floats(1e-8, 0.1))
def test_one_in_is_right_to_two_digits(ratio: float) -> None:
    times = float(one_in(ratio).removeprefix("1 in ").replace(",", ""))
    assert 1 / times == pytest.approx(ratio, rel=0.06)


def test_spreads_over_time() -> None:
    path = path_of(0.5)
    steps, edges, shares = weight_histograms(path, 0)
    assert steps.tolist() == [0, 1, 2]
    assert shares.shape == (3, WEIGHT_BINS)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert edges[int(shares[-1].argmax()) + 1] == pytest.approx(0.5 * 1.5**1, rel=0.01)
    at, sizes, zeros = gradient_sizes(path, 0)
    assert at.tolist() == [1, 2]
    assert zeros == pytest.approx([1 / 3, 1 / 3])
    assert sizes.sum(axis=1) == pytest.approx(2 / 3)
    chart = spread_chart(steps.tolist(), edges.tolist(), shares, title="Weights", what="weight", dark=False)
    assert [(row["x"], row["x2"]) for row in chart.spec["data"]["values"]] == [(0, 1), (1, 2), (2, 3)]
    nothing = spread_chart([], [], np.zeros((0, 3)), title="Weights", what="weight", dark=True)
    assert nothing.alt == "Weights: nothing is known yet."
