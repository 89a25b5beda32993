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


def in_words(lanes: Sequence[LaneView], optimizers: Sequence[str]) -> list[str]:
    """Who is lowest at the end, and what is surprising about it: nothing that was not measured.

    Args:
        lanes: of a race that has ended.
        optimizers: of the lanes.
    """
    lost = {
        name: (lane, lane.measured.test_loss)
        for name, lane in zip(optimizers, lanes, strict=True)
        if lane.outcome == "finished" and lane.measured and math.isfinite(lane.measured.test_loss)
    }
    if len(lost) < 2:
        return []
    first, *_, last = sorted(lost.values(), key=lambda pair: pair[1])
    said = [f"Lowest on images held back: {first[0].label}, {first[1]:.3f}. Highest: {last[0].label}, {last[1]:.3f}."]
    if _MOMENTUM in lost and _ADAM in lost and lost[_MOMENTUM][1] < lost[_ADAM][1]:
        said.append(
            "Momentum overtakes Adam here. Adam is easy to begin with, since a usual rate does; a rate that suits "
            "momentum may do better."
        )
    return said
