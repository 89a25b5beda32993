"""Workers that open while the caller does something else."""

import os
import sys

import pytest
from conftest import QUICK, confined_processes, left_behind

from grader.sandbox import Chunk, Sandbox, SandboxError

FUNCTIONS = """\
import os
def double(x):
    return 2 * x
def crash():
    os._exit(3)
"""


def chunks(value: float = 1.0) -> list[Chunk]:
    return [Chunk("backprop.py", f"{FUNCTIONS}\ndef constant():\n    return {value}\n")]


def opened_soon(sandbox: Sandbox, value: float = 1.0):
    return sandbox.soon(lambda: sandbox.open_now(chunks(value)))


def test_they_answer_as_any_other():
    with Sandbox(QUICK) as sandbox:
        sandbox.prepare()
        opening = [opened_soon(sandbox, value) for value in (1.0, 2.0, 3.0)]
        with sandbox.open(chunks(4.0)) as last:
            workers = [*(each.result() for each in opening), last]
            assert [worker.call("constant").arrays[0] for worker in workers] == [1, 2, 3, 4]
        assert sandbox.level == "full" or sys.platform != "linux"


def test_a_worker_may_lose_its_process_meanwhile():
    """Both threads talk to the zygote then, and neither may take the other's reply."""
    with Sandbox(QUICK) as sandbox, sandbox.open(chunks()) as worker:
        opening = [opened_soon(sandbox, value) for value in range(12)]
        while not all(each.done() for each in opening):
            assert worker.call("crash").outcome == "crashed"
            assert worker.call("double", 4.0).arrays[0] == 8
        assert [each.result().call("constant").arrays[0] for each in opening] == list(range(12))


def test_a_sandbox_that_is_closed_at_once_leaves_nothing():
    before = confined_processes()
    sandbox = Sandbox(QUICK)
    sandbox.prepare()
    opening = opened_soon(sandbox)
    sandbox.close()
    assert not left_behind(before)
    with pytest.raises(RuntimeError, match="closed"):
        opening.result().call("constant")


def test_what_keeps_one_from_opening_is_said_to_whoever_asks(monkeypatch):
    monkeypatch.setattr(sys, "executable", "")
    with Sandbox(QUICK) as sandbox:
        opening = opened_soon(sandbox)
        with pytest.raises(SandboxError, match="does not know its own executable"):
            opening.result()
        with pytest.raises(SandboxError, match="does not know its own executable"):
            sandbox.open(chunks())


# Python 3.12 warns of forking beside a thread, which is what is tried here.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_copy_does_not_wait_for_the_originals_thread():
    with Sandbox(QUICK) as sandbox:
        sandbox.prepare()
        opening = opened_soon(sandbox)
        pid = os.fork()
        if pid == 0:
            with sandbox.open(chunks(5.0)) as worker:
                os._exit(int(worker.call("constant").arrays[0]))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
        assert opening.result().call("constant").arrays[0] == 1
