"""Who may train, who watches, and when a run ends that nobody watches."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_job import Watchers

from quiz_app.runs.job import Job
from quiz_app.runs.registry import Full, Registry
from quiz_app.runs.run import Run

Start = Callable[..., Run]
Until = Callable[..., None]


@pytest.fixture(autouse=True)
def _both_present(watchers: Watchers) -> None:
    watchers.present = {"ada", "ben"}


def test_a_third_training_on_two_places_is_refused_in_a_sentence(
    started: Start, registry: Registry, job: Callable[..., Job]
) -> None:
    first, _ = started(do="step"), started(do="step")
    with pytest.raises(Full, match="All 2 places for training on this computer are taken"):
        registry.start(job(), "ben")
    registry.start(job(), "ada", "step", first)  # its own place is not taken from it


def test_an_ended_training_gives_its_place_away(started: Start, registry: Registry, until: Until) -> None:
    first, _ = started(do="step"), started(do="step")
    first.stop()
    until(lambda: first.view.status == "ended", "it stops")
    started(do="step")


def test_a_reload_finds_the_run_and_a_second_tab_shares_it(started: Start, registry: Registry) -> None:
    run = started(do="step")
    assert registry.find(run.id, "ben") is run
    assert registry.find("guessed", "ben") is None


def test_it_lives_as_long_as_one_of_its_watchers(
    started: Start, registry: Registry, watchers: Watchers, until: Until
) -> None:
    run = started(do="step")
    registry.find(run.id, "ben")
    watchers.present = {"ben"}
    registry.sweep()
    registry.sweep()
    assert registry.find(run.id, "ben") is run
    watchers.present = set()
    until(lambda: run.pid is None, "its process is ended")
    assert registry.find(run.id, "ben") is None


def test_whoever_begins_anew_while_a_run_is_ended_is_not_ended_with_it(started: Start, registry: Registry) -> None:
    run = started(do="step")
    before = run.number
    registry.start(run.view.job, "ada", "step", run)
    run.end("meant for the training before", before)
    assert run.pid is not None
    run.end("meant for this one", run.number)
    assert run.pid is None


def test_places_become_free_again_after_a_fault(
    started: Start, watchers: Watchers, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(do="step")
    swept = Registry.sweep
    faults = [RuntimeError("the server is about to end"), ValueError("another one")]

    def sweep(self: Registry) -> None:
        if faults:
            raise faults.pop()
        swept(self)

    monkeypatch.setattr(Registry, "sweep", sweep)
    watchers.present = set()
    until(lambda: run.pid is None, "its process is ended")
    assert not faults


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path, until: Until) -> None:
    program = tmp_path / "server.py"
    program.write_text(
        "import sys\n"
        "from quiz_app.runs.registry import Registry\n"
        "registry = Registry(lambda name: True)\n"
        "registry.prepare()\n"
        "print(registry._standby.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as server:
        assert server.stdout
        pid = int(server.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        server.kill()
    until(lambda: not Path(f"/proc/{pid}").exists(), "the driving process has ended")
