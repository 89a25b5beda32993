"""A network that learns 200 digits by heart, and cures for it: as experiments, and what their curves say in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.more_data import with_cure
from quiz_app.runs.progress import LaneView
from quiz_app.training.examples import DIGITS

FEW, EXAMPLES = 200, (200, 1000, 4000)
UNITS, EPOCHS = 64, 100
WITHOUT, WITH = "without a cure", "with yours"
_CLEARLY = 0.02  # of the loss, or of the share that is right


def experiments(shelf: Shelf, on: Iterable[Chosen], examples: int) -> dict[str, Experiment]:
    """The network without a cure, and beside it the one with those that are on, or with more digits to learn from."""
    bend = next(name for name, block in shelf.blocks.items() if block.is_activation)
    blocks = (Chosen(shelf.last, units=UNITS), Chosen(bend))
    plain = Experiment(data=DIGITS, examples=FEW, blocks=blocks, learning_rate=0.1, batch_size=16, epochs=EPOCHS)
    cured = plain.with_(examples=examples)
    for cure in on:
        cured = with_cure(cured, shelf, cure)
    return {WITHOUT: plain} if cured == plain else {WITHOUT: plain, WITH: cured}


@dataclass(frozen=True)
class Curves:
    """One network's losses and shares that are right: (epochs, value), and where the held-back loss was lowest."""

    label: str
    training: list[tuple[float, float]]
    held_back: list[tuple[float, float]]
    right: tuple[float, float]  # of what it learns from, and of what is held back

    @property
    def best(self) -> tuple[float, float] | None:
        return min(self.held_back, key=lambda point: point[1], default=None)


def curves(lane: LaneView) -> Curves:
    """What was measured of a lane."""
    seen = [(point.epochs, point.measured) for point in lane.points if point.measured is not None]
    seen = [(at, one) for at, one in seen if math.isfinite(one.test_loss) and math.isfinite(one.training_loss)]
    last = seen[-1][1] if seen else None
    return Curves(
        lane.label,
        [(at, one.training_loss) for at, one in seen],
        [(at, one.test_loss) for at, one in seen],
        (last.training_accuracy, last.test_accuracy) if last else (math.nan, math.nan),
    )


def in_words(found: Sequence[Curves]) -> list[str]:
    """What the curves say, a sentence or two for each network and one that compares them."""
    said = [_of(one) for one in found if one.held_back]
    if len(found) == 2 and all(one.held_back for one in found):
        said.append(_compared(*found))
    return said


def _of(one: Curves) -> str:
    assert one.best is not None
    at, lowest = one.best
    last, loss = one.held_back[-1]
    right, held = (100 * share for share in one.right)
    said = f"{one.label.capitalize()}: {right:.0f} % right of what it learns from, {held:.0f} % of what is held back."
    if loss > lowest + _CLEARLY:
        return (
            f"{said} Held back, its loss was lowest after {at:.0f} epochs, {lowest:.2f}. Now, after "
            f"{last:.0f}, it is {loss:.2f}: the right moment to stop is behind it."
        )
    return f"{said} Held back, its loss is {loss:.2f}, and was not clearly lower before."


def _compared(without: Curves, cured: Curves) -> str:
    gaps = [100 * (one.right[0] - one.right[1]) for one in (without, cured)]
    gained = cured.right[1] - without.right[1]
    verb = "gains" if gained > _CLEARLY else "loses" if gained < -_CLEARLY else ""
    what = f"{verb} {abs(100 * gained):.0f} points" if verb else "is about as good"
    return (
        f"On digits that it has not seen, the network with your cures {what}; the gap between what is learned and "
        f"what is held back goes from {gaps[0]:.0f} points to {gaps[1]:.0f}."
    )
