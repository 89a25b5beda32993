"""A training run, driven from the parent process in slices.

Between two slices the parent may pause, by not asking, or change the learning rate. It computes the test
accuracy itself, from the weights: nothing that the student's code says about itself is believed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.evaluation import accuracy
from quiz_app.training.evidence import Evidence, gather
from quiz_app.training.history import History
from quiz_app.training.loop import SLICE_SECONDS, LoopFailed
from quiz_app.training.network import has_diverged
from quiz_app.training.outcome import diverged, finished, has_learned, stopped
from quiz_app.training.recipe import Recipe
from quiz_app.training.recipe_loop import CLASSES, Loop, open_loop
from quiz_app.training.record import RunOutcome
from quiz_app.training.settings import Settings

if TYPE_CHECKING:
    from grader.sandbox import Chunk, Sandbox
    from quiz_app.training.data import Digits

TARGET_SECONDS = 0.15


@dataclass(frozen=True)
class Progress:
    """Where a run stands after a slice.

    ``step`` counts batches, ``epoch`` is the one in progress, from 1; ``losses`` has that of each batch of the
    slice, (n,), ``accuracy`` the last measured on the test images (None before the first epoch has ended);
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


class TrainingRun:
    """Trains a submission's functions; a context manager that guards the worker.

    Args:
        recipe: how the assignment's functions train.
        chunks: the submission's source text.
        digits: what to train and test on.
        settings: how.
        sandbox: where to run; by default one of its own, closed with the run.
        weights: to begin from, in place of those that the seed gives.
        slice_seconds: a slice that takes longer ends the run.

    ``outcome`` goes from "running" to "finished", "diverged", "failed" or "stopped", and ``message`` then
    says it in a sentence: problems of the student's code are no exceptions here.
    """

    def __init__(
        self,
        recipe: Recipe,
        chunks: tuple[Chunk, ...],
        digits: Digits,
        settings: Settings,
        sandbox: Sandbox | None = None,
        *,
        weights: tuple[NDArray[np.float32], ...] = (),
        slice_seconds: float = SLICE_SECONDS,
    ) -> None:
        self.recipe, self.settings = recipe, settings
        self.outcome: RunOutcome = "running"
        self.message = ""
        self.isolation = ""
        self.weights: tuple[NDArray[np.float32], ...] = ()
        self._begin_from = weights
        self.steps_per_epoch = settings.steps_per_epoch(len(digits.train_images))
        self.total_steps = settings.epochs * self.steps_per_epoch
        self._digits = digits
        self._opening = open_loop(recipe, chunks, digits, settings, sandbox, slice_seconds)
        self._stack = ExitStack()
        self._loop: Loop | None = None
        self._step = 0
        self._losses: list[NDArray[np.float64]] = []
        self._norms: tuple[float, ...] = ()
        self._rate = settings.learning_rate  # of the last slice
        self._measured: dict[int, float] = {}  # accuracy after so many steps
        self._seconds = 0.0
        self._pace = 0.0  # steps per second of the loop itself, smoothed

    def __enter__(self) -> TrainingRun:
        try:
            self._loop, self.isolation = self._stack.enter_context(self._opening)
            if self._begin_from:
                self._loop.begin_from(self._begin_from)
                self.weights = self._begin_from
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
        """One slice: up to ``steps`` steps, by default about 0.15 s of them, never past the end of an epoch.

        Args:
            steps: at least 1.
            learning_rate: in place of the settings', for this slice. It falls with the epochs all the same.

        Returns:
            Where the run stands.
        """
        if self.outcome == "running":
            begun = time.perf_counter()
            rate = self.settings.learning_rate if learning_rate is None else learning_rate
            try:
                self._slice(self._steps_of_a_slice() if steps is None else steps, rate)
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
            accuracy=next(reversed(self._measured.values()), None),
            steps_per_second=self._pace,
            seconds_left=left * self._seconds / self._step if self._step else float("inf"),
            gradient_norms=self._norms,
        )

    def fetch_weights(self) -> None:
        """Brings `weights` up to date; by itself that happens at the end of an epoch."""
        if self._loop is not None and self.outcome == "running":
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

    def settle(self) -> None:
        """After the end: the weights of a stop within an epoch are measured, and a bad end is explained."""
        if self.outcome in ("diverged", "finished") and self._loop is not None:
            self._explain(self._loop)
        if self.outcome == "stopped" and self._loop is not None:
            self.message = stopped(self._step, self.total_steps)  # the slice under way has ended since
            try:
                self._measure(self._loop)
            except LoopFailed as problem:
                self._end("failed", str(problem))

    def history(self) -> History:
        """Everything so far."""
        return History(
            data=self._digits.description,
            settings=self.settings,
            outcome=self.outcome,
            message=self.message,
            losses=np.concatenate(self._losses) if self._losses else np.zeros(0),
            steps=np.array(list(self._measured), dtype=np.int64),
            accuracies=np.array(list(self._measured.values()), dtype=np.float64),
            weights=self.weights,
            parameters=self.recipe.parameters,
            steps_per_epoch=self.steps_per_epoch,
        )

    def _steps_of_a_slice(self) -> int:
        if not self._losses:
            return 1
        return min(int(self._pace * TARGET_SECONDS), 2 * len(self._losses[-1]))

    def _slice(self, steps: int, rate: float) -> None:
        if self._loop is None:
            raise RuntimeError("the run is not open: use it in a `with` statement")
        left = self.steps_per_epoch - self._step % self.steps_per_epoch
        done = self._loop.advance(max(1, min(steps, left)), self.settings.batch_size, rate)
        self._losses.append(done.losses)
        self._rate = rate
        self._step += len(done.losses)
        self._norms = tuple(done.gradient_norms.tolist())
        pace = len(done.losses) / max(done.seconds, 1e-9)
        self._pace = 0.7 * self._pace + 0.3 * pace if self._pace else pace
        loss = float(done.losses[-1])
        if has_diverged(loss, CLASSES):
            self.weights = self._loop.weights()
            self._end("diverged", diverged(self.recipe, self._step, rate, loss, Evidence()))
        elif self._step % self.steps_per_epoch == 0:
            share = self._measure(self._loop)
            if self._step >= self.total_steps:
                self._end("finished", self._finished(share, rate, Evidence()))

    def _finished(self, share: float, rate: float, found: Evidence) -> str:
        last_epoch = np.concatenate(self._losses)[-self.steps_per_epoch :]
        return finished(self.recipe, share, float(last_epoch.mean()), rate, found)

    def _explain(self, loop: Loop) -> None:
        """Finds out why the training diverged or learned nothing."""
        losses = np.concatenate(self._losses)
        share = next(reversed(self._measured.values()), 0.0)
        if self.outcome == "finished" and has_learned(share):
            return
        try:
            found = gather(loop, self.settings.batch_size, self._rate, losses)
        except LoopFailed:
            return  # the training itself has not failed
        if self.outcome == "diverged":
            self.message = diverged(self.recipe, self._step, self._rate, float(losses[-1]), found)
        else:
            self.message = self._finished(share, self._rate, found)

    def _measure(self, loop: Loop) -> float:
        if self._step not in self._measured:
            self.weights = loop.weights()
            digits = self._digits
            self._measured[self._step] = accuracy(self.weights, digits.test_images, digits.test_labels)
        return self._measured[self._step]

    def _end(self, outcome: RunOutcome, message: str) -> None:
        self.outcome, self.message = outcome, message
