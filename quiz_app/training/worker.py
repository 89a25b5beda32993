"""A training run of a lesson's own network on digits.

The parent computes the test accuracy itself, from the weights: nothing that the student's code says about itself is
believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.evaluation import accuracy
from quiz_app.training.evidence import Evidence
from quiz_app.training.examples import DIGIT_CLASSES, of_digits
from quiz_app.training.history import History
from quiz_app.training.loop import Loop, LoopFailed
from quiz_app.training.open_loop import SLICE_SECONDS, open_loop
from quiz_app.training.outcome import finished, has_learned, stopped
from quiz_app.training.recipes import Recipe
from quiz_app.training.settings import Settings
from quiz_app.training.sliced_run import Progress, SlicedRun
from quiz_app.training.trained import trained_network

if TYPE_CHECKING:
    from grader.sandbox import Chunk, Sandbox
    from quiz_app.training.data import Digits

__all__ = ["Progress", "TrainingRun"]


class TrainingRun(SlicedRun):
    """Trains a submission's functions by a recipe. A slice never goes past the end of an epoch.

    Args:
        recipe: how the assignment's functions train.
        chunks: the submission's source text.
        digits: what to train and test on.
        settings: how.
        sandbox: where to run; by default one of its own, closed with the run.
        weights: to begin from, in place of those that the seed gives.
        slice_seconds: a slice that takes longer ends the run.
        every_epoch: whether the accuracy is measured after every epoch; else at the end alone, for a caller that
            measures by itself.
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
        every_epoch: bool = True,
    ) -> None:
        sizes = settings.sizes(digits.train_images.shape[1], DIGIT_CLASSES)
        program = recipe.program(sizes, settings.epochs if settings.falling else 0)
        files = {recipe.assignment: chunks}
        opening = open_loop(program, files, of_digits(digits), settings.seed, sandbox, slice_seconds, whole=True)
        super().__init__(program, opening, settings, len(digits.train_images))
        self._begin_from, self._digits, self._every_epoch = weights, digits, every_epoch
        self._files = tuple(files.items())
        self._measured: dict[int, float] = {}  # accuracy after so many steps

    @property
    def ended_badly(self) -> bool:
        """Also where it came to its end without learning anything."""
        learned = self.outcome != "finished" or has_learned(self._accuracy() or 0.0)
        return super().ended_badly or not learned

    def settle(self) -> None:
        """After the end: the weights of a stop within an epoch are measured, and a bad end is explained."""
        super().settle()
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
            parameters=tuple(each.name for each in self.program.parameters),
            steps_per_epoch=self.steps_per_epoch,
            network=trained_network(self.program, self.weights, self._files, self._digits.train_images),
        )

    def _begin(self, loop: Loop) -> None:
        if self._begin_from:
            loop.begin_from(self._begin_from)
            self.weights = self._begin_from

    def _accuracy(self) -> float | None:
        return next(reversed(self._measured.values()), None)

    def _most_steps(self) -> int:
        return self.steps_per_epoch - self._step % self.steps_per_epoch

    def _arrived(self, loop: Loop, epochs: int, by_rule: bool) -> None:
        ended = self._step >= self.total_steps
        if ended or (self._every_epoch and self._step % self.steps_per_epoch == 0):
            self._measure(loop)
        if ended:
            self._end("finished", self._finished(None))

    def _bad_end(self, found: Evidence | None) -> str:
        return self._finished(found) if self.outcome == "finished" else super()._bad_end(found)

    def _finished(self, found: Evidence | None) -> str:
        last_epoch = np.concatenate(self._losses)[-self.steps_per_epoch :]
        return finished(self.program, self._accuracy() or 0.0, float(last_epoch.mean()), self._rate, found)

    def _measure(self, loop: Loop) -> None:
        if self._step not in self._measured:
            self.weights = loop.weights()
            share = accuracy(self.program, self.weights, self._digits.test_images, self._digits.test_labels)
            self._measured[self._step] = share
