"""Lanes that are tried in turn: some at once, within a budget of time; a bad function ends its own trials alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from small_job import ROOT

from grader.course import load_course
from grader.reading.submission import read_own
from grader.sandbox import Chunk
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment, packed
from quiz_app.laboratory.records import shelf_of
from quiz_app.runs.archive import Archive
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.registry import Registry
from quiz_app.runs.run import Run
from quiz_app.training.examples import sizes

SHORT = Experiment(blocks=(Chosen("linear", units=4), Chosen("relu")), epochs=2)
ENDLESS = SHORT.with_(epochs=10_000)
MOMENTUM = SHORT.with_(optimizer=Chosen("optimizers.momentum"))
Start = Callable[..., Run]


@pytest.fixture(scope="module")
def at_hand() -> Shelf:
    return shelf_of(load_course(ROOT))


@pytest.fixture
def start(registry: Registry, at_hand: Shelf) -> Iterator[Start]:
    """Starts trials of these experiments for Ada; `momentum` is the definition of one function."""
    course = load_course(ROOT)
    runs: list[Run] = []

    def begin(*experiments: Experiment, momentum: str = "", **limits: Any) -> Run:
        chunks = {
            name: read_own(course.reference_file(course.assignment(name))).chunks
            for name in ("backprop", "optimizers")
        }
        chunks["optimizers"] = (*chunks["optimizers"], Chunk("mine.py", momentum))
        files = tuple(chunks.items())
        lanes = tuple(
            Lane(
                f"trial {place}",
                (),
                one.settings(),
                packed(one),
                msgspec.json.encode(assembled(one, at_hand, *sizes(one.data))).decode(),
                () if place else files,
            )
            for place, one in enumerate(experiments)
        )
        limits = {"at_once": 2, "slice_seconds": 2.0} | limits
        runs.append(registry.start(Job(lanes, "bundled", ROOT, "optimizers", **limits), "ada"))
        return runs[-1]

    yield begin
    for run in runs:
        run.end("the test is over")


def outcomes(run: Run) -> list[str]:
    return [lane.outcome if lane.step or lane.message else "waits" for lane in run.view.lanes]


def test_each_trial_gets_its_turn_and_is_measured_at_its_end(start: Start, until: Callable[..., None]) -> None:
    run = start(SHORT, SHORT.with_(learning_rate=0.2), MOMENTUM, SHORT.with_(seed=1), SHORT)
    until(lambda: run.view.status == "ended", "an end")
    assert outcomes(run) == ["finished"] * 5
    losses = [lane.measured.test_loss for lane in run.view.lanes if lane.measured]
    assert len(losses) == 5
    assert losses[0] == losses[4]  # the same experiment, whoever trains beside it
    assert len(set(losses)) == 4


def test_no_more_train_at_a_time_than_may(start: Start, until: Callable[..., None]) -> None:
    run = start(ENDLESS, ENDLESS, ENDLESS, ENDLESS)
    until(lambda: run.view.lanes[1].step > 100, "two of them to be on their way")
    assert outcomes(run) == ["running", "running", "waits", "waits"]
    run.stop()
    until(lambda: run.view.status == "ended", "an end")
    assert outcomes(run) == ["stopped", "stopped", "waits", "waits"]


def test_when_the_time_is_over_all_of_them_end(start: Start, until: Callable[..., None]) -> None:
    run = start(SHORT, ENDLESS, ENDLESS, ENDLESS, seconds=1.5)
    until(lambda: run.view.status == "ended", "an end")
    assert outcomes(run) == ["finished", "stopped", "stopped", "waits"]
    assert run.view.lanes[2].measured is not None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise ValueError('no')", "optimizers.momentum raised ValueError in step 1: no"),
        ("while True: pass", "Stopped at step 1: it took longer than 2 seconds"),
        ("import os; os._exit(1)", "the process that ran the functions ended"),
    ],
)
def test_a_bad_function_ends_its_own_trials_alone(
    start: Start, until: Callable[..., None], body: str, said: str
) -> None:
    bad = f"def momentum(w, v, dL_dw, learning_rate, beta):\n    {body}\n"
    run = start(SHORT, MOMENTUM, SHORT, momentum=bad)
    until(lambda: run.view.status == "ended", "an end")
    assert outcomes(run) == ["finished", "failed", "finished"]
    assert said in run.view.lanes[1].message


def test_trials_rest_and_go_on(start: Start, until: Callable[..., None]) -> None:
    run = start(ENDLESS, ENDLESS, SHORT)
    until(lambda: run.view.lanes[0].step > 100, "steps")
    run.pause()
    until(lambda: run.view.status == "paused", "a pause")
    before = [lane.step for lane in run.view.lanes]
    run.go("end")
    until(lambda: run.view.lanes[0].step > before[0], "more steps")


def test_trials_come_back_from_the_archive(start: Start, until: Callable[..., None], tmp_path: Any) -> None:
    run = start(SHORT, MOMENTUM, seconds=30.0)
    until(lambda: run.view.status == "ended", "an end")
    archive = Archive(tmp_path)
    archive.save("sweep-of-ada", run.view)
    kept = archive.load("sweep-of-ada")
    assert kept is not None
    assert (kept.job.at_once, kept.job.seconds) == (2, 30.0)
    assert kept.job.files_of(kept.job.lanes[1]) == run.view.job.lanes[0].files
    assert [lane.measured for lane in kept.lanes] == [lane.measured for lane in run.view.lanes]
