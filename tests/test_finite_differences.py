"""Finite differences: an honest witness that knows none of the course's formulas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.comparison import DIFFERENTIATED, acceptable, agrees, same
from grader.course import Assignment, Course
from grader.finite_differences import gradient, vector_jacobian_product
from grader.probes import smooth_probes, worked_example
from grader.reference import Reference
from grader.sandbox import shared_sandbox
from grader.steps import STEPS

SEEDS = range(5)


@pytest.mark.parametrize("function", STEPS)
def test_the_reference_is_the_derivative_on_every_draw(course: Course, assignment: Assignment, function: str) -> None:
    step = STEPS[function]
    with Reference(course, assignment, shared_sandbox()) as reference:
        for seed in SEEDS:
            for probe in smooth_probes(step, seed):
                wanted = vector_jacobian_product(step, probe)
                assert same(reference.answer(step, probe), wanted, DIFFERENTIATED / 10), seed
                assert np.abs(wanted).max() > 1e-3  # a derivative of 0 would be no witness


@pytest.mark.parametrize("function", [name for name in STEPS if name != "dL_dz3"])
def test_the_numbers_worked_by_hand_are_derivatives(course: Course, assignment: Assignment, function: str) -> None:
    """dL_dz3 apart: there the probabilities are rounded to halves, and one of them to 0."""
    from grader import by_hand

    step = STEPS[function]
    probe = worked_example(step)
    low, high = acceptable(step, probe, by_hand.VALUES[function])
    assert agrees(vector_jacobian_product(step, probe), low, high, DIFFERENTIATED).all()


@pytest.mark.parametrize("function", ["dL_dz3", "dL_dW2", "dL_db1", "dL_da1", "dL_dz1", "update"])
@pytest.mark.parametrize("error", [1e-3, -1e-3])
def test_a_small_error_in_one_entry_is_seen(function: str, error: float) -> None:
    step = STEPS[function]
    for probe in smooth_probes(step, 0):
        wanted = vector_jacobian_product(step, probe)
        wrong = wanted.copy()
        wrong.flat[np.abs(wrong).argmax()] *= 1 + error
        assert not same(wrong, wanted, DIFFERENTIATED)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=6), st.floats(-3, 3), st.floats(-3, 3))
def test_the_gradient_of_a_polynomial_is_known(entries: list[float], a: float, b: float) -> None:
    x = np.array(entries)
    measured = gradient(lambda v: np.sum(a * v**2 + b * v), x)
    assert np.allclose(measured, 2 * a * x + b, rtol=1e-6, atol=1e-5)


def test_the_point_is_left_as_it_was() -> None:
    x = np.arange(6.0).reshape(2, 3)
    x.setflags(write=False)
    assert gradient(lambda v: v.sum(), x).shape == (2, 3)
    assert np.array_equal(x, np.arange(6.0).reshape(2, 3))
