"""The exercise's arithmetic, and reading numbers that somebody typed."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand_numbers import OWN, own

from grader.key.differences import gradient as by_finite_differences
from quiz_app.lessons.backprop.chain import numbers_by_hand
from quiz_app.lessons.backprop.exercise import (
    GIVEN,
    PARAMETERS,
    Exercise,
    NumbersError,
    as_text,
    loss,
    published,
    read_numbers,
)


def test_the_published_numbers_come_out_as_by_hand() -> None:
    values = Exercise(published(), rounded=True).values
    compared = [name for name in numbers_by_hand() if name in values]
    assert len(compared) >= 25
    for name in compared:
        np.testing.assert_allclose(values[name], numbers_by_hand()[name], err_msg=name)


@pytest.mark.parametrize("name", PARAMETERS)
def test_gradients_of_changed_numbers_are_the_slopes_of_the_loss(name: str) -> None:
    slope = by_finite_differences(lambda value: loss({**OWN, name: value}), OWN[name])
    np.testing.assert_allclose(own().values[f"dL_d{name}"], slope, atol=1e-8)


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_shown_can_be_typed_again(name: str) -> None:
    rows = len(OWN["X"]) if name in ("X", "y_target") else None
    np.testing.assert_array_equal(read_numbers(name, as_text(OWN[name]), rows), OWN[name])


def test_commas_brackets_and_a_real_minus_sign_are_read() -> None:
    np.testing.assert_array_equal(read_numbers("b2", "[0.5, \N{MINUS SIGN}3]"), [0.5, -3])


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("W1", "1 2\n1 2 3\n1 2 3\n1 2 3", "W1: row 1 has 2 numbers, expected 3."),
        ("W1", "1 2 3", "W1 has 1 row, expected 4."),
        ("b2", "1 two", "b2: 'two' is not a number."),
        ("b2", "1 nan", "b2: 'nan' is not a number."),
        ("b2", "1 1e9", "b2: 1e9 is too large; use numbers from -1000 to 1000."),
        ("X", "\n".join(["1 2 3"] * 5), "X has 5 rows, expected 1 to 4."),
        ("X", "", "X has 0 rows, expected 1 to 4."),
        ("y_target", "0 1 1", "y_target: each row has a single 1, for the right class, and 0 elsewhere."),
    ],
)
def test_numbers_that_do_not_fit_are_refused_in_words(name: str, text: str, problem: str) -> None:
    with pytest.raises(NumbersError) as refusal:
        read_numbers(name, text)
    assert str(refusal.value) == problem
