"""What a laboratory network does at one moment, in numbers that a page draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.measuring import Measured
from quiz_app.training.examples import Examples
from quiz_app.training.loop import Loop

REACH = 1.3  # a plane is drawn from -REACH to REACH
FINE, COARSE = 64, 20  # points along a side: of the prediction, of each unit
MOST_UNITS = 12  # of a block that are drawn
MEASURED = 1000  # rows of each kind
FLOOR = 1e-12  # of a probability, in the loss


@dataclass(frozen=True)
class Snapshot:
    """A network at work.

    Attributes:
        grid: of a plane, the probability of class 1, (FINE, FINE), lowest y first; (0, 0) otherwise.
        units: what the first units of all hidden blocks answer on a coarser grid, (units, COARSE, COARSE).
        blocks: of each of these its block, from 0, (units,).
        flow: see `looking.flow`, (blocks, 2, FLOW).
        counts: parameters in all, and epochs that have ended, (2,).
    """

    SAYS: ClassVar[str] = "picture"
    SECONDS: ClassVar[float] = 0.3

    grid: NDArray[np.float32]
    units: NDArray[np.float32]
    blocks: NDArray[np.int64]
    flow: NDArray[np.float64]
    counts: NDArray[np.int64]

    def arrays(self) -> tuple[NDArray[np.generic], ...]:
        """For `of`, on the other side of a pipe."""
        return (self.grid, self.units, self.blocks, self.flow, self.counts)

    @classmethod
    def of(cls, arrays: tuple[NDArray[np.generic], ...]) -> Snapshot:
        return cls(*arrays)  # type: ignore[arg-type]


def side(points: int) -> NDArray[np.float32]:
    """The points along a side of a plane's picture, (points,)."""
    return np.linspace(-REACH, REACH, points, dtype=np.float32)


def measured(loop: Loop, data: Examples) -> Measured:
    """Loss and accuracy, from what the network answers: cross-entropy, whatever loss it learns by.

    Raises:
        LoopFailed: it does not answer.
    """
    found: list[float] = []
    for rows, labels in ((data.rows, data.labels), (data.held_rows, data.held_labels)):
        where = np.linspace(0, len(labels) - 1, min(MEASURED, len(labels))).astype(np.intp)
        found += loss_and_accuracy(loop, rows[where], labels[where])
    return Measured(*found)


def loss_and_accuracy(loop: Loop, rows: NDArray[np.float32], labels: NDArray[np.intp]) -> tuple[float, float]:
    """The mean cross-entropy of what the network answers, and the share that is right.

    Raises:
        LoopFailed: it does not answer.
    """
    answers = loop.outputs(rows)
    with np.errstate(all="ignore"):
        shares = np.clip(answers[np.arange(len(labels)), labels], FLOOR, 1.0)
        return -float(np.log(shares).mean()), float((answers.argmax(axis=1) == labels).mean())


def pictured(loop: Loop, data: Examples, widths: tuple[int, ...], epoch: int) -> Snapshot:
    """The network as it is now; `widths` are those of its hidden blocks.

    Raises:
        LoopFailed: it does not answer.
    """
    grid, units, blocks = np.zeros((0, 0), np.float32), [], []
    if data.plane:
        grid = loop.outputs(_points(FINE))[:, 1].reshape(FINE, FINE)
        points = _points(COARSE)
        for block, width in enumerate(widths):
            answers = loop.outputs(points, block, width)[:, :MOST_UNITS]
            units += [column.reshape(COARSE, COARSE) for column in answers.T]
            blocks += [block] * answers.shape[1]
    return Snapshot(
        grid,
        np.array(units, np.float32).reshape(-1, COARSE, COARSE),
        np.array(blocks, np.int64),
        loop.flow(),
        np.array([loop.program.size, epoch]),
    )


def _points(points: int) -> NDArray[np.float32]:
    x, y = np.meshgrid(side(points), side(points))
    return np.stack([x.ravel(), y.ravel()], axis=1)
