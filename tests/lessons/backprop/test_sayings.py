"""What is said of comparisons: only what was measured, and the last measurement of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quiz_app.lessons.backprop.sayings import batch_rows, rate_rows, surprises
from quiz_app.runs.job import Lane
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView, Point
from quiz_app.training.settings import Settings

BASE = Settings(learning_rate=0.1, batch_size=32)


def measured(label: str, accuracy: float, loss: float = 0.3, outcome: str = "finished") -> LaneView:
    ends = (Measured(2.3, 0.1, 2.3, 0.1), Measured(loss, accuracy, loss, accuracy))
    points = tuple(Point(step, 32 * step, step, None, (), one) for step, one in enumerate(ends))
    return LaneView(label, outcome=outcome, step=1, points=points)  # type: ignore[arg-type]


def comparison(*lanes: tuple[str, Settings, float, float]) -> tuple[list[Lane], list[LaneView]]:
    return (
        [Lane(label, (), settings) for label, settings, _, _ in lanes],
        [measured(label, accuracy, loss) for label, _, accuracy, loss in lanes],
    )


@pytest.mark.parametrize(("accuracy", "says"), [(0.923, True), (0.95, True), (0.80, False)])
def test_a_mistake_that_learns_as_well_as_the_right_gradient_is_a_surprise(accuracy: float, says: bool) -> None:
    lanes, views = comparison(("the right version", BASE, 0.927, 0.3), ("no mask", BASE, accuracy, 0.3))
    found = surprises(lanes, views)
    assert bool(found) is says
    if says:
        assert f"“no mask” it reads {100 * accuracy:.1f} %" in found[0]
        assert "against 92.7 %" in found[0]


def test_rates_are_no_mistakes_and_what_diverged_is_no_surprise() -> None:
    lanes, views = comparison(("a", BASE, 0.92, 0.3), ("b", replace(BASE, learning_rate=0.2), 0.92, 0.3))
    assert surprises(lanes, views) == []
    wrong = [measured("right", 0.92), measured("wrong", 0.92, outcome="diverged")]
    assert surprises([lanes[0], lanes[0]], wrong) == []


def test_what_was_measured_is_kept_until_it_is_measured_again() -> None:
    slow = replace(BASE, learning_rate=0.01)
    newer = comparison(("rate 0.1", BASE, 0.9, 0.3), ("rate 2", replace(BASE, learning_rate=2.0), 0.5, 1.0))
    older = comparison(("rate 0.1", BASE, 0.8, 0.5), ("rate 0.01", slow, 0.7, 0.9))
    batches = comparison(("batch size 32", BASE, 0.9, 0.3), ("batch size 1", replace(BASE, batch_size=1), 0.95, 0.2))
    here = {rate: words for rate, _, words in rate_rows([batches, newer, older])}
    assert here["0.1"] == "the best of these: loss 0.300, 90.0 % right"
    assert "70.0 % right" in here["0.01"]
    assert here["0.0001"] == "not measured yet"
    of_sizes = {size: words for size, _, words in batch_rows([batches, newer])}
    assert of_sizes["1"] == "batch size 1: the best of these: loss 0.200, 95.0 % right"
    assert of_sizes["the whole set"] == "not measured yet"
