"""A right submission as a small job, and a registry whose watchers a test decides about."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from small_job import LONG, ROOT, Watchers

from grader.reading.submission import read_own
from grader.sandbox import Chunk
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.registry import Registry
from quiz_app.runs.run import Run
from quiz_app.training.settings import Settings


@pytest.fixture
def job() -> Callable[..., Job]:
    """A job of one lane: more source, other settings, fewer seconds."""

    def make(more: str = "", settings: Settings = LONG, **others: Any) -> Job:
        chunks = read_own(ROOT / "solutions" / "backprop" / "backprop.py").chunks
        return Job((Lane("mine", (*chunks, Chunk("more", more)), settings),), "bundled", ROOT, "backprop", **others)

    return make


@pytest.fixture(scope="module")
def watchers() -> Watchers:
    return Watchers()


@pytest.fixture(scope="module")
def registry(watchers: Watchers) -> Iterator[Registry]:
    """Two places; nobody is waited for."""
    with Registry(lambda name: name in watchers.present, places=2, grace_seconds=0.0) as opened:
        yield opened


@pytest.fixture
def until() -> Callable[..., None]:
    """Waits for a condition, for as long as a slow machine may need."""

    def wait(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
            time.sleep(0.02)

    return wait


@pytest.fixture
def started(registry: Registry, job: Callable[..., Job], until: Callable[..., None]) -> Iterator[Callable[..., Run]]:
    """Starts a job for Ada and waits until it is no longer starting; it is ended after the test."""
    runs: list[Run] = []

    def start(*arguments: Any, do: str = "end", **others: Any) -> Run:
        run = registry.start(job(*arguments, **others), "ada", do)
        runs.append(run)
        until(lambda: run.view.status != "starting", "the run answers")
        return run

    yield start
    for run in runs:
        run.end("the test is over")
