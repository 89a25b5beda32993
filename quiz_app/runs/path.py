"""The way that weights took: snapshots of a training, evenly in its steps, in bounded memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.job import Weights

MOST, FEWEST = 60, 8  # snapshots of one training
MOST_BYTES = 32 * 2**20  # of all trainings of a run together
Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Waypoint:
    """Weights after some steps.

    Attributes:
        step: how many steps.
        weights: all parameters in a row, (P,) float16: half the memory, and far finer than a step of training.
        vitals: see `quiz_app.training.vitals`, (parameters, n); (0, 0) before the first step.
    """

    step: int
    weights: NDArray[np.float16]
    vitals: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WeightPath:
    """Waypoints whose steps are multiples of `interval`, and the latest one.

    One too many doubles the interval, and every second waypoint goes. So there are between `most` / 2 and `most`.
    """

    shapes: Shapes = ()
    waypoints: tuple[Waypoint, ...] = ()
    interval: int = 1
    most: int = MOST

    def due(self, step: int) -> int:
        """The next step after this one that has a waypoint."""
        return (step // self.interval + 1) * self.interval

    def with_waypoint(self, new: Waypoint) -> WeightPath:
        """The path with one more; one of a step that is there already changes nothing."""
        before = self.waypoints
        if before and before[-1].step >= new.step:
            return self
        if before and before[-1].step % self.interval:
            before = before[:-1]  # it was there as the latest
        if len(before) < self.most:
            return replace(self, waypoints=(*before, new))
        interval = 2 * self.interval
        kept = tuple(one for one in before if one.step % interval == 0)
        return replace(self, waypoints=(*kept, new), interval=interval)


def flat(weights: Weights) -> NDArray[np.float16] | None:
    """All parameters in a row, (P,); None where one of them is not finite or too large to be kept."""
    with np.errstate(over="ignore"):
        joined = np.concatenate([one.ravel() for one in weights]).astype(np.float16)
    return joined if np.isfinite(joined).all() else None


def unflat(row: NDArray[np.floating], shapes: Shapes) -> Weights:
    """The parameters that stand in a row, as float32."""
    ends = np.cumsum([math.prod(shape) for shape in shapes])
    return tuple(
        part.reshape(shape).astype(np.float32) for part, shape in zip(np.split(row, ends[:-1]), shapes, strict=True)
    )


def room_for(parameters: int, lanes: int) -> int:
    """How many waypoints each of so many trainings may keep of so many parameters; an even number."""
    return max(FEWEST, min(MOST, MOST_BYTES // (2 * max(parameters, 1) * lanes) // 2 * 2))
