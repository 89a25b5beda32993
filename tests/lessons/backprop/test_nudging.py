"""Finite differences: both kinds of error are what theory says they are."""

from __future__ import annotations

import numpy as np
import pytest
from by_hand_numbers import OWN, own

from quiz_app.lessons.backprop.exercise import Exercise, published
from quiz_app.lessons.backprop.loss_curve_chart import curve_chart, loss_curve
from quiz_app.lessons.backprop.nudging import EPSILONS, NUDGED, derivative, quotients
from quiz_app.lessons.backprop.nudging_chart import alternative_text, error_chart
from quiz_app.lessons.backprop.worked import number


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


@pytest.mark.parametrize("central", [True, False])
def test_the_curve_goes_through_the_points_of_the_secant_and_touches_the_tangent(central: bool) -> None:
    exercise, index = own(), (0, 1)
    curve = loss_curve(exercise, "W3", index)
    quotient = quotients(exercise, "W3", index, central)[at(0.3)]
    slope = derivative(exercise, "W3", index)
    chart = curve_chart(curve, "W3[0, 1]", exercise.loss, slope, quotient, central=central, dark=False)
    lines, dots = (layer["data"]["values"] for layer in chart.spec["layer"])

    def height(kind: str, x: float) -> float:
        points = [(row["x"], row["y"]) for row in lines if row["kind"] == kind]
        return float(np.interp(x, *zip(*points, strict=True)))

    assert height("tangent", curve.at) == pytest.approx(exercise.loss)
    assert curve.losses[len(curve.losses) // 2] == pytest.approx(exercise.loss)
    assert [dot["x"] for dot in dots] == pytest.approx([curve.at - 0.3 * central, curve.at + 0.3])
    for dot in dots:
        assert height("secant", dot["x"]) == pytest.approx(dot["y"])
        assert height("loss", dot["x"]) == pytest.approx(dot["y"], rel=1e-2)
    assert f"the tangent has the slope {number(slope)}" in chart.alt


def test_the_chart_leaves_out_what_a_logarithm_cannot_show_and_says_its_numbers() -> None:
    dead = quotients(Exercise(published()), "W1", (0, 0), True)  # the unit is off: every quotient is exactly 0
    assert error_chart(dead, 1e-2, dark=False)["data"]["values"] == []
    found = quotients(own(), "W3", (0, 1), True)
    assert f"{found[at(1e-3)].truncation:.1e}" in alternative_text(found, found[at(1e-3)])
