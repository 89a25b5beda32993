"""Comparing arrays: shape first, then finite, then values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from submissions import backprop_key

from grader.asking.comparison import require_right, right, same
from grader.key.key import Question
from grader.report.message import Finding

EXACT = 2e-6

FLOATS = st.floats(-1e6, 1e6, allow_subnormal=False)
ARRAYS = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4), elements=FLOATS)


@given(ARRAYS)
def test_an_array_is_the_same_as_itself_and_its_list(array: np.ndarray) -> None:
    assert same(array, array.copy())
    assert same(np.asfortranarray(array)[()], array) or array.ndim == 0


@given(ARRAYS, st.floats(-0.3, 0.3))
def test_an_error_below_the_tolerance_is_none(array: np.ndarray, part: float) -> None:
    assert same(array * (1 + part * EXACT), array)


@given(ARRAYS, st.sampled_from([3, -3, 100, -1e6]))
def test_the_largest_entry_may_not_be_off_by_more(array: np.ndarray, times: float) -> None:
    assume(array.size and np.abs(array).max() > 1e-100)
    wrong = array.copy()
    wrong.flat[np.abs(array).argmax()] *= 1 + times * EXACT
    assert not same(wrong, array)
    assert not same(array, wrong)


def test_single_precision_passes_and_four_digits_do_not() -> None:
    wanted = np.linspace(-3, 5, 40).reshape(5, 8)
    assert same(wanted.astype(np.float32).astype(np.float64), wanted)
    assert not same(wanted * (1 + 1e-5), wanted)
    assert not same(wanted.round(4), wanted)


@given(ARRAYS)
def test_another_shape_is_never_the_same(array: np.ndarray) -> None:
    assert not same(array[None], array)
    assert not same(array.ravel(), array) or array.ndim == 1
    assert not same(np.zeros((0,)), np.zeros((0, 3)))


@given(ARRAYS, st.sampled_from([np.nan, np.inf, -np.inf]))
def test_nan_and_infinity_are_the_same_only_in_the_same_places(array: np.ndarray, odd: float) -> None:
    assume(array.size)
    changed = array.copy()
    changed.flat[0] = odd
    assert same(changed, changed)
    assert not same(changed, array)
    assert not same(array, changed)
    assert not same(changed, -changed) or np.isnan(odd)


def test_zero_is_compared_to_the_size_of_the_array() -> None:
    wanted = np.array([0.0, 1000.0])
    assert same(np.array([1e-5, 1000.0]), wanted)
    assert not same(np.array([1e-3, 1000.0]), wanted)
    assert not same(np.array([1e-300, 0.0]), np.zeros(2))


def asked(low: NDArray[np.float64], high: NDArray[np.float64] | None = None, function: str = "dL_dW3") -> Question:
    arguments = backprop_key().questions(function)[0].arguments
    slack = EXACT * (np.abs(low) + 0.1 * np.abs(low).max(initial=0))
    return Question("reference", "", {"N": 1}, arguments, (low,), (low if high is None else high,), (slack,))


UPSTREAM = np.array([[2.0, -2.0, 3.0]])
AT_THE_KINK = asked(np.array([[0.0, -2, 3]]), np.array([[2.0, 0, 3]]), "dL_dz2")  # z2 is 0, 0 and 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_any_slope_from_0_to_1_is_right_at_the_kink(first: float, second: float) -> None:
    assert right(AT_THE_KINK, (UPSTREAM * np.array([[first, second, 1.0]]),))


@pytest.mark.parametrize("slope", [2.0, -0.5, 1.01, -0.01])
def test_another_slope_is_wrong(slope: float) -> None:
    got = UPSTREAM * np.array([[slope, 0, 1.0]])
    with pytest.raises(Finding, match=r"1 of 3 entries is wrong, the worst is dL_dz2\[0, 0\]"):
        require("dL_dz2", AT_THE_KINK, got)


def test_only_a_function_with_a_kink_has_a_choice() -> None:
    for function in backprop_key().signatures:
        choice = [
            (question.low[0] != question.high[0]).any() for question in backprop_key().asked(function, "reference")
        ]
        assert any(choice) == (function in ("dL_dz2", "dL_dz1"))


def require(function: str, question: Question, got: NDArray[np.float64]) -> None:
    require_right(backprop_key().signatures[function], question, (got,), what="Wrong.", next="Look.")


PATTERNS = [
    ("Each has the right size and the opposite sign.", lambda wanted: -wanted),
    ("Each is 0 and should not be.", lambda wanted: wanted * 0),
    ("Each is 3 times what it should be.", lambda wanted: 3 * wanted),
    ("Each is 0.2 times what it should be.", lambda wanted: wanted / 5),
    (
        "Each is right to within 1 per cent: is something rounded?",
        lambda wanted: wanted + np.resize([9e-3, -1e-3], (4, 5)),
    ),
    # and not "1 times what it should be"
    ("Each is right to within 0.01 per cent: is something rounded?", lambda wanted: 1.00002 * wanted),
    ("Each is 1e+300 times what it should be.", lambda wanted: 1e300 * wanted),
]


@pytest.mark.parametrize(("sentence", "wrong"), PATTERNS)
def test_what_is_true_of_all_wrong_entries_is_said(
    sentence: str, wrong: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> None:
    wanted = np.arange(1.0, 21).reshape(4, 5)
    with pytest.raises(Finding) as raised:
        require("dL_dW3", asked(wanted), wrong(wanted))
    assert raised.value.message.where.endswith(sentence)


@pytest.mark.parametrize("decimals", [2, 4, 8])
def test_numbers_that_are_rounded_are_said_to_be(decimals: int) -> None:
    wanted = np.sqrt(np.arange(2.0, 22)).reshape(4, 5) * 10.0 ** (2 - decimals)
    with pytest.raises(Finding) as raised:
        require("dL_dW3", asked(wanted), np.round(wanted, decimals))
    assert raised.value.message.where.endswith(f"Each is rounded to {decimals} decimals.")


def test_many_whole_numbers_are_rounded_and_a_few_may_be_a_coincidence() -> None:
    """`update` that gives the old weights back is no rounded update."""
    wanted = np.array([[1.9, 3.1, 2.1, 1.1, 0.9, 4.1]])
    for places, ending in ((6, "Each is rounded to a whole number."), (4, "the worst is dL_dW3[0, 0].")):
        with pytest.raises(Finding) as raised:
            require("dL_dW3", asked(wanted[:, :places]), np.round(wanted[:, :places]))
        assert raised.value.message.where.endswith(ending)


def test_nothing_is_said_that_is_true_of_some_entries_only() -> None:
    wanted = np.arange(1.0, 21).reshape(4, 5)
    got = -wanted
    got[0, 0] = 7
    with pytest.raises(Finding) as raised:
        require("dL_dW3", asked(wanted), got)
    assert raised.value.message.where.endswith("the worst is dL_dW3[3, 4].")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("factor", [1e300, 1e308, -1e308])
def test_a_hugely_wrong_answer_makes_no_noise(factor: float) -> None:
    with pytest.raises(Finding):
        require("dL_db3", asked(np.full(4, 0.01), function="dL_db3"), np.full(4, factor))


@pytest.mark.parametrize(("shape", "says"), [((4,), "(4,)"), ((), "()"), ((4, 5, 0), "(4, 5, 0)")])
def test_shape_comes_before_everything(shape: tuple[int, ...], says: str) -> None:
    with pytest.raises(Finding) as raised:
        require("dL_dW3", asked(np.ones((4, 5))), np.full(shape, np.nan))
    assert raised.value.message.what == "dL_dW3 returns an array of the wrong shape."
    assert raised.value.message.where.startswith(f"Got shape {says}, wanted (4, 5), the shape of W3")


def test_the_worst_is_the_first_of_those_that_differ_in_the_last_bits() -> None:
    wanted = np.zeros((2, 3))
    got = np.array([[0.0, 0.5, 0.25], [0.5 + 1e-15, 0.0, 0.0]])  # as another processor may add up
    with pytest.raises(Finding, match=r"the worst is dL_dW3\[0, 1\]\."):
        require("dL_dW3", asked(wanted), got)
