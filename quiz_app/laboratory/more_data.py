"""Cures for learning by heart, beside each other: more data, shifted copies, and what else can be chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.snapshot import MEASURED
from quiz_app.runs.progress import LaneView
from quiz_app.training.examples import ALL_DIGITS, DIGITS

FEW, BUNDLED, MANY, ALL = 200, 4000, 5000, 60_000
COPIES, UNITS, BATCH, RATE, STEPS = 4, 128, 20, 0.1, 3000


@dataclass(frozen=True)
class Remedy:
    """An experiment with one thing changed; `part` is the function or block that it needs, "" for none."""

    title: str
    experiment: Experiment
    part: str = ""


def cures(shelf: Shelf, *, all_digits: bool, seed: int = 0) -> list[Remedy]:
    """The illness first: few images. All learn for the same number of steps, from the same weights."""
    activation = next(name for name, block in shelf.blocks.items() if not block.weights)
    blocks = (Chosen(shelf.last, units=UNITS), Chosen(activation))
    ill = Experiment(
        data=ALL_DIGITS if all_digits else DIGITS,
        examples=FEW,
        blocks=blocks,
        learning_rate=RATE,
        batch_size=BATCH,
        epochs=_epochs(FEW),
        seed=seed,
    )
    few = f"{FEW} images"
    found = [Remedy(few, ill)]
    for count in (MANY, ALL) if all_digits else (BUNDLED,):
        found.append(Remedy(f"{count:,} images", replace(ill, examples=count, epochs=_epochs(count))))
    copied = FEW * (COPIES + 1)
    found.append(
        Remedy(f"{few}, {COPIES} shifted copies of each", replace(ill, copies=COPIES, epochs=_epochs(copied)))
    )
    for name in against_by_heart(shelf):
        title = shelf.blocks[name].title if name in shelf.blocks else name
        found.append(Remedy(f"{few} and {_plain(title)}", with_cure(ill, shelf, Chosen(name)), name))
    return found


def against_by_heart(shelf: Shelf) -> list[str]:
    """What keeps a network from learning by heart: blocks for training alone, penalties, stop rules."""
    blocks = [name for name, block in shelf.blocks.items() if block.for_training_alone and not block.weights]
    return [*blocks, *shelf.penalties, *shelf.stops]


def with_cure(one: Experiment, shelf: Shelf, cure: Chosen) -> Experiment:
    """The experiment with one of these, too."""
    if cure.use in shelf.blocks:
        return one.with_(blocks=(*one.blocks, cure))
    return one.with_(penalty=cure) if cure.use in shelf.penalties else one.with_(stop=cure)


def _epochs(examples: int) -> int:
    """So many that there are `STEPS` steps."""
    return max(1, round(STEPS * BATCH / examples))


def _plain(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ")


def in_words(titles: Sequence[str], lanes: Sequence[LaneView]) -> list[str]:
    """What helped, of lanes that have ended: nothing that chance explains as well.

    Args:
        titles: of the lanes; the first one is the illness.
        lanes: their accuracies are of up to `MEASURED` images held back.
    """
    known = [
        (title, lane.measured.test_accuracy, lane.measured.training_accuracy)
        for title, lane in zip(titles, lanes, strict=True)
        if lane.outcome == "finished" and lane.measured
    ]
    if not known or known[0][0] != titles[0]:
        return []
    title, before, learned = known[0]
    said = [f"With {title} it reads {100 * learned:.1f} % of them, and {100 * before:.1f} % of those held back."]
    if len(known) < 2:
        return said
    for each, after, _ in sorted(known[1:], key=lambda one: -one[1]):
        points = 100 * (after - before)
        if abs(after - before) <= 2 * _error(before, after):
            said.append(f"{each}: {100 * after:.1f} % of those held back, no more than chance may give.")
        else:
            said.append(f"{each}: {100 * after:.1f} %, {abs(points):.1f} points {'more' if points > 0 else 'less'}.")
    return said


def _error(first: float, second: float) -> float:
    """The standard error of the difference of two shares of `MEASURED` images."""
    return math.sqrt((first * (1 - first) + second * (1 - second)) / MEASURED)
