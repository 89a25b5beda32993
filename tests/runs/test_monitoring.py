"""The three questions, answered from made-up trainings whose answers are known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from quiz_app.runs.loss_record import LossRecord
from quiz_app.runs.measuring import Measured
from quiz_app.runs.monitoring import readings
from quiz_app.runs.progress import LaneView, Point

NORMS = (0.5, 0.1, 0.4, 0.1, 0.3, 0.1)


def lane(
    losses: list[float],
    gaps: list[float] | None = None,
    norms: tuple[float | None, ...] = NORMS,
    accuracy: float = 0.5,
    **more: object,
) -> LaneView:
    """A training with these losses and these gaps between test and training loss."""
    gaps = gaps or [0.0] * len(losses)
    points = tuple(
        Point(step, step * 32, step / 10, loss, norms, Measured(loss, accuracy, loss + gap, accuracy))
        for step, (loss, gap) in enumerate(zip(losses, gaps, strict=True), start=1)
    )
    every = LossRecord().with_more(np.array(losses))
    return replace(LaneView("mine", points=points, losses=every), **more)


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

    def test_a_fall_that_ends_at_guessing_is_no_success(self) -> None:
        falls = readings(lane([2.45, 2.41, 2.44, 2.42, 2.39] * 8 + [2.3] * 10, accuracy=0.12, outcome="finished"))[0]
        assert (falls.answer, falls.well) == ("A little.", None)

    def test_divergence(self) -> None:
        falls = readings(lane([2.3, 7.0, 2128.0, math.nan], outcome="diverged"))[0]
        assert (falls.answer, falls.because) == (
            "No, it diverged.",
            "The losses of its last batches: 2.3, 7, 2,128, no number.",
        )

    def test_too_early(self) -> None:
        assert readings(lane(FALLING[:5]))[0].answer == "Too early to say."

    def test_every_batch_counts_and_not_every_report(self) -> None:
        quick = replace(lane(FALLING, outcome="finished"), points=lane(FALLING).points[-1:])
        assert readings(quick)[0].answer == "Yes."


class TestGap:
    def test_growing(self) -> None:
        gap = readings(lane(FALLING, [0.01 * step for step in range(40)]))[1]
        assert (gap.answer, gap.well) == ("Yes.", False)

    def test_steady(self) -> None:
        assert readings(lane(FALLING, [0.02] * 40))[1].answer == "No."

    def test_two_measurements_are_enough_when_no_more_will_come(self) -> None:
        short = lane(FALLING[:2], [0.0, 0.1])
        assert readings(short)[1].answer == "Too early to say."
        assert readings(replace(short, outcome="finished"))[1].answer == "Yes."

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
        assert "1,000,000" in readings(lane(FALLING, norms=(1e6, 0.0, 1e5, 0.1, 1e4, 0.1)))[2].because

    def test_large(self) -> None:
        assert readings(lane(FALLING, norms=(1e3, 0.0, 900.0, 0.1, 800.0, 0.1)))[2].well is None

    def test_no_number(self) -> None:
        flows = readings(lane(FALLING, norms=(None, None, 0.4, 0.1, 0.3, 0.1)))[2]
        assert flows.because == "The gradient of layer 1 is no longer a number."


class TestNothingLearned:
    """What has diverged, or knows no more than guessing, is told nothing good."""

    @pytest.mark.parametrize("outcome", ["diverged", "finished", "stopped", "failed"])
    @pytest.mark.parametrize(("losses", "gap"), [([2.3, 2.31] * 20, 0.0), ([2.3, 900.0], 0.0), ([2.3, 900.0], -0.5)])
    def test_no_verdict_that_all_is_well(self, outcome: str, losses: list[float], gap: float) -> None:
        found = readings(lane(losses, [gap] * len(losses), accuracy=0.1, outcome=outcome, message="So and so."))
        assert not any(reading.well for reading in found[1:])
        assert found[1].answer == "No verdict."
        assert found[2].answer in ("No verdict.", "They arrive.")
        assert not any("Too early" in reading.answer for reading in found)

    def test_a_run_that_came_to_its_end_has_learned_only_above_guessing(self) -> None:
        assert lane(FALLING, accuracy=0.9, outcome="finished").learned
        assert not lane(FALLING, accuracy=0.9, outcome="stopped").learned
        assert not lane([2.3] * 20, accuracy=0.11, outcome="finished").learned

    def test_while_it_runs_it_is_early(self) -> None:
        found = readings(lane([2.3] * 3, accuracy=0.1))
        assert [reading.answer for reading in found] == ["Too early to say.", "Too early to say.", "They arrive."]
