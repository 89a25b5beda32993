"""What a worker does after its process is lost, and what a submission may spend in total."""

import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import confined_processes, left_behind

from grader.sandbox import Chunk, Limits, Sandbox, SandboxError
from grader.sandbox.ending import describe_ending

MIXED = """\
import os, numpy as np
state = 0
def good(x):
    global state
    state += 1
    return state * x
def endless():
    while True:
        pass
def crash():
    os._exit(3)
def segfault():
    import ctypes
    ctypes.string_at(0)
def hog():
    global kept
    kept = np.ones(10**10)
def stray():
    os.write(3, b"x" * 100)
    return 1.0
def hang_up():
    os.close(3)
    while True:
        pass
def talk_then_hang():
    print("half way")
    while True:
        pass
"""


@pytest.mark.parametrize(
    ("bad", "outcome", "words"),
    [
        ("endless", "timeout", "endless did not finish within 0.3 seconds."),
        ("crash", "crashed", "crash ended the Python process with exit status 3."),
        ("segfault", "crashed", "segfault crashed the Python process with signal SIGSEGV."),
        ("hog", "out of memory", "hog needed more than 128 MiB of memory."),
        ("hang_up", "crashed", "hang_up cut the connection to the grader, or the system killed it."),
    ],
)
def test_a_lost_process_costs_one_call(opened, bad, outcome, words):
    worker = opened(MIXED)
    assert worker.call("good", 1.0).arrays[0] == 1
    answer = worker.call(bad, seconds=0.3)
    assert (answer.outcome, answer.message) == (outcome, words)
    assert answer.seconds < 5
    assert worker.call("good", 1.0).arrays[0] == 1, "a new process starts from the source"
    assert worker.call("good", 1.0).arrays[0] == 2


def test_an_endless_loop_is_found_by_its_line_and_keeps_its_prints(opened):
    answer = opened(MIXED).call("talk_then_hang", seconds=0.3)
    assert answer.outcome == "timeout"
    assert answer.output == "half way\n"
    assert answer.line in (27, 28)
    assert answer.label == "backprop.py"
    assert answer.code_line in ("while True:", "pass")


def test_a_segmentation_fault_is_found_by_its_line(opened):
    answer = opened(MIXED).call("segfault")
    assert answer.code_line == "ctypes.string_at(0)"
    assert answer.output == ""


def test_bytes_after_a_reply_are_never_taken_for_the_next_reply(opened):
    worker = opened(MIXED)
    assert worker.call("stray").outcome == "crashed"
    assert worker.call("good", 1.0).arrays[0] == 1


def test_a_process_that_dies_between_calls_is_replaced_without_a_word(opened):
    worker = opened(MIXED)
    assert worker.call("good", 1.0).outcome == "returned"
    os.kill(worker._connection.process._pid, signal.SIGKILL)
    assert worker._connection.process.channel.wait(10)
    assert worker.call("good", 1.0).arrays[0] == 1


def test_the_budget_holds_over_all_processes_of_a_worker(opened):
    worker = opened(MIXED, Limits(call_seconds=0.3, total_seconds=0.7))
    assert worker.call("good", 1.0).outcome == "returned"
    outcomes = [worker.call("endless") for _ in range(3)]
    assert [answer.outcome for answer in outcomes] == ["timeout"] * 3
    started = time.monotonic()
    answer = worker.call("good", 1.0)
    assert answer.outcome == "timeout"
    assert answer.message == "The submission has used up its 0.7 seconds in total."
    assert time.monotonic() - started < 0.2


def test_a_call_may_be_given_more_time_than_usual(opened):
    worker = opened("import time\ndef f(): time.sleep(0.4); return 1", Limits(call_seconds=0.1))
    assert worker.call("f").outcome == "timeout"
    assert worker.call("f", seconds=5.0).outcome == "returned"


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (0, "crashed", "f ended the Python process with exit status 0."),
        (77, "out of memory", "f needed more than 256 MiB of memory."),
        (-signal.SIGXCPU, "timeout", "f used up the processor time allowed in total."),
        (-signal.SIGSYS, "crashed", "f crashed the Python process with signal SIGSYS."),
        (-99, "crashed", "f crashed the Python process with signal 99."),
    ],
)
def test_every_way_to_end_has_words(status, outcome, words):
    assert describe_ending("f", status, Limits()) == (outcome, words)


def test_a_killed_zygote_is_replaced():
    with Sandbox() as sandbox, sandbox.open([Chunk("a", "def f(): return 1")]) as worker:
        assert worker.call("f").outcome == "returned"
        for pid in zygotes():
            os.kill(pid, signal.SIGKILL)
        outcomes = {worker.call("f").outcome for _ in range(2)}
        assert "returned" in outcomes
        assert sandbox.level == "full"


def zygotes() -> set[int]:
    """Those that are children of this process, newest sandbox last; other sandboxes restart theirs."""
    return {pid for pid in confined_processes() if parent_of(pid) == os.getpid()}


def parent_of(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def test_a_closed_sandbox_leaves_no_process_and_opens_no_more():
    before = confined_processes()
    sandbox = Sandbox()
    worker = sandbox.open([Chunk("a", "def f(): return 1")])
    assert confined_processes() - before
    sandbox.close()
    assert not left_behind(before)
    with pytest.raises(SandboxError, match="closed"):
        sandbox.open([])
    with pytest.raises(RuntimeError, match="closed"):
        worker.call("f")
    sandbox.close()


def test_several_sandboxes_and_workers_live_side_by_side(sandbox):
    source = "def f(x):\n    return x + {}"
    with Sandbox() as other:
        workers = [box.open([Chunk("a", source.format(number))]) for number, box in enumerate([sandbox, other] * 3)]
        answers = [worker.call("f", float(number)) for number, worker in enumerate(workers)]
        assert [float(answer.arrays[0]) for answer in answers] == [2.0 * number for number in range(6)]
        for worker in workers:
            worker.close()


PARENT = """
import sys, threading, time
from grader.sandbox import Chunk, Sandbox
sandbox = Sandbox(mode=sys.argv[1])
endless = [Chunk("a", "def f():\\n    while True: pass")]
workers = [sandbox.open(endless) for _ in range(int(sys.argv[2]))]
threading.Thread(target=workers[0].call, args=("f",), kwargs={"seconds": 600}).start()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(("mode", "workers", "processes"), [("zygote", 2, 3), ("cold", 1, 1)])
def test_killing_the_grader_leaves_nothing_behind(mode, workers, processes):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, mode, str(workers)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline() == b"ready\n"
        assert len(confined_processes(parent.pid)) == processes
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 10
    while confined_processes(parent.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert confined_processes(parent.pid) == set()


FORKING = """
import os, sys
from grader.sandbox import Chunk, Sandbox
sandbox = Sandbox(mode=sys.argv[1])
worker = sandbox.open([Chunk("a", "def f(x): return x + 1")])
pid = os.fork()
answer = float(worker.call("f", 1.0 if pid else 2.0).arrays[0])
sandbox.close()
if pid == 0:
    os._exit(0 if answer == 3.0 else 1)
sys.exit(os.waitpid(pid, 0)[1] or answer != 2.0)
"""


@pytest.mark.parametrize("mode", ["zygote", "cold"])
def test_a_forked_copy_of_the_grader_gets_processes_of_its_own(mode):
    result = subprocess.run([sys.executable, "-c", FORKING, mode], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, "")


INTERRUPTED = """
import _thread, signal, threading
from grader.sandbox import Chunk, Limits, Sandbox
with Sandbox() as sandbox:
    worker = sandbox.open([Chunk("a", "def f():\\n    while True: pass\\ndef g(): return 7")])
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        worker.call("f", seconds=60)
    except KeyboardInterrupt:
        print(int(worker.call("g").arrays[0]))
"""


def test_ctrl_c_during_a_call_leaves_a_usable_worker():
    result = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=60)
    assert (result.stdout, result.stderr) == ("7\n", "")
