"""A training driven from the parent process in slices: what all runs have in common.

Between two slices the parent may pause, by not asking, or change the learning rate.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.engine import has_diverged
from quiz_app.training.evidence import Evidence, gather
from quiz_app.training.loop import Loop, LoopFailed
from quiz_app.training.outcome import diverged, stopped
from quiz_app.training.program import Program
from quiz_app.training.record import RunOutcome
from quiz_app.training.settings import Settings

TARGET_SECONDS = 0.15


@dataclass(frozen=True)
class Progress:
    """Where a run stands after a slice.

    ``step`` counts batches, ``epoch`` is the one in progress, from 1; ``losses`` has that of each batch of the
    slice, (n,), ``accuracy`` the last measured on what is held back (None before the first time);
    ``gradient_norms`` are the last step's, in the order of the parameters.
    """

    step: int
    epoch: int
    losses: NDArray[np.float64]
    accuracy: float | None
    steps_per_second: float
    seconds_left: float
    gradient_norms: tuple[float, ...]

    @property
    def loss(self) -> float:
        """The mean over the slice; NaN before the first step."""
        return float(self.losses.mean()) if len(self.losses) else float("nan")


class SlicedRun:
    """Trains a program in a worker; a context manager that guards the worker.

    Args:
        program: what is called.
        opening: opens the loop, and says what the isolation of its worker is.
        settings: how to train.
        examples: how many rows there are.
        first_steps: of the first slice; the next ones take about 0.15 s.

    ``outcome`` goes from "running" to "finished", "diverged", "failed" or "stopped", and ``message`` then
    says it in a sentence: problems of the student's code are no exceptions here.
    """

    def __init__(
        self,
        program: Program,
        opening: AbstractContextManager[tuple[Loop, str]],
        settings: Settings,
        examples: int,
        first_steps: int = 1,
    ) -> None:
        self.program, self.settings = program, settings
        self.outcome: RunOutcome = "running"
        self.message = self.isolation = ""
        self.weights: tuple[NDArray[np.float32], ...] = ()
        self.steps_per_epoch = settings.steps_per_epoch(examples)
        self.total_steps = settings.epochs * self.steps_per_epoch
        self._opening, self._first_steps = opening, first_steps
        self._stack = ExitStack()
        self._loop: Loop | None = None
        self._step = 0
        self._losses: list[NDArray[np.float64]] = []
        self._norms: tuple[float, ...] = ()
        self._rate = settings.learning_rate  # of the last slice
        self._seconds = 0.0
        self._pace = 0.0  # steps per second of the loop itself, smoothed

    def __enter__(self) -> Self:
        try:
            self._loop, self.isolation = self._stack.enter_context(self._opening)
            self._begin(self._loop)
        except LoopFailed as problem:
            self._end("failed", str(problem))
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker. What was reached stays readable."""
        self._loop = None
        self._stack.close()

    def stop(self) -> None:
        """Makes the run end as "stopped"; a signal handler may call it while a slice is under way."""
        if self.outcome == "running":
            self._end("stopped", stopped(self._step, self.total_steps))

    def __iter__(self) -> Iterator[Progress]:
        """Slice after slice, until the planned epochs are done or the run ends in another way."""
        while self.outcome == "running":
            yield self.advance()
        self.settle()

    def advance(self, steps: int | None = None, learning_rate: float | None = None) -> Progress:
        """One slice: up to ``steps`` steps, by default about 0.15 s of them.

        Args:
            steps: at least 1.
            learning_rate: in place of the settings', for this slice. What a schedule makes of it, it makes of this.

        Returns:
            Where the run stands.
        """
        if self.outcome == "running":
            if self._loop is None:
                raise RuntimeError("the run is not open: use it in a `with` statement")
            begun = time.perf_counter()
            rate = self.settings.learning_rate if learning_rate is None else learning_rate
            try:
                self._slice(self._loop, self._usual_steps() if steps is None else steps, rate)
            except LoopFailed as problem:
                self._end("failed", str(problem))
            self._seconds += time.perf_counter() - begun
        return self.progress()

    def progress(self) -> Progress:
        """Where the run stands."""
        left = self.total_steps - self._step if self.outcome == "running" else 0
        return Progress(
            step=self._step,
            epoch=min(max(self._step - 1, 0) // self.steps_per_epoch + 1, self.settings.epochs),
            losses=self._losses[-1] if self._losses else np.zeros(0),
            accuracy=self._accuracy(),
            steps_per_second=self._pace,
            seconds_left=left * self._seconds / self._step if self._step else math.inf,
            gradient_norms=self._norms,
        )

    def fetch_weights(self) -> None:
        """Brings `weights` up to date, while the loop stands where the run does."""
        if self._loop is not None and self.outcome in ("running", "stopped"):
            try:
                self.weights = self._loop.weights()
            except LoopFailed as problem:
                self._end("failed", str(problem))

    def vitals(self) -> NDArray[np.float32]:
        """What the last step did to each parameter, see `quiz_app.training.vitals`; (0, 0) once nothing answers."""
        if self._loop is not None and self._step and self.outcome in ("running", "stopped", "finished"):
            try:
                return self._loop.vitals()
            except LoopFailed as problem:
                self._end("failed", str(problem))
        return np.zeros((0, 0), np.float32)

    def step_memory(self) -> int | None:
        """Bytes that one step allocates at its peak, or None when the run has ended, also by this question."""
        if self._loop is not None and self.outcome == "running":
            try:
                return self._loop.step_memory(self.settings.batch_size)
            except LoopFailed as problem:
                self._end("failed", str(problem))
        return None

    @property
    def ended_badly(self) -> bool:
        """Whether `settle` looks for a cause, which may take seconds."""
        return self.outcome == "diverged"

    def settle(self) -> None:
        """After the end: why it ended badly is found out by trying, and said behind how it ended."""
        if self.ended_badly:
            self.message = self._bad_end(self._found_out())

    def _begin(self, loop: Loop) -> None:
        """What to do with a loop that was just opened."""

    def _accuracy(self) -> float | None:
        """The last one that was measured."""
        raise NotImplementedError

    def _most_steps(self) -> int:
        """Of a slice that begins here."""
        return self.total_steps - self._step

    def _arrived(self, loop: Loop, epochs: int, by_rule: bool) -> None:
        """After a slice that went well: what is due, and whether the run has come to its end."""
        raise NotImplementedError

    def _usual_steps(self) -> int:
        if not self._losses:
            return self._first_steps
        return min(int(self._pace * TARGET_SECONDS), 2 * len(self._losses[-1]))

    def _slice(self, loop: Loop, steps: int, rate: float) -> None:
        done = loop.advance(max(1, min(steps, self._most_steps())), self.settings.batch_size, rate)
        self._losses.append(done.losses)
        self._rate = rate
        self._step += len(done.losses)
        self._norms = tuple(done.norms.tolist())
        pace = len(done.losses) / max(done.seconds, 1e-9)
        self._pace = 0.7 * self._pace + 0.3 * pace if self._pace else pace
        if has_diverged(float(done.losses[-1]), loop.classes):
            self._end("diverged", self._bad_end(None))
        else:
            self._arrived(loop, done.epoch, done.stopped)
        if self.outcome != "running":
            self.weights = loop.weights()

    def _bad_end(self, found: Evidence | None) -> str:
        """How it ended, and why; None: that has not been looked for yet."""
        return diverged(self.program, self._step, self._rate, float(self._losses[-1][-1]), found)

    def _found_out(self) -> Evidence:
        """Why it ended as it did; nothing where that cannot be asked any more."""
        if self._loop is None:
            return Evidence()
        try:
            return gather(self._loop, self.settings.batch_size, self._rate, np.concatenate(self._losses))
        except LoopFailed:
            return Evidence()  # the training itself has not failed

    def _end(self, outcome: RunOutcome, message: str) -> None:
        self.outcome, self.message = outcome, message
