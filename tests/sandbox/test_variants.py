"""Other versions of a function, run beside the submission that they are versions of."""

from __future__ import annotations

import numpy as np

SOURCE = """
import numpy as np
KEPT = []

def factor():
    return 2.0

def scale(a):
    KEPT.append(1)
    return factor() * a
"""
ONES = np.ones(3)


def version(body: str) -> str:
    return f"def scale(a):\n    {body}\n"


def test_each_version_answers_each_call(opened) -> None:
    worker = opened(SOURCE)
    found = worker.call_variants(
        "scale", [version("return a + 1"), version("return factor() + a")], [(ONES,), (2.0,)], 1.0
    )
    assert [[answer.value.tolist() for answer in answers] for answers in found] == [[[2, 2, 2], 3], [[3, 3, 3], 4]]


def test_a_version_that_raises_or_is_no_python_has_no_answer(opened) -> None:
    worker = opened(SOURCE)
    found = worker.call_variants("scale", [version("return b"), version("return a"), "def scale(a"], [(ONES,)], 1.0)
    assert [answers[0].outcome for answers in found] == ["missing", "returned", "missing"]


def test_the_submission_stays_as_it_is(opened) -> None:
    worker = opened(SOURCE)
    worker.call_variants("scale", [version("return a + 1"), version("a *= 7\n    return a")], [(ONES,)], 1.0)
    assert worker.call("scale", ONES).value.tolist() == [2, 2, 2]
    assert ONES.tolist() == [1, 1, 1]


def test_a_version_that_comes_to_no_end_costs_its_time_and_no_more(opened) -> None:
    worker = opened(SOURCE)
    assert worker.call_variants("scale", [version("while True: pass")], [(ONES,)], 0.2) is None
    assert worker.call("scale", ONES).value.tolist() == [2, 2, 2]


def test_large_answers_are_left_out(opened) -> None:
    worker = opened(SOURCE)
    found = worker.call_variants("scale", [version("return np.zeros(10**7)"), version("return a")], [(ONES,)], 2.0)
    assert found[1][0].outcome == "returned"
