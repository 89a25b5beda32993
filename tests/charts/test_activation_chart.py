"""What an activation's curves say: how much of a gradient is left, where it is flat, whether the slope is its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quiz_app.charts.activation import Curve, activation_chart, asked, in_words


def curve(function: Callable[..., np.ndarray], slope: Callable[..., np.ndarray]) -> Curve:
    return Curve.of(function(asked()), slope(asked()))


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def of_sigmoid(z: np.ndarray) -> np.ndarray:
    return sigmoid(z) * (1 - sigmoid(z))


def test_a_sigmoid_keeps_a_quarter_and_is_flat_at_both_ends() -> None:
    first, second, *more = in_words(curve(sigmoid, of_sigmoid))
    assert first.startswith("It keeps at most 0.25 of a gradient, at z = 0.")
    assert "that is 9e-13" in first
    assert "below -2.9 and above 2.9" in second  # where the slope falls below 0.05
    assert more == []


def test_relu_is_flat_on_one_side_and_its_kink_is_no_fault() -> None:
    relu = curve(lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0)
    said = " ".join(in_words(relu))
    assert "It keeps at most 1 of a gradient" in said
    assert "flat for z below 0: " in said
    assert "above" not in said
    assert "is not the slope" not in said


def test_a_wrong_derivative_is_said_with_its_place() -> None:
    said = in_words(curve(np.tanh, lambda z: 1 - z**2))
    assert any(
        one.startswith("Your derivative is not the slope of your function: at z = -6 it says -35") for one in said
    )


def test_what_looks_at_rows_tells_nothing() -> None:
    assert curve(lambda z: np.ones_like(z), lambda z: 0 * z).tells_nothing
    assert not curve(sigmoid, of_sigmoid).tells_nothing


def test_the_chart_says_in_words_what_it_shows() -> None:
    chart = activation_chart(curve(sigmoid, of_sigmoid), dark=True)
    assert chart.alt == (
        "From z = -6 to 6 the function goes from 0.00 to 1.00. Its slope is at most 0.25. "
        "Shaded, since it is flat: from -6 to -2.9 and from 2.9 to 6."
    )
    assert {row["series"] for row in chart.spec["data"]["values"]} == {
        "your function",
        "your derivative",
        "slope, measured",
    }
