"""Charts of trainings: what they say in words, and that nothing but data changes while they are live."""

from __future__ import annotations

import math

import numpy as np
import pytest

from quiz_app.charts.chart import legend
from quiz_app.charts.comparison import comparison_chart
from quiz_app.charts.curves import MOST, accuracy_chart, every_batch, loss_chart, norms_chart
from quiz_app.charts.mountain import GUESSING, HEIGHT, TOP, WIDTH, captions, mountain, place
from quiz_app.charts.pictures import (
    confusion_table,
    probability_bars,
    weight_images,
    worst_mistakes,
)
from quiz_app.runs.loss_record import LossRecord
from quiz_app.runs.measuring import Look, Measured
from quiz_app.runs.progress import LaneView, Point
from quiz_app.training.evaluation import first_weights
from quiz_app.training.recipes import recipes

NORMS = (0.5, 0.1, 0.4, 0.1, 0.3, 0.1)


def points(number: int) -> tuple[Point, ...]:
    return tuple(
        Point(step, 32 * step, step / 10, 2.0 / (step + 1), NORMS, Measured(1.0 / (step + 1), 0.75, 0.5, 0.5))
        for step in range(number)
    )


def lane(number: int) -> LaneView:
    """A training of ten steps an epoch, measured after each."""
    losses = LossRecord().with_more(2.0 / np.arange(1, number + 1))
    return LaneView("mine", epochs=number / 10, steps_per_epoch=10, points=points(number), losses=losses)


@pytest.mark.parametrize("chart", [loss_chart, accuracy_chart, norms_chart])
def test_a_live_chart_keeps_its_spec_but_for_the_data(chart) -> None:
    shown = (lane(number) if chart is loss_chart else points(number) for number in (0, 5, 3000))
    none, some, many = (chart(each, dark=False).spec for each in shown)
    for spec in (none, some, many):
        del spec["data"]
    assert none == some == many


def test_a_long_run_sends_no_more_points_than_a_screen_shows() -> None:
    assert len(loss_chart(lane(60_000), dark=False).spec["data"]["values"]) <= 4 * MOST


def test_every_batch_is_drawn_as_it_was() -> None:
    losses = np.array([2.3, 1.7, 2.1, 0.9])
    assert every_batch(losses, 2) == [(0.5, 2.3), (1.0, 1.7), (1.5, 2.1), (2.0, 0.9)]
    spec = loss_chart(lane(4), dark=False).spec
    assert spec["encoding"]["y"]["scale"]["type"] == "log"
    assert spec["layer"][0]["mark"]["interpolate"] == "linear"
    assert "transform" not in spec


def test_of_many_batches_the_highest_and_the_lowest_stay() -> None:
    random = np.random.default_rng(3)
    losses = random.uniform(0.5, 1.5, 100_000)
    losses[[777, 55_555]] = 90.0, 0.001  # one peak, one dip
    drawn = every_batch(losses, 1000)
    assert len(drawn) <= 2 * MOST
    assert {(0.778, 90.0), (55.556, 0.001)} <= set(drawn)
    assert {value for _, value in drawn} <= set(losses.tolist())  # no mean among them
    assert [at for at, _ in drawn] == sorted(at for at, _ in drawn)


def test_what_a_logarithmic_axis_cannot_show_is_left_out() -> None:
    assert every_batch(np.array([2.3, 0.0, math.nan, math.inf, 1.0]), 1) == [(1.0, 2.3), (5.0, 1.0)]


def test_one_step_draws_a_dot() -> None:
    rows = loss_chart(lane(1), dark=False).spec["data"]["values"]
    assert {row["series"]: row.get("dot") for row in rows} == {"each batch": True, "training": True, "test": True}
    assert not any(row.get("dot") for row in loss_chart(lane(400), dark=False).spec["data"]["values"])


def test_a_record_of_losses_stays_as_it_was_when_more_are_added() -> None:
    first = LossRecord().with_more(np.arange(1000.0))
    shown = first.values
    second = first.with_more(np.full(3000, 7.0))
    assert shown.tolist() == list(range(1000))
    assert (first.count, second.count, second.values[-1]) == (1000, 4000, 7.0)
    assert not second.values.flags.writeable


def test_the_words_have_the_current_numbers() -> None:
    assert loss_chart(lane(4), dark=True).alt == (
        "Loss over epochs, logarithmic. Batches: from 2.000 to 0.500. Test: from 0.500 to 0.500. After 0.4 epochs."
    )
    assert "Training: 75.0 percent. Test: from 50.0 to 50.0 percent." in accuracy_chart(points(4), dark=True).alt
    assert "layer 1: 0.5; layer 2: 0.4; layer 3: 0.3" in norms_chart(points(4), dark=True).alt


def test_a_lane_that_diverged_is_named_in_words() -> None:
    lanes = (LaneView("rate 5", outcome="diverged"), LaneView("rate 0.1", points=points(3)))
    chart = comparison_chart(lanes, dark=False)
    assert chart.alt == "Test loss over examples seen. rate 5: diverged; rate 0.1: 0.500."
    assert {row["series"] for row in chart.spec["data"]["values"]} == {"rate 0.1"}


@pytest.mark.parametrize("outcome", ["diverged", "finished"])
def test_a_lane_that_leaves_the_chart_is_cut_off_at_its_top_and_named_there(outcome) -> None:
    losses = (2.3, 5000.0, math.inf, math.nan)
    measured = (Measured(0.5, 0.5, loss, 0.1) for loss in losses)
    found = tuple(Point(step, 32 * step, step / 10, None, NORMS, one) for step, one in enumerate(measured))
    chart = comparison_chart([LaneView("rate 5", outcome=outcome, points=found)], dark=False)
    heights = [row["y"] for row in chart.spec["data"]["values"]]
    top = chart.spec["encoding"]["y"]["scale"]["domainMax"]
    assert heights[0] == 2.3
    assert all(height > top for height in heights[1:])
    assert chart.spec["layer"][1]["transform"] == [{"filter": f"datum.dot && datum.y <= {top}"}]  # no dot there
    assert len(heights) == 4
    (mark,) = (layer for layer in chart.spec["layer"] if "▲" in str(layer.get("data")))
    says = {"diverged": "▲ rate 5 diverged", "finished": "▲ rate 5: up to 5,000"}[outcome]
    assert mark["data"]["values"] == [{"x": 32, "label": says}]
    assert mark["encoding"]["y"] == {"value": 0}


def test_names_at_the_top_of_a_chart_stand_below_each_other() -> None:
    wild = (Point(1, 32, 0.1, None, NORMS, Measured(0.5, 0.5, math.nan, 0.1)),)
    lanes = [LaneView(name, outcome="diverged", points=wild) for name in ("rate 2", "rate 5")]
    layers = comparison_chart(lanes, dark=False).spec["layer"]
    assert len({layer["mark"]["dy"] for layer in layers if "diverged" in str(layer.get("data"))}) == 2


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (("a", "test"), 3),
        (("each batch", "training", "test"), 3),
        (("training (batches)", "test"), 2),
        (("x" * 40,), 1),
    ],
)
def test_a_legend_has_room_on_a_phone(names: tuple[str, ...], columns: int) -> None:
    assert legend(names, dark=False)["columns"] == columns


class TestMountain:
    def test_the_ball_lies_as_high_as_the_error(self) -> None:
        heights = [place(loss)[1] for loss in (0.0, 0.5, GUESSING, TOP)]
        assert heights == sorted(heights, reverse=True)
        xs = [place(loss)[0] for loss in (0.0, 0.5, GUESSING, TOP)]
        assert xs == sorted(xs, reverse=True)

    @pytest.mark.parametrize("loss", [0.0, 1e-9, 2.0, 1e9, -1.0])
    def test_it_stays_in_the_picture(self, loss: float) -> None:
        x, y = place(loss)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT

    def test_it_glides_only_from_where_it_was_and_not_for_who_wants_no_motion(self) -> None:
        still = mountain([2.3], before=None, dark=False, label="x")
        moved = mountain([2.3, 1.0], before=2.3, dark=False, label="x")
        assert "animation:course-glide 0.25s" not in still
        assert "animation:course-glide 0.25s" in moved
        assert "prefers-reduced-motion" in moved

    def test_an_error_beyond_the_summit_is_said(self) -> None:
        assert "231%2C%20far%20above" in mountain([2.3, 231.0], before=None, dark=False, label="x")

    def test_the_three_captions(self) -> None:
        text = captions(0.4567, 0.8125, 1234, 3750)
        for words in ("current error", "0.457", "accuracy", "81.2 %", "training step", "1,234", "of 3,750"):
            assert words in text
        assert "–" in captions(None, None, 0, 0)


class TestPictures:
    LOOK = Look(
        first_weights(recipes()["backprop"].program((784, 40, 5, 10), 0), 0),
        np.eye(10, dtype=np.int64) * 90 + 1,
        np.zeros((1, 784), np.uint8),
        np.array([[4, 9]]),
        np.array([0.987]),
    )

    def test_words_for_what_is_seen(self) -> None:
        assert "The weights of 32 of 40 units of layer 1" in weight_images(self.LOOK, dark=False)
        first = self.LOOK.weights[0] - np.float32(0.25)
        added = weight_images(self.LOOK, first, dark=False)
        assert "What training added to the weights of 32 of 40 units of layer 1" in added
        assert "the largest change is 0.25" in added
        assert "910 of 1,000 are on the diagonal" in confusion_table(self.LOOK, dark=True)
        mistakes = worst_mistakes(self.LOOK)
        assert "a <b>4</b>, read as <b>9</b>" in mistakes
        assert "99 % sure" in mistakes

    def test_weights_that_are_all_zero_are_a_picture_too(self) -> None:
        zero = Look(tuple(0 * weight for weight in self.LOOK.weights), *self.LOOK.arrays()[:4])
        assert math.isfinite(len(weight_images(zero, dark=False)))

    def test_the_largest_probability_is_marked_with_a_word(self) -> None:
        bars = probability_bars(np.eye(10, dtype=np.float32)[3], dark=False)
        assert "largest is that of <b>3</b>" in bars
        assert bars.count("◀") == 1
