"""Cures beside each other: they differ in one thing, and are said to help only where that was seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Experiment, ExperimentError, packed, unpacked
from quiz_app.laboratory.more_data import FEW, STEPS, cures, in_words
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView, Point
from quiz_app.training.data import load_digits
from quiz_app.training.examples import ALL_DIGITS, DIGITS, examples, shifted, sizes


@pytest.mark.parametrize("all_digits", [False, True])
def test_all_cures_take_the_same_number_of_steps(shelf: Shelf, all_digits: bool) -> None:
    for cure in cures(shelf, all_digits=all_digits):
        one = cure.experiment
        shown = one.examples * (one.copies + 1)
        assert one.epochs * -(-shown // one.batch_size) == STEPS, cure.title


def test_each_cure_changes_one_thing(shelf: Shelf) -> None:
    ill, *others = cures(shelf, all_digits=False)
    for cure in others:
        before, after = ill.experiment.table(), cure.experiment.table()
        differing = {name for name in {*before, *after} if before.get(name) != after.get(name)} - {"epochs"}
        assert len(differing) == 1, cure.title


def test_cures_come_from_the_roles_and_can_be_assembled(shelf: Shelf) -> None:
    known = {cure.part: cure for cure in cures(shelf, all_digits=True) if cure.part}
    assert set(known) == {"generalization.dropout", "generalization.l2_penalty", "generalization.should_stop"}
    for name, cure in known.items():
        used = assembled(cure.experiment, shelf, *sizes(cure.experiment.data)).functions
        assert set(shelf.needs(name)) - set(used) <= {"generalization.l2_penalty"}  # whose gradient is what is used


def test_where_all_images_are_at_hand_they_take_part(shelf: Shelf) -> None:
    assert [cure.title for cure in cures(shelf, all_digits=True)][:3] == [
        "200 images",
        "5,000 images",
        "60,000 images",
    ]
    assert [cure.title for cure in cures(shelf, all_digits=False)][:2] == ["200 images", "4,000 images"]
    assert {cure.experiment.data for cure in cures(shelf, all_digits=True)} == {ALL_DIGITS}  # one set held back
    assert all(unpacked(packed(cure.experiment)) == cure.experiment for cure in cures(shelf, all_digits=True))


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_a_shifted_image_comes_back_where_nothing_left_it(down: int, right: int) -> None:
    inner = np.zeros((2, 28, 28), np.uint8)
    inner[:, 3:-3, 3:-3] = np.random.default_rng(0).integers(1, 255, (2, 22, 22))
    images = inner.reshape(2, 784)
    moved = shifted(images, down, right)
    np.testing.assert_array_equal(moved, np.roll(inner, (down, right), axis=(1, 2)).reshape(2, 784))
    np.testing.assert_array_equal(shifted(moved, -down, -right), images)


def test_what_is_shifted_out_does_not_come_in_at_the_other_side() -> None:
    full = np.full((1, 784), 9, np.uint8)
    assert shifted(full, 2, 0).reshape(28, 28)[:2].max() == 0
    assert shifted(full, 0, -1).reshape(28, 28)[:, -1].max() == 0


def test_copies_have_the_labels_of_their_images() -> None:
    plain, copied = (examples(DIGITS, FEW, 0.0, 0, copies) for copies in (0, 4))
    assert copied.rows.shape == (5 * FEW, 784)
    np.testing.assert_array_equal(copied.rows[:FEW], plain.rows)
    np.testing.assert_array_equal(copied.labels, np.tile(plain.labels, 5))
    assert len({row.tobytes() for row in copied.rows}) == 5 * FEW
    np.testing.assert_array_equal(copied.held_rows, plain.held_rows)  # what is held back is left alone


def test_all_digits_are_asked_for_by_their_own_source() -> None:
    asked = []
    examples(ALL_DIGITS, 50, 0.0, 0, 0, lambda source: asked.append(source) or load_digits("bundled"))
    assert asked == ["full"]


def test_points_have_no_copies() -> None:
    with pytest.raises(ExperimentError, match="copies must be from 0 to 0"):
        Experiment(data="moons", copies=1)
    with pytest.raises(ExperimentError, match="examples must be from 10 to 5000"):
        Experiment(data=DIGITS, examples=60_000)
    assert Experiment(data=ALL_DIGITS, examples=60_000).examples == 60_000


def lane(test: float, training: float = 1.0, outcome: str = "finished") -> LaneView:
    point = Point(1, 1, 1.0, None, (), Measured(0.1, training, 0.5, test))
    return LaneView("a", outcome, step=1, points=(point,))  # type: ignore[arg-type]


def test_what_helped_is_said_and_what_chance_may_give_is_said_to_be_that() -> None:
    titles = ["200 images", "many", "other", "worse", "broken"]
    lanes = [lane(0.8), lane(0.95, 0.99), lane(0.81), lane(0.6), lane(0.99, outcome="failed")]
    assert in_words(titles, lanes) == [
        "With 200 images it reads 100.0 % of them, and 80.0 % of those held back.",
        "many: 95.0 %, 15.0 points more.",
        "other: 81.0 % of those held back, no more than chance may give.",
        "worse: 60.0 %, 20.0 points less.",
    ]
    assert in_words(titles, [lane(0.8, outcome="failed"), *lanes[1:]]) == []
