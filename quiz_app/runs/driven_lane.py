"""One training as its driving process sees it: slices, the losses between reports, measurements in due time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.run import ExperimentRun
from quiz_app.laboratory.snapshot import Snapshot
from quiz_app.runs.measuring import Look, Measured
from quiz_app.runs.path import Shapes, Waypoint, WeightPath, flat, room_for
from quiz_app.training.sliced_run import TARGET_SECONDS
from quiz_app.training.worker import TrainingRun

MEASURING_SHARE = 0.03  # of all time; a training that is watched shall not wait for it
# In a comparison, which is short and there for its curves, in the laboratory, where pictures change all the time, and
# at the start, where curves bend.
DENSE_SHARE = 0.2
DENSE_MEASUREMENTS = 12


Seen = tuple[Measured, Look | Snapshot] | None


class DrivenLane:
    """Advances a run and keeps what is to be reported of it; `look` measures it as it is now, if that can be."""

    def __init__(self, run: TrainingRun | ExperimentRun, look: Callable[[], Seen], examples_per_epoch: int) -> None:
        self.run = run
        self.rate = run.settings.learning_rate
        self.examples = 0
        self.measured_step = -1
        self._look = look
        self._examples_per_epoch = examples_per_epoch
        self._step = 0
        self._losses: list[NDArray[np.float64]] = []  # since the last report
        self._measured: Measured | None = None
        self._memory: int | None = None
        self._measurements = 0
        self._cost = 0.0
        self._measured_at = 0.0
        self._seconds = 0.0  # of training in all
        self._slice = 0  # steps of the last one
        self.path = WeightPath()  # only its steps; the server has the weights

    @property
    def at_epoch_end(self) -> bool:
        return self._step % self.run.steps_per_epoch == 0

    def advance(self, steps: int | None) -> None:
        """A slice of so many steps, by default of about 0.15 s."""
        begun = time.perf_counter()
        progress = self.run.advance(
            min(steps or self._usual_steps(), self.path.due(self._step) - self._step), self.rate
        )
        self._seconds += time.perf_counter() - begun
        done = progress.step - self._step
        if not done:
            return
        self._step, self._slice = progress.step, done
        self._losses.append(progress.losses[-done:])
        epochs, within = divmod(self._step, self.run.steps_per_epoch)
        size = self.run.settings.batch_size
        self.examples = epochs * self._examples_per_epoch + within * size

    def waypoint(self, lanes: int, *, latest: bool = False) -> tuple[Shapes, Waypoint] | None:
        """The weights for the path, where it has a waypoint now, or where these are the `latest` there will be.

        A training that has diverged or failed has none: its weights have left.
        """
        begun = not self.path.waypoints
        if not (begun or latest or self._step == self.path.due(self._step - 1)):
            return None
        if self.run.outcome in ("diverged", "failed") or (not begun and self.path.waypoints[-1].step == self._step):
            return None
        vitals = self.run.vitals()
        self.run.fetch_weights()
        weights = self.run.weights
        row = flat(weights) if weights else None
        if row is None:
            return None
        shapes = tuple(one.shape for one in weights)
        if begun:
            most = room_for(len(row), lanes)
            self.path = WeightPath(shapes, interval=max(1, -(-self.run.total_steps // most)), most=most)
        self.path = self.path.with_waypoint(Waypoint(self._step, row[:0], vitals[:0]))
        return shapes, Waypoint(self._step, row, vitals)

    def _usual_steps(self) -> int:
        """Steps of about 0.15 s, never more than twice as many as the last time."""
        pace = self.run.progress().steps_per_second
        return max(1, min(int(pace * TARGET_SECONDS), 2 * self._slice))

    def due(self, lanes: int) -> bool:
        """Whether enough time has passed since the last measurement to pay for another one of each lane."""
        dense = lanes > 1 or self._measurements < DENSE_MEASUREMENTS or isinstance(self.run, ExperimentRun)
        share = DENSE_SHARE if dense else MEASURING_SHARE
        return time.perf_counter() - self._measured_at >= lanes * self._cost / share

    def measure(self) -> Look | Snapshot | None:
        """Measures the weights as they are now, unless that is known or there are none."""
        if self.measured_step == self._step:
            return None
        begun = time.perf_counter()
        if (seen := self._look()) is None:
            return None
        self._measured, look = seen
        self.measured_step = self._step
        self._measurements += 1
        self._measured_at = time.perf_counter()
        # The first ones are slow because they are the first; they are no measure of the next.
        self._cost = min(self._measured_at - begun, self._cost or math.inf)
        return look

    def measure_memory(self) -> None:
        """Asks once what a step needs."""
        self._memory = self.run.step_memory()

    def stop(self) -> None:
        """Ends the training as stopped by its person."""
        self.run.stop()
        self.run.settle()

    def take_losses(self) -> NDArray[np.float32]:
        """The loss of each step since they were taken last, (n,)."""
        losses, self._losses = self._losses, []
        return np.concatenate(losses or [np.zeros(0)]).astype(np.float32)

    def report(self, most: float | None = None) -> dict[str, Any]:
        """Where it stands, and what is new since the last report; `most` steps a second are all that it may take."""
        progress = self.run.progress()
        pace, seconds_left = progress.steps_per_second, progress.seconds_left
        if most is not None and pace > most:
            left = self.run.total_steps - self._step if self.run.outcome == "running" else 0
            pace, seconds_left = most, left / most
        measured, self._measured = self._measured, None
        norms = np.array(progress.gradient_norms)
        return {
            "outcome": self.run.outcome,
            "message": self.run.message,
            "pace": self._step / self._seconds if self._seconds else 0.0,
            "recent_pace": pace,
            "seconds": self._seconds,
            "seconds_left": seconds_left,
            "memory": self._memory,
            "step": self._step,
            "examples": self.examples,
            "epochs": self._step / self.run.steps_per_epoch,
            "rate": self.rate,
            "norms": norms.tolist(),
            "measured": None if measured is None else asdict(measured),
        }
