"""What wrong entries have in common: said where it is true of all of them, and of no other."""

from __future__ import annotations

import numpy as np
import pytest
from submissions import backprop_key

from grader.asking.wrong_entries import common_to
from grader.key.key import Question

Z = np.array([[-3.0, -1e-4, 0.0, 1e-4], [0.4, 2.0, -0.5, 5.0]])
UPSTREAM = np.array([[1.0, -1.0, 1.0, -1.0], [2.0, 2.0, -2.0, -2.0]])

CASES = [
    (Z < 0, "Just the entries where z2 is negative are wrong."),
    (Z > 0, "Just the entries where z2 is positive are wrong."),
    (Z == 1e-4, "Just the entry where z2 is small and positive is wrong."),
    (Z == -1e-4, "Just the entry where z2 is small and negative is wrong."),
    ((Z > 0) & (Z < 1), "Just the entries where z2 is small and positive are wrong."),
    (np.abs(Z) < 0.01, "Just the entries where z2 is small are wrong."),
    (Z == 0, "Just the entry where z2 is 0 is wrong."),
    (UPSTREAM < 0, "Just the entries where dL_da2 is negative are wrong."),
    (Z == 5, ""),
    (Z < 99, ""),
    (Z > 99, ""),
    ((Z > 1) | (Z < -1), ""),
]


@pytest.mark.parametrize(("wrong", "said"), CASES)
def test_a_fact_about_all_wrong_entries_and_no_other(wrong: np.ndarray, said: str) -> None:
    question = Question("reference", "", {}, (UPSTREAM, Z), (), (), ())
    fact, next = common_to(backprop_key().signatures["dL_dz2"], question, wrong)
    assert fact == said
    assert ("The slope changes where z2 is 0" in next) == (" small" in said or " 0 " in said)


def test_a_one_hot_target_is_said_to_be_1() -> None:
    target = np.eye(3)[[0, 1, 2, 0]]
    question = Question("reference", "", {}, (np.full((4, 3), 1 / 3), target), (), (), ())
    fact, _ = common_to(backprop_key().signatures["dL_dz3"], question, target > 0)
    assert fact == "Just the entries where y_target is 1 are wrong."


def test_an_argument_that_is_a_list_of_arrays_is_passed_over() -> None:
    arrays = [np.ones((2, 4)), np.ones(3)]
    question = Question("reference", "", {}, (arrays, Z), (), (), ())
    fact, _ = common_to(backprop_key().signatures["dL_dz2"], question, Z < 0)
    assert fact == "Just the entries where z2 is negative are wrong."
