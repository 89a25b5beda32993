"""The same answers without a zygote, through pipes and threads."""

import numpy as np
import pytest

from grader.sandbox import Chunk, Limits

SOURCE = """\
import os
def double(x): return 2 * x
def endless():
    print("here")
    while True: pass
def crash(): os._exit(4)
def flood():
    for descriptor in range(3, 20):
        try:
            while True: os.write(descriptor, b"x" * 65536)
        except OSError: pass
"""


@pytest.fixture(scope="module")
def worker(cold_sandbox):
    with cold_sandbox.open([Chunk("backprop.py", SOURCE)], Limits(call_seconds=5, total_seconds=None)) as worker:
        yield worker


def test_calls_return_small_and_large_arrays(worker):
    for array in (np.arange(6.0).reshape(2, 3), np.zeros(0), np.arange(500_000)):
        np.testing.assert_array_equal(worker.call("double", array).arrays[0], 2 * array)


def test_an_endless_loop_is_stopped_found_and_followed_by_a_new_process(worker):
    answer = worker.call("endless", seconds=0.4)
    assert (answer.outcome, answer.output, answer.line) == ("timeout", "here\n", 5)
    assert worker.call("double", 2.0).arrays[0] == 4


def test_a_crash_is_named(worker):
    answer = worker.call("crash")
    assert (answer.outcome, answer.message) == ("crashed", "crash ended the Python process with exit status 4.")


def test_a_flood_of_bytes_is_no_answer(worker):
    assert worker.call("flood").outcome == "crashed"
    assert worker.call("double", 2.0).outcome == "returned"
