"""What a known mistake answers is kept in the form in which a student's answer is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.functions import Function, Result
from grader.key.mistaken_answers import _as_seen

ONE = Function("f", (), (Result("x", ("n",)),))
TWO = Function("f", (), (Result("xs", None, many=True), Result("losses", None)))
_SAME = [np.ones(2), np.zeros(2)]
_OTHER = [np.ones(2), np.zeros(3)]


def form(value: Any) -> Any:
    """Lists and tuples as they are, and the shape of each array."""
    return type(value)(map(form, value)) if isinstance(value, list | tuple) else np.shape(value)


@pytest.mark.parametrize(
    ("record", "value", "seen"),
    [
        (ONE, [1.0, 2.0], (2,)),
        (ONE, _SAME, (2, 2)),
        (ONE, "text", None),
        (TWO, (_SAME, [0.5, 0.4]), ([(2,), (2,)], (2,))),
        (TWO, [_OTHER, [0.5]], ([(2,), (3,)], (1,))),
        (TWO, _SAME, ([(), ()], (2,))),  # two arrays of one shape: the first is a list of numbers
        (TWO, _OTHER[:1], (1, 2)),  # too few results: what came, as it came
    ],
)
def test_a_mistake_answers_in_the_form_of_a_students_answer(record: Function, value: Any, seen: Any) -> None:
    found = _as_seen(value, record)
    assert found is None if seen is None else form(found) == seen
