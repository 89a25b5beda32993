"""A laboratory experiment under way, driven in slices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.experiment import Experiment
from quiz_app.laboratory.inside import Inside, names_inside
from quiz_app.laboratory.snapshot import MOST_UNITS, Snapshot, loss_and_accuracy, measured, pictured
from quiz_app.runs.measuring import Measured
from quiz_app.training.examples import Examples
from quiz_app.training.loop import Loop, LoopFailed
from quiz_app.training.open_loop import open_loop
from quiz_app.training.program import Program
from quiz_app.training.sliced_run import Progress, SlicedRun

if TYPE_CHECKING:
    from grader.sandbox import Chunk, Sandbox

FIRST_STEPS = 5
INSIDE_ROWS = 32  # of the last batch, whose numbers are shown


class ExperimentRun(SlicedRun):
    """Trains the network of an experiment; made by `open_experiment`.

    What a plane's epoch is, a few steps, is no place to rest: slices go on past it, and nothing is measured there.
    """

    def __init__(
        self,
        experiment: Experiment,
        program: Program,
        files: Mapping[str, Sequence[Chunk]],
        data: Examples,
        sandbox: Sandbox,
        slice_seconds: float,
    ) -> None:
        opening = open_loop(program, files, data, experiment.seed, sandbox, slice_seconds)
        super().__init__(program, opening, experiment.settings(), len(data.rows), FIRST_STEPS)
        self.experiment, self._data = experiment, data
        self._epoch = 0
        self.measured: Measured | None = None  # the last time

    def __iter__(self) -> Iterator[Progress]:
        """Slice after slice, until it ends, and a measurement about ten times on the way."""
        while self.outcome == "running":
            before = 10 * self._step // self.total_steps
            self.advance()
            if self.outcome != "running" or 10 * self._step // self.total_steps != before:
                self.measure()
            yield self.progress()
        self.settle()

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
        """The numbers of its units and edges in the last step; None once nothing answers, or it has diverged."""
        if self._loop is None or not self._step or self.outcome in ("failed", "diverged"):
            return None
        names = names_inside(self._loop.program)
        try:
            return Inside(self._step, names, self._loop.inside(names, INSIDE_ROWS, MOST_UNITS))
        except LoopFailed as problem:
            self._end("failed", str(problem))
            return None

    def _widths(self) -> tuple[int, ...]:
        """Of the blocks before the last linear one."""
        width, found = self._data.rows.shape[1], []
        for each in self.experiment.blocks:
            width = each.units or width
            found.append(width)
        return tuple(found)

    def _accuracy(self) -> float | None:
        return self.measured.test_accuracy if self.measured else None

    def _arrived(self, loop: Loop, epochs: int, by_rule: bool) -> None:
        self._epoch = epochs
        if by_rule:
            self._end("finished", f"Stopped by the stop rule after {epochs:,} epochs.")
        elif self._step >= self.total_steps:
            self._end("finished", f"Finished: {epochs:,} epochs.")


def open_experiment(
    experiment: Experiment,
    program: Program,
    files: Mapping[str, Sequence[Chunk]],
    data: Examples,
    sandbox: Sandbox,
    slice_seconds: float,
) -> ExperimentRun:
    """A run of the experiment, whose worker lasts as long as its `with`.

    Args:
        program: of the experiment, for this data.
        files: the chunks of each assignment's file.
        data: what is learned.
        sandbox: where the worker is opened.
        slice_seconds: a slice that takes longer ends the run.
    """
    return ExperimentRun(experiment, program, files, data, sandbox, slice_seconds)
