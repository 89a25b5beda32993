"""Finite differences: both kinds of error are what theory says they are."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand_numbers import OWN, own

from quiz_app.lessons.backprop.exercise import Exercise, published
from quiz_app.lessons.backprop.nudging import EPSILONS, NUDGED, derivative, quotients
from quiz_app.lessons.backprop.nudging_chart import alternative_text, error_chart


def at(epsilon: float) -> int:
    return EPSILONS.index(epsilon)


@pytest.mark.parametrize(("central", "power"), [(True, 2), (False, 1)])
def test_truncation_falls_with_epsilon_as_it_should(central: bool, power: int) -> None:
    found = quotients(own(), "W3", (0, 1), central)
    ratio = found[at(1e-2)].truncation / found[at(1e-4)].truncation
    assert ratio == pytest.approx(100**power, rel=0.05)


def test_rounding_grows_as_epsilon_shrinks_and_truncation_does_not() -> None:
    found = quotients(own(), "W3", (0, 1), True)
    small, large = found[at(1e-12)], found[at(1e-3)]
    assert small.rounding > 1000 * large.rounding
    assert small.truncation < 1e-12 < small.rounding


@pytest.mark.parametrize("name", NUDGED)
def test_the_derivative_by_the_steps_is_where_the_quotients_go(name: str) -> None:
    index = next(iter(np.ndindex(OWN[name].shape)))
    found = quotients(own(), name, index, True)[at(1e-5)]
    assert found.value == pytest.approx(derivative(own(), name, index), abs=1e-8)
    assert found.error <= found.truncation + found.rounding + 1e-18


def test_the_rounded_probabilities_do_not_get_into_the_derivative() -> None:
    rounded, exact = Exercise(published(), rounded=True), Exercise(published())
    assert derivative(rounded, "W3", (0, 1)) == derivative(exact, "W3", (0, 1)) != 2.0


def test_a_corner_between_the_two_points_is_noticed() -> None:
    given = {**OWN, "b1": OWN["b1"].copy()}
    z = (given["X"] @ given["W1"].T)[0, 0]
    given["b1"][0] = 0.01 - z  # this unit is on by a hundredth
    found = quotients(Exercise(given), "b1", (0,), True)
    assert found[at(1e-1)].corner
    assert not found[at(1e-3)].corner


def test_the_chart_leaves_out_what_a_logarithm_cannot_show_and_says_its_numbers() -> None:
    dead = quotients(Exercise(published()), "W1", (0, 0), True)  # the unit is off: every quotient is exactly 0
    assert error_chart(dead, 1e-2, dark=False)["data"]["values"] == []
    found = quotients(own(), "W3", (0, 1), True)
    assert f"{found[at(1e-3)].truncation:.1e}" in alternative_text(found, found[at(1e-3)])
