"""Three questions to ask while a network trains, answered from its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quiz_app.runs.progress import LaneView, Point

FALLS = "Does the training loss fall steadily?"
GAP = "Does the gap between training and test grow?"
FLOWS = "Do gradients flow through all layers?"
PARTS = 5
FEWEST = 2 * PARTS
VANISHING = 1e-3  # of the largest layer's norm
EXPLODING = 100.0


@dataclass(frozen=True)
class Reading:
    """A question, whether all is well by it, the answer in a word, and the numbers that it rests on."""

    question: str
    well: bool | None
    answer: str
    because: str


def readings(lane: LaneView) -> tuple[Reading, Reading, Reading]:
    """The three questions, answered for a training as it stands."""
    return _falls(lane), _gap(lane.points), _flows(lane.points)


def _falls(lane: LaneView) -> Reading:
    if lane.outcome == "diverged":
        return Reading(FALLS, False, "No, it diverged.", lane.message)
    losses = [point.loss for point in lane.points if point.loss is not None]
    if len(losses) < FEWEST:
        return _too_early(FALLS, "A few more steps are needed to tell a trend from chance.")
    parts = [losses[len(losses) * part // PARTS : len(losses) * (part + 1) // PARTS] for part in range(PARTS)]
    means = [sum(part) / len(part) for part in parts]
    numbers = f"Cut into five parts, its means are {', '.join(f'{mean:.3f}' for mean in means)}."
    rises = sum(after > before * 1.02 for before, after in pairwise(means))
    if means[-1] > means[0] * 1.02:
        return Reading(FALLS, False, "No, it rises.", f"{numbers} Is the rate too high, or a gradient wrong?")
    if means[0] < 1.02 * means[-1]:
        guessing = abs(means[-1] - math.log(10)) < 0.05
        why = "That is the loss of guessing: nothing is learned." if guessing else "It has come to rest."
        return Reading(FALLS, not guessing, "No, it stays where it is.", f"{numbers} {why}")
    if rises:
        return Reading(FALLS, None, "On the whole, with ups and downs.", f"{numbers} A smaller rate is smoother.")
    return Reading(FALLS, True, "Yes.", numbers)


def _gap(points: Sequence[Point]) -> Reading:
    measured = [point.measured for point in points if point.measured is not None]
    gaps = [one.test_loss - one.training_loss for one in measured]
    gaps = [gap for gap in gaps if math.isfinite(gap)]
    if len(gaps) < 4:
        return _too_early(GAP, "It takes four measurements to see one.")
    quarter = max(len(gaps) // 4, 1)
    early = sum(gaps[:quarter]) / quarter
    middle = sum(gaps[len(gaps) // 2 - quarter // 2 :][:quarter]) / quarter
    late = sum(gaps[-quarter:]) / quarter
    numbers = f"Test loss minus training loss: {early:+.3f} at first, {middle:+.3f} half way, {late:+.3f} now."
    if late > middle + 0.01 and late > early + 0.03:
        return Reading(
            GAP,
            False,
            "Yes.",
            f"{numbers} The network learns its training images by heart: more images, or stopping earlier, helps.",
        )
    return Reading(GAP, True, "No.", f"{numbers} What it learns holds for new images, too.")


def _flows(points: Sequence[Point]) -> Reading:
    latest = next((point.norms for point in reversed(points) if point.step and len(point.norms) >= 6), None)
    if latest is None:
        return _too_early(FLOWS, "No gradient has been computed yet.")
    norms = {f"layer {layer}": latest[2 * layer - 2] for layer in (1, 2, 3)}
    unknown = [name for name, norm in norms.items() if norm is None]
    if unknown:
        return Reading(FLOWS, False, "No.", f"The gradient of {' and '.join(unknown)} is no longer a number.")
    known = {name: norm for name, norm in norms.items() if norm is not None}
    numbers = (
        "Norms: "
        + ", ".join(f"{name} {norm:,.0f}" if norm >= 100 else f"{name} {norm:.2g}" for name, norm in known.items())
        + "."
    )
    zero = [name for name, norm in known.items() if norm == 0]
    largest = max(known.values())
    if zero:
        return Reading(FLOWS, False, "No.", f"{numbers} Nothing arrives in {' and '.join(zero)}: it cannot learn.")
    if largest > EXPLODING:
        return Reading(FLOWS, False, "Too much: they explode.", f"{numbers} A smaller rate, or clipping, helps.")
    small = [name for name, norm in known.items() if norm < VANISHING * largest]
    if small:
        return Reading(
            FLOWS, None, "Hardly.", f"{numbers} In {' and '.join(small)} they nearly vanish: it learns slowly."
        )
    return Reading(FLOWS, True, "Yes.", numbers)


def _too_early(question: str, why: str) -> Reading:
    return Reading(question, None, "Too early to say.", why)
