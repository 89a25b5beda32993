"""A run in its own process, commanded from here."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from small_job import LONG

from quiz_app.runs.job import Job, Lane
from quiz_app.runs.registry import FORCED, Registry
from quiz_app.runs.run import Run

Start = Callable[..., Run]
Until = Callable[..., None]


class TestCommands:
    def test_one_step_then_one_epoch_then_on(self, started: Start, until: Until) -> None:
        run = started(do="step")
        until(lambda: run.view.status == "paused", "one step")
        assert run.view.lane.step == 1
        run.go("epoch")
        until(lambda: run.view.status == "paused" and run.view.lane.step > 1, "one epoch")
        assert (run.view.lane.step, run.view.lane.epochs, run.view.lane.examples) == (80, 1.0, 4000)
        run.go("end")
        until(lambda: run.view.lane.step > 200, "it goes on")
        assert run.view.status == "running"

    def test_it_learns_and_says_on_what(self, started: Start, until: Until) -> None:
        run = started(settings=replace(LONG, epochs=4))
        until(lambda: run.view.status == "ended", "the end")
        lane = run.view.lane
        assert lane.outcome == "finished"
        assert lane.message.startswith("Finished: ")
        assert lane.step == lane.total_steps == 320
        assert lane.losses.count == 320  # of every batch
        assert lane.points[0].measured
        assert lane.points[0].measured.test_accuracy < 0.3
        assert lane.measured
        assert lane.measured.test_accuracy > 0.75
        assert lane.measured.test_loss < 1
        assert "bundled" in run.view.description
        assert run.view.samples == (1000, 1000)
        assert run.view.look
        assert run.view.look.confusion.sum() == 1000
        assert run.view.look.weights[0].shape == (16, 784)
        assert run.view.first_weights is not None
        assert (run.view.first_weights != run.view.look.weights[0]).any()
        shares = run.view.look.worst_shares
        assert (np.diff(shares) <= 0).all()

    def test_a_command_is_answered_before_the_page_is_drawn(
        self, started: Start, until: Until, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("quiz_app.runs.run.ANSWER_SECONDS", 120.0)  # a busy machine is no failure
        run = started()
        until(lambda: run.view.lane.step > 50, "it runs")
        run.set_rate(0.025)
        assert run.view.lane.rate == 0.025
        run.pause()
        assert run.view.status == "paused"
        step = run.view.lane.step
        run.go("step")
        assert (run.view.status, run.view.lane.step) == ("paused", step + 1)
        run.go("end")
        assert run.view.status == "running"
        run.stop()
        assert run.view.status == "ended"

    def test_a_pause_holds_still_and_the_rate_changes_meanwhile(self, started: Start, until: Until) -> None:
        run = started()
        until(lambda: run.view.lane.step > 50, "it runs")
        run.pause()
        until(lambda: run.view.status == "paused", "it pauses")
        step = run.view.lane.step
        run.set_rate(0.025)
        run.go("step")
        until(lambda: run.view.lane.step > step, "one step")
        assert run.view.lane.step == step + 1
        assert run.view.lane.rate == 0.025

    def test_a_stop_keeps_what_was_reached_and_frees_the_process(
        self, started: Start, until: Until, registry: Registry
    ) -> None:
        run = started()
        until(lambda: run.view.lane.step > 50, "it runs")
        run.stop()
        until(lambda: run.view.status == "ended", "it stops")
        assert run.view.lane.outcome == "stopped"
        assert run.view.look_step == run.view.lane.step
        registry.sweep()
        assert run.pid is None

    def test_begun_anew_it_has_the_same_first_weights_and_keeps_its_process_and_id(
        self, started: Start, until: Until, registry: Registry
    ) -> None:
        run = started(do="step")
        until(lambda: run.view.status == "paused", "one step")
        first, pid, run_id = run.view.lane.points, run.pid, run.id
        run.go("epoch")
        registry.start(run.view.job, "ada", "step", run)
        until(lambda: run.view.status == "paused", "one step again")
        assert run.view.lane.points == first
        assert (run.pid, run.id) == (pid, run_id)
        job = run.view.job
        lane = replace(job.lanes[0], settings=replace(job.lanes[0].settings, seed=5))
        registry.start(replace(job, lanes=(lane,)), "ada", "step", run)
        until(lambda: run.view.status == "paused", "one step from others")
        assert run.view.lane.points[0].measured != first[0].measured

    def test_it_begins_from_given_weights(self, started: Start, until: Until) -> None:
        run = started(settings=replace(LONG, epochs=2))
        until(lambda: run.view.status == "ended", "the end")
        assert run.view.look
        again = started(do="step", weights=run.view.look.weights)
        assert again.view.lane.points[0].measured == run.view.lane.measured

    def test_weights_of_another_network_are_refused_in_words(self, started: Start, until: Until) -> None:
        run = started(weights=(np.zeros((3, 784), np.float32),) * 6)
        until(lambda: run.view.status == "ended", "the refusal")
        assert run.view.message.startswith("These weights are of a network with other layers")


class TestTrouble:
    def test_functions_that_train_no_network_are_refused_and_the_process_lives(
        self, started: Start, until: Until, job: Callable[..., Job]
    ) -> None:
        run = started(do="step")
        run.begin(replace(job(), assignment="optimizers"), "end", run.lend())
        until(lambda: run.view.status == "ended", "the refusal")
        assert run.view.message == "Training could not begin."
        run.begin(job(), "step", run.lend())
        until(lambda: run.view.lane.step == 1, "the next run begins")

    def test_divergence_is_a_state_in_words_and_holds_no_numbers_that_are_none(
        self, started: Start, until: Until
    ) -> None:
        run = started("def update(w, dL_dw, learning_rate): return w * np.nan")
        until(lambda: run.view.status == "ended", "it diverges")
        assert run.view.lane.outcome == "diverged"
        assert run.view.message.startswith("Diverged at step 2")
        assert run.view.lane.points[-1].loss is None or math.isfinite(run.view.lane.points[-1].loss)

    def test_a_function_that_raises_ends_the_run_with_its_line(self, started: Start, until: Until) -> None:
        run = started("def dL_dW2(dL_dz2, a1):\n    return 1 / 0")
        until(lambda: run.view.status == "ended", "it fails")
        assert run.view.lane.outcome == "failed"
        assert "dL_dW2 raised ZeroDivisionError in step 1" in run.view.message

    def test_a_function_without_end_ends_the_run(self, started: Start, until: Until) -> None:
        run = started("def dL_dW2(dL_dz2, a1):\n    while True: pass", slice_seconds=1.0)
        until(lambda: run.view.status == "ended", "it is timed out")
        assert "longer than 1 seconds" in run.view.message

    def test_stop_stops_a_function_without_end(self, started: Start, until: Until) -> None:
        run = started("def dL_dW2(dL_dz2, a1):\n    while True: pass")
        processes = family(run.pid)
        assert len(processes) >= 3, "driver, zygote and confined worker"

        def ended_while_asked() -> bool:  # as by someone who presses Stop again and again
            run.stop()
            return run.view.status == "ended"

        until(ended_while_asked, "it is ended by force")
        assert run.view.message == FORCED
        until(lambda: not any(map(alive, processes)), "its processes are gone")

    def test_a_process_that_is_killed_is_an_outcome(self, started: Start, until: Until) -> None:
        run = started()
        processes = family(run.pid)
        os.kill(run.pid or 0, signal.SIGKILL)
        until(lambda: run.view.status == "ended", "it is noticed")
        assert run.view.message.startswith("The training process ended unexpectedly")
        until(lambda: not any(map(alive, processes)), "its processes are gone")


def test_lanes_see_the_same_examples_side_by_side(started: Start, until: Until, job: Callable[..., Job]) -> None:
    one = job().lanes[0]
    small = Lane("batches of 10", one.chunks, replace(LONG, epochs=1, batch_size=10))
    large = Lane("batches of 400", one.chunks, replace(LONG, epochs=1, batch_size=400))
    run = started(do="step")
    run.begin(replace(job(), lanes=(small, large)), "end", run.lend())
    apart: list[int] = []

    def over() -> bool:
        first, second = run.view.lanes
        apart.append(abs(first.examples - second.examples))
        return run.view.status == "ended"

    until(over, "both end")
    first, second = run.view.lanes
    assert (first.step, second.step) == (400, 10)
    assert first.examples == second.examples == 4000
    assert first.points[0].measured == second.points[0].measured, "the same first weights"
    assert first.memory
    assert second.memory
    assert second.memory > first.memory


def family(pid: int | None) -> list[int]:
    """A process and everything that came from it, by /proc."""
    assert pid
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat:
                    parents.setdefault(int(stat.read().rpartition(")")[2].split()[1]), []).append(int(name))
            except OSError:
                continue
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def alive(pid: int) -> bool:
    """Whether it still runs; one that only waits to be collected does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
