"""Runs on the disk: the same after a restart, over where they were under way, and never too many."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from small_job import Watchers

from quiz_app.runs import archive, registry
from quiz_app.runs.archive import Archive
from quiz_app.runs.job import Job
from quiz_app.runs.progress import RunView
from quiz_app.runs.registry import Registry
from quiz_app.runs.run import Run

ID = "abcdefghijklmnop"
Until = Callable[..., None]


@pytest.fixture
def trained(job: Callable[..., Job], until: Until) -> Callable[[Registry], Run]:
    """Trains a step in a registry."""

    def go(registry: Registry) -> Run:
        run = registry.start(job(), "ada", "step")
        until(lambda: run.view.status == "paused" and run.view.look is not None, "a step was trained")
        return run

    return go


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return (
            isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
        )
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one)
        )
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


def test_a_run_that_nobody_watches_is_ended_kept_and_found_again(
    tmp_path: Path, trained: Callable[[Registry], Run], until: Until
) -> None:
    watchers = Watchers()
    with Registry(
        lambda name: name in watchers.present, places=1, grace_seconds=0.0, archive=Archive(tmp_path)
    ) as runs:
        run = trained(runs)
        watchers.present = set()
        until(lambda: run.pid is None, "its process is ended")
        watchers.present = {"ada"}
        found = runs.find(run.id, "ada")
        assert found is not None
        assert found is not run
        assert found.view.status == "ended"
        assert "nobody was watching" in found.view.message
        assert "its weights of step 1 are kept" in found.view.message
        assert same(found.view.look, run.view.look)
        assert same(found.view.lane.points, run.view.lane.points)


def test_an_unwatched_run_gives_its_place_to_whoever_needs_it(
    tmp_path: Path, trained: Callable[[Registry], Run], until: Until
) -> None:
    watchers = Watchers()
    with Registry(
        lambda name: name in watchers.present, places=1, grace_seconds=600.0, archive=Archive(tmp_path)
    ) as runs:
        run = trained(runs)
        watchers.present = {"ben"}
        until(lambda: run.unwatched_since is not None, "it is seen that nobody watches")
        assert run.pid is not None
        runs.start(run.view.job, "ben", "step")
        assert "its place was needed" in run.view.message
        assert run.view.look is not None


def test_a_server_that_is_ended_keeps_its_runs(tmp_path: Path, trained: Callable[[Registry], Run]) -> None:
    with Registry(lambda name: True, places=1, archive=Archive(tmp_path)) as runs:
        run = trained(runs)
    view = Archive(tmp_path).load(run.id)
    assert view is not None
    assert view.message.startswith("The app was closed.")
    assert same(view, run.view)


def test_whoever_sees_that_a_run_has_ended_finds_it_kept(
    tmp_path: Path, trained: Callable[[Registry], Run], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "SWEEP_SECONDS", 1000.0)  # nobody sweeps up: the server may be killed before
    with Registry(lambda name: True, places=1, archive=Archive(tmp_path)) as runs:
        run = trained(runs)
        run.stop()
        until(lambda: run.view.status == "ended", "it is stopped")
        kept = Archive(tmp_path).load(run.id)
        assert kept is not None
        assert kept.message == run.view.message
        assert same(kept.lane, run.view.lane)


def test_a_run_under_way_when_the_server_was_killed_is_over(
    tmp_path: Path, trained: Callable[[Registry], Run]
) -> None:
    with Registry(lambda name: True, places=1) as runs:
        view = trained(runs).view
    Archive(tmp_path).save(ID, view)
    found = Archive(tmp_path).load(ID)
    assert found is not None
    assert (found.status, found.lane.outcome) == ("ended", "stopped")
    assert found.message.startswith("The app was ended while this trained. Its curve and its weights of step 1")


@pytest.mark.parametrize("run_id", ["", "../../secrets", "a/b" * 5, "short", "unknown-but-possible"])
def test_nothing_but_a_kept_run_is_opened(tmp_path: Path, run_id: str) -> None:
    assert Archive(tmp_path / "runs").load(run_id) is None


def test_a_damaged_file_is_no_run(tmp_path: Path, job: Callable[..., Job]) -> None:
    kept = Archive(tmp_path)
    kept.save(ID, RunView(job()))
    file = next(tmp_path.glob("*.npz"))
    file.write_bytes(file.read_bytes()[:-100])
    assert kept.load(ID) is None


def test_only_the_newest_are_kept(tmp_path: Path, job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Archive(tmp_path)
    for age in range(5):
        kept.save(f"{ID}{age}", RunView(job()))
        os.utime(next(tmp_path.glob(f"{ID}{age}*")), (time.time() - 2 * age * 24 * 3600,) * 2)
    monkeypatch.setattr(archive, "MOST_RUNS", 3)
    kept.prune()
    assert sorted(path.name[len(ID)] for path in tmp_path.glob("*.npz")) == ["0", "1", "2"]
    monkeypatch.setattr(archive, "KEPT_DAYS", 1)
    kept.prune()
    assert len(list(tmp_path.glob("*.npz"))) == 1
