"""A laboratory experiment under way, driven in slices: what `TrainingRun` is to a lesson's own network."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.experiment import Experiment
from quiz_app.laboratory.inside import Inside, names_inside
from quiz_app.laboratory.snapshot import MOST_UNITS, Snapshot, loss_and_accuracy, measured, pictured
from quiz_app.runs.measuring import Measured
from quiz_app.training.examples import Examples
from quiz_app.training.loop import LaboratoryLoop, LoopFailed, bridge, limits
from quiz_app.training.outcome import stopped
from quiz_app.training.program import Program
from quiz_app.training.record import RunOutcome
from quiz_app.training.trainer import DIVERGED
from quiz_app.training.worker import TARGET_SECONDS, Progress

if TYPE_CHECKING:
    from grader.sandbox import Chunk, Sandbox

FIRST_STEPS = 5
INSIDE_ROWS = 32  # of the last batch, whose numbers are shown


class ExperimentRun:
    """Trains the network of an experiment; made by `open_experiment`.

    ``outcome`` goes from "running" to "finished", "diverged", "failed" or "stopped", and ``message`` then says it
    in a sentence: problems of the student's code are no exceptions here.
    """

    def __init__(self, experiment: Experiment, data: Examples) -> None:
        self.experiment = self.settings = experiment
        self.outcome: RunOutcome = "running"
        self.message = ""
        self.steps_per_epoch = -(-len(data.rows) // experiment.batch_size)
        self.total_steps = experiment.epochs * self.steps_per_epoch
        self._data = data
        self._loop: LaboratoryLoop | None = None
        self._step = self._epoch = 0
        self._losses: list[NDArray[np.float64]] = []
        self._norms: tuple[float, ...] = ()
        self._pace = self._seconds = 0.0
        self.measured: Measured | None = None  # the last time
        self.weights: tuple[NDArray[np.float32], ...] = ()

    def begin(self, loop: LaboratoryLoop | LoopFailed) -> None:
        """Take a loop that was opened, or why none could be."""
        if isinstance(loop, LoopFailed):
            self._end("failed", str(loop))
        else:
            self._loop = loop

    def close(self) -> None:
        """The worker is ended. What was reached stays readable."""
        self._loop = None

    def stop(self) -> None:
        """Makes the run end as "stopped"."""
        if self.outcome == "running":
            self._end("stopped", stopped(self._step, self.total_steps))

    def settle(self) -> None:
        """After the end: nothing is left to do."""

    def __iter__(self) -> Iterator[Progress]:
        """Slice after slice, until it ends, and a measurement about ten times on the way."""
        while self.outcome == "running":
            before = 10 * self._step // self.total_steps
            self.advance()
            if self.outcome != "running" or 10 * self._step // self.total_steps != before:
                self.measure()
            yield self.progress()

    def measure(self) -> Measured | None:
        """Loss and accuracy now; None once it cannot be asked any more."""
        if self._loop is None or self.outcome == "failed":
            return None
        try:
            self.measured = measured(self._loop, self._data)
        except LoopFailed as problem:
            self._end("failed", str(problem))
            return None
        return self.measured

    def advance(self, steps: int | None = None, learning_rate: float | None = None) -> Progress:
        """One slice: up to ``steps`` steps, by default about 0.15 s of them, never past the end of an epoch."""
        if self.outcome == "running" and self._loop is not None:
            begun = time.perf_counter()
            rate = self.experiment.learning_rate if learning_rate is None else learning_rate
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
            epoch=min(self._epoch + 1, self.experiment.epochs),
            losses=self._losses[-1] if self._losses else np.zeros(0),
            accuracy=self.measured.test_accuracy if self.measured else None,
            steps_per_second=self._pace,
            seconds_left=left * self._seconds / self._step if self._step else math.inf,
            gradient_norms=self._norms,
        )

    def look(self) -> tuple[Measured, Snapshot] | None:
        """Loss and accuracy now, and what the network does; None once it cannot be asked any more."""
        seen = self.measure()
        if self._loop is None or seen is None:
            return None
        try:
            return seen, pictured(self._loop, self._data, self._widths(), self._epoch)
        except LoopFailed as problem:
            self._end("failed", str(problem))
            return None

    def fetch_weights(self) -> None:
        """Brings `weights` up to date."""
        if self._loop is not None and self.outcome != "failed":
            try:
                self.weights = self._loop.weights()
            except LoopFailed as problem:
                self._end("failed", str(problem))

    def loss_with(self, weights: tuple[NDArray[np.float32], ...], where: NDArray[np.intp]) -> float:
        """The mean cross-entropy on some of the rows to train on, with these weights from here on.

        Raises:
            LoopFailed: its functions do not answer.
        """
        if self._loop is None or self.outcome == "failed":
            raise LoopFailed(self.message)
        self._loop.take_weights(weights)
        return loss_and_accuracy(self._loop, self._data.rows[where], self._data.labels[where])[0]

    def inside(self) -> Inside | None:
        """The numbers of its units and edges in the last step; None once nothing answers."""
        if self._loop is None or not self._step or self.outcome == "failed":
            return None
        names = names_inside(self._loop.program)
        try:
            return Inside(self._step, names, self._loop.inside(names, INSIDE_ROWS, MOST_UNITS))
        except LoopFailed as problem:
            self._end("failed", str(problem))
            return None

    def vitals(self) -> NDArray[np.float32]:
        """What the last step did to each parameter, see `quiz_app.training.vitals`; (0, 0) once nothing answers."""
        if self._loop is not None and self._step and self.outcome != "failed":
            try:
                return self._loop.vitals()
            except LoopFailed as problem:
                self._end("failed", str(problem))
        return np.zeros((0, 0), np.float32)

    def _widths(self) -> tuple[int, ...]:
        """Of the blocks before the last linear one."""
        width, found = self._data.rows.shape[1], []
        for each in self.experiment.blocks:
            width = each.units or width
            found.append(width)
        return tuple(found)

    def _usual_steps(self) -> int:
        return min(int(self._pace * TARGET_SECONDS), 2 * len(self._losses[-1])) if self._losses else FIRST_STEPS

    def _slice(self, loop: LaboratoryLoop, steps: int, rate: float) -> None:
        # What a plane's epoch is, a few steps, is no place to rest: there is nothing to be measured at its end.
        left = self.total_steps - self._step
        done = loop.advance(max(1, min(steps, left)), self.experiment.batch_size, rate)
        self._losses.append(done.losses)
        self._step += len(done.losses)
        self._epoch = done.epoch
        self._norms = tuple(done.norms.tolist())
        pace = len(done.losses) / max(done.seconds, 1e-9)
        self._pace = 0.7 * self._pace + 0.3 * pace if self._pace else pace
        loss = float(done.losses[-1])
        if not loss <= DIVERGED * math.log(self._data.classes):
            self._end("diverged", self._diverged(loop, loss, rate))
        elif done.stopped:
            self._end("finished", f"Stopped by the stop rule after {self._epoch:,} epochs.")
        elif self._step >= self.total_steps:
            self._end("finished", f"Finished: {self._epoch:,} epochs.")

    def _diverged(self, loop: LaboratoryLoop, loss: float, rate: float) -> str:
        became = f"grew to {loss:,.0f}" if math.isfinite(loss) else "is no longer a number"
        function, block, what = loop.spoilt()
        why = ""
        if function and not function.startswith("engine."):
            where = f" in block {block + 1}" if block >= 0 else ""
            why = f" The first answer that is not finite: {function}{where} returned {what}."
        return (
            f"Diverged at step {self._step:,} with learning rate {rate:g}: the loss {became}.{why} "
            f"Try a smaller rate; if that does not help, look at how large the gradients are, block by block."
        )

    def _end(self, outcome: RunOutcome, message: str) -> None:
        self.outcome, self.message = outcome, message


@contextmanager
def open_experiment(
    experiment: Experiment,
    program: Program,
    files: Mapping[str, Sequence[Chunk]],
    data: Examples,
    sandbox: Sandbox,
    slice_seconds: float,
) -> Iterator[ExperimentRun]:
    """A run of the experiment, whose worker lasts as long as the `with`.

    Args:
        program: of the experiment, for this data.
        files: the chunks of each assignment's file.
        data: what is learned.
        sandbox: where the worker is opened.
        slice_seconds: a slice that takes longer ends the run.
    """
    run = ExperimentRun(experiment, data)
    with sandbox.open((bridge(),), limits(program, data, slice_seconds)) as worker:
        try:
            run.begin(LaboratoryLoop(worker, program, files, data, experiment.seed, slice_seconds))
        except LoopFailed as problem:
            run.begin(problem)
        try:
            yield run
        finally:
            run.close()
