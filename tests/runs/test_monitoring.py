"""The three questions, answered from made-up trainings whose answers are known."""

from __future__ import annotations

import math
from dataclasses import replace

from quiz_app.runs.measuring import Measured
from quiz_app.runs.monitoring import readings
from quiz_app.runs.progress import LaneView, Point

NORMS = (0.5, 0.1, 0.4, 0.1, 0.3, 0.1)


def lane(
    losses: list[float], gaps: list[float] | None = None, norms: tuple[float | None, ...] = NORMS, **more: object
) -> LaneView:
    """A training with these losses and these gaps between test and training loss."""
    gaps = gaps or [0.0] * len(losses)
    points = tuple(
        Point(step, step * 32, step / 10, loss, norms, Measured(loss, 0.5, loss + gap, 0.5))
        for step, (loss, gap) in enumerate(zip(losses, gaps, strict=True), start=1)
    )
    return replace(LaneView("mine", points=points), **more)  # type: ignore[arg-type]


FALLING = [2.3 * 0.9**step for step in range(40)]


class TestLoss:
    def test_falling(self) -> None:
        assert readings(lane(FALLING))[0].answer == "Yes."

    def test_rising(self) -> None:
        falls = readings(lane(FALLING[::-1]))[0]
        assert (falls.answer, falls.well) == ("No, it rises.", False)

    def test_guessing_all_along(self) -> None:
        falls = readings(lane([math.log(10)] * 40))[0]
        assert falls.answer == "No, it stays where it is."
        assert "the loss of guessing" in falls.because

    def test_ups_and_downs(self) -> None:
        assert readings(lane([2.0] * 8 + [1.0] * 8 + [1.5] * 8 + [0.8] * 8 + [0.5] * 8))[0].answer.startswith(
            "On the"
        )

    def test_divergence(self) -> None:
        falls = readings(lane(FALLING, outcome="diverged", message="Diverged at step 40."))[0]
        assert (falls.answer, falls.because) == ("No, it diverged.", "Diverged at step 40.")

    def test_too_early(self) -> None:
        assert readings(lane(FALLING[:5]))[0].well is None


class TestGap:
    def test_growing(self) -> None:
        gap = readings(lane(FALLING, [0.01 * step for step in range(40)]))[1]
        assert (gap.answer, gap.well) == ("Yes.", False)

    def test_steady(self) -> None:
        assert readings(lane(FALLING, [0.02] * 40))[1].answer == "No."

    def test_not_numbers(self) -> None:
        assert readings(lane(FALLING, [math.nan] * 40))[1].answer == "Too early to say."


class TestGradients:
    def test_flowing(self) -> None:
        flows = readings(lane(FALLING))[2]
        assert (flows.answer, flows.because) == ("Yes.", "Norms: layer 1 0.5, layer 2 0.4, layer 3 0.3.")

    def test_nothing_arrives(self) -> None:
        flows = readings(lane(FALLING, norms=(0.0, 0.0, 0.4, 0.1, 0.3, 0.1)))[2]
        assert flows.answer == "No."
        assert "Nothing arrives in layer 1" in flows.because

    def test_vanishing(self) -> None:
        assert readings(lane(FALLING, norms=(1e-5, 0.0, 0.4, 0.1, 0.3, 0.1)))[2].answer == "Hardly."

    def test_exploding(self) -> None:
        assert readings(lane(FALLING, norms=(1e5, 0.0, 0.4, 0.1, 0.3, 0.1)))[2].answer.startswith("Too much")

    def test_no_number(self) -> None:
        flows = readings(lane(FALLING, norms=(None, None, 0.4, 0.1, 0.3, 0.1)))[2]
        assert flows.because == "The gradient of layer 1 is no longer a number."
