"""Calls as a file's own last lines would make them."""

from __future__ import annotations

import numpy as np

from grader.sandbox import FunctionCall, Request

SOURCE = """
import sys
import numpy as np
CALLS = []

def count(a):
    CALLS.append(1)
    return float(len(CALLS))

def double(a):
    a *= 2
    return a

def stack(a):
    frame, depth = sys._getframe(1), 0
    caller = frame
    while frame:
        frame, depth = frame.f_back, depth + 1
    return np.array([depth, "inside" in caller.f_code.co_filename, caller.f_globals["__name__"] == "__main__"])

def fail(a):
    raise KeyError("no")

def hang(a):
    while True:
        pass
"""
ONES = np.ones(3)


def from_a_file(*calls: FunctionCall) -> Request:
    return Request.of(calls, as_file=True)


def test_the_answer_is_that_of_the_last_call(opened) -> None:
    worker = opened(SOURCE)
    first, second = worker.call_together(
        from_a_file(FunctionCall("count", (ONES,), 5), FunctionCall("count", (ONES,)))
    )
    assert [float(answer.arrays[0]) for answer in (first, second)] == [5.0, 6.0]


def test_every_call_gets_arguments_that_no_other_has_changed(opened) -> None:
    (answer,) = opened(SOURCE).call_together(from_a_file(FunctionCall("double", (ONES,), 4)))
    assert np.array_equal(answer.arrays[0], 2 * ONES)


def test_they_come_from_a_file_that_is_run_and_from_far_down_in_it(opened) -> None:
    worker = opened(SOURCE)
    top, deep = worker.call_together(from_a_file(FunctionCall("stack", (ONES,)), FunctionCall("stack", (ONES,))))
    assert top.arrays[0].tolist()[1:] == deep.arrays[0].tolist()[1:] == [0, 1]
    assert deep.arrays[0][0] >= top.arrays[0][0] + 20


def test_an_exception_and_a_missing_function_are_answers(opened) -> None:
    calls = from_a_file(*(FunctionCall(name, (ONES,)) for name in ("fail", "absent", "double")))
    assert [answer.outcome for answer in opened(SOURCE).call_together(calls)] == ["raised", "missing", "returned"]


def test_calls_that_do_not_end_are_no_answers_and_the_next_call_has_one(opened) -> None:
    worker = opened(SOURCE)
    assert worker.call_together(from_a_file(FunctionCall("hang", (ONES,)))) is None
    assert worker.call("double", ONES).outcome == "returned"
