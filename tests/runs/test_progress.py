"""What is known of a run, from its messages."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pytest

from quiz_app.runs.measuring import Measured
from quiz_app.runs.messages import receive, send
from quiz_app.runs.progress import MOST_POINTS, Point, thinned


def points(number: int) -> tuple[Point, ...]:
    return tuple(Point(step, step, step, float(step), (), None) for step in range(number))


def test_a_long_run_keeps_its_first_and_its_last_point_and_its_mean() -> None:
    kept: tuple[Point, ...] = ()
    for point in points(5 * MOST_POINTS):
        kept = thinned((*kept, point))
    assert len(kept) <= MOST_POINTS
    assert kept[0].step == 0
    assert kept[-1].step == 5 * MOST_POINTS - 1
    assert [point.step for point in kept] == sorted({point.step for point in kept})
    assert all(point.loss is not None and point.loss <= point.step for point in kept)


@pytest.mark.parametrize(("measured", "kept"), [((1,), 1), ((2,), 2), ((1, 2), 2)])
def test_of_two_points_that_become_one_the_last_measurement_stays(measured: tuple[int, ...], kept: int) -> None:
    found = [
        replace(point, measured=Measured(0.5, 0.5, point.step, 0.5)) if point.step in measured else point
        for point in points(MOST_POINTS + 1)
    ]
    second = thinned(tuple(found))[1]
    assert second.step == 2
    assert second.measured == found[kept].measured


def test_numbers_that_are_none_travel_as_null_and_arrays_as_they_are() -> None:
    pipe = io.BytesIO()
    arrays = (np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros((0, 784), np.uint8))
    send(pipe, {"loss": math.nan, "norms": [1.0, math.inf]}, arrays)
    send(pipe, {"next": 1})
    pipe.seek(0)
    first, second = receive(pipe), receive(pipe)
    assert first
    assert first[0] == {"loss": None, "norms": [1.0, None]}
    assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(arrays, first[1], strict=True))
    assert second == ({"next": 1}, ())
    assert receive(pipe) is None


def test_a_message_that_breaks_off_is_the_end() -> None:
    pipe = io.BytesIO()
    send(pipe, {"say": "look"}, (np.zeros(100),))
    broken = io.BytesIO(pipe.getvalue()[:-1])
    assert receive(broken) is None
