"""Laws of right answers: what becomes of answers that no law expects."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import numpy as np

from grader.key.key import Law, Question
from grader.key.laws import broken

QUESTION = Question("properties", "", {}, (3,), (), (), ())


def small(calls: Any, answers: Any) -> str:
    return "" if all(np.square(answer).max() < 1 for answer in answers) else "They are large."


LAW = Law("small", inspect.getsource(small), "small", False)


def test_a_number_too_large_to_square_breaks_a_law_and_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(broken([LAW], [QUESTION], [np.array([1e300])])) == [(LAW, "They are large.")]


def test_an_answer_of_another_form_breaks_a_law() -> None:
    ((_, sentence),) = broken([LAW], [QUESTION], [np.array([])])
    assert sentence == "The answers do not have the form that is asked for."
