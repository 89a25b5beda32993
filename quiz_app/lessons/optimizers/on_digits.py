"""The race on handwritten digits: a lane for each optimizer, from the same weights, with the same batches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.runs.progress import LaneView
from quiz_app.training.examples import DIGITS

UNITS, EXAMPLES, BATCH = 32, 2000, 32
_MOMENTUM, _ADAM = "optimizers.momentum", "optimizers.adam"


def experiments(shelf: Shelf, rates: Mapping[str, float], epochs: int, seed: int) -> dict[str, Experiment]:
    """An experiment for each optimizer, by its title: they differ in the optimizer and its rate alone."""
    activation = next(name for name, block in shelf.blocks.items() if not block.weights)
    base = Experiment(
        data=DIGITS,
        examples=EXAMPLES,
        blocks=(Chosen(shelf.last, units=UNITS), Chosen(activation)),
        batch_size=BATCH,
        epochs=epochs,
        seed=seed,
    )
    return {
        f"{name.partition('.')[2]}, rate {rate:g}": base.with_(optimizer=Chosen(name), learning_rate=rate)
        for name, rate in rates.items()
    }


def places(lanes: Sequence[LaneView]) -> list[str]:
    """A sentence for each lane, the lowest loss on images held back first; who has failed comes last."""
    return [_how(lane) for lane in sorted(lanes, key=_held_back)]


def _held_back(lane: LaneView) -> float:
    loss = lane.measured.test_loss if lane.measured else math.inf
    return loss if math.isfinite(loss) and lane.outcome not in ("diverged", "failed") else math.inf


def _how(lane: LaneView) -> str:
    if lane.outcome in ("diverged", "failed"):
        return f"{lane.label}: {lane.message}"
    if lane.measured is None:
        return f"{lane.label}: not measured yet."
    return (
        f"{lane.label}: loss {lane.measured.test_loss:.3f} on images held back, "
        f"{100 * lane.measured.test_accuracy:.1f} % of them read correctly."
    )


def surprise(lanes: Mapping[str, LaneView]) -> str:
    """What one would not have guessed, if it was measured; else "".

    Args:
        lanes: of a race that has ended, by optimizer.
    """
    first, other = lanes.get(_MOMENTUM), lanes.get(_ADAM)
    if first is None or other is None or not first.learned or not other.learned:
        return ""
    if not _held_back(first) < _held_back(other):
        return ""
    return (
        "Momentum overtakes Adam here. Adam is easy to begin with, since a usual rate does; a rate that suits "
        "momentum may do better."
    )
