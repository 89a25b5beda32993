"""Lanes that are tried in turn, some at the same time, for as long as a budget of time lasts."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Self

from quiz_app.runs.driven_lane import DrivenLane
from quiz_app.runs.job import Job, Lane

Begin = Callable[[Lane, ExitStack], DrivenLane]


class Trials:
    """The trials of a job; a context manager.

    Args:
        job: with `at_once` lanes at a time, and `seconds` for all.
        begin: opens a lane, for as long as the stack is open.
        lanes: where those that were begun are put, in the order of the job's.
    """

    def __init__(self, job: Job, begin: Begin, lanes: list[DrivenLane]) -> None:
        self._job, self._begin, self._lanes = job, begin, lanes
        self._waiting = list(job.lanes)
        self._open: list[tuple[DrivenLane, ExitStack]] = []
        self._spent = 0.0

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(self._job.at_once)
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.clear()
        for opened in self._open:
            opened[1].close()
        self._pool.shutdown()

    @property
    def waiting(self) -> bool:
        """Whether there are some that have not begun and still will."""
        return bool(self._waiting)

    def advance(self) -> None:
        """A slice of each open trial, all at the same time; where one has ended the next one begins.

        The time that is spent measuring and opening counts: who has a minute waits for a minute.
        """
        begun = time.perf_counter()
        while self._waiting and len(self._open) < self._job.at_once:
            stack = ExitStack()
            lane = self._begin(self._waiting.pop(0), stack)
            self._open.append((lane, stack))
            self._lanes.append(lane)
        # A slice waits for a worker, which is a process of its own, so that threads are enough here.
        list(self._pool.map(lambda one: one[0].advance(None), self._open))
        self._spent += time.perf_counter() - begun
        over = bool(self._job.seconds) and self._spent >= self._job.seconds
        if over:
            self._waiting.clear()
        for one in list(self._open):
            trial, stack = one
            if over and trial.run.outcome == "running":
                trial.stop()
            if trial.run.outcome != "running":
                trial.measure()
                stack.close()
                self._open.remove(one)
