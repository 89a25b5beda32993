"""The level is what a canary ran into, not what was asked for."""

import sys

import pytest

from grader.sandbox import Chunk, Limits, Sandbox, SandboxError, canary
from grader.sandbox.sandbox import _remedy

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the walls are Linux's")
pytestmark = linux


@pytest.mark.parametrize("mode", ["zygote", "cold"])
def test_with_all_walls_the_level_is_full(mode, sandbox, cold_sandbox):
    box = sandbox if mode == "zygote" else cold_sandbox
    assert box.level == "full"
    assert box.explanation.startswith("full: submissions have no files, network, processes or signals")


@pytest.mark.parametrize("mode", ["zygote", "cold"])
def test_without_libseccomp_the_level_is_partial_and_says_what_to_install(mode):
    with Sandbox(mode=mode, without={"seccomp"}) as box:
        assert box.level == "partial"
        assert "use the network" in box.explanation
        assert "libseccomp is missing. Install libseccomp2" in box.explanation
        assert "\n" not in box.explanation
        if mode == "cold":
            return
        with box.open([Chunk("a", "def f():\n    while True: pass\ndef g(): return [0.0] * 10**9")]) as worker:
            assert worker.call("f", seconds=0.3).outcome == "timeout"
            assert worker.call("g").outcome == "out of memory"


def test_without_landlock_too_files_can_be_read():
    with Sandbox(without={"seccomp", "landlock"}) as box:
        assert box.level == "partial"
        assert "read files, write files, use the network" in box.explanation


def test_without_any_wall_the_level_is_none_and_timeouts_still_hold():
    with Sandbox(mode="cold", without={"seccomp", "landlock", "limits"}) as box:
        assert box.level == "none"
        assert "fill the memory" in box.explanation
        with box.open([Chunk("a", "def f():\n    while True: pass\ndef g(): return 1")]) as worker:
            assert worker.call("f", seconds=0.3).outcome == "timeout"
            assert worker.call("g").outcome == "returned"


def test_the_canary_finds_each_wall_that_is_missing():
    with Sandbox(mode="zygote", without={"seccomp", "landlock", "limits"}) as box:
        assert canary.succeeded(box._open) == canary.WALLS.keys() | canary.LIMITS.keys()


def test_a_process_that_comes_out_weaker_than_the_canary_is_refused():
    with Sandbox() as box:
        assert box.level == "full"
        box._zygote.close()
        box._zygote = None
        box._without = frozenset({"seccomp"})
        with pytest.raises(SandboxError, match="weaker than measured"):
            box.open([Chunk("a", "def f(): return 1")])


def test_an_interpreter_that_cannot_start_is_an_error_that_says_why(monkeypatch):
    monkeypatch.setattr("grader.sandbox.process._library_folders", list)
    for mode in ("zygote", "cold"):
        with Sandbox(mode=mode) as box, pytest.raises(SandboxError, match="No module named 'numpy'"):
            _ = box.level


def test_a_missing_pyseccomp_is_told_apart_from_a_missing_libseccomp():
    assert _remedy("the Python package pyseccomp is missing") == "Install it with: pip install pyseccomp"
    assert "libseccomp2" in _remedy("libseccomp is missing")


def test_limits_are_per_worker(sandbox):
    source = [Chunk("a", "import numpy as np\ndef f(): return np.ones(40 * 2**17).sum()")]
    with sandbox.open(source, Limits(memory_mib=32)) as small, sandbox.open(source) as large:
        assert small.call("f").outcome == "out of memory"
        assert large.call("f").outcome == "returned"
