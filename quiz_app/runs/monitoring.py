"""Three questions to ask while a network trains, answered from its numbers and from nothing else.

Why a training ended badly is found out by trying (`quiz_app.training.evidence`), and its message says it. Of one that
has diverged, or knows no more than guessing does, the other two questions get no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from grader.report.listing import listed
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView
from quiz_app.training.outcome import has_learned, loss_text

FALLS = "Does the training loss fall steadily?"
GAP = "Does the gap between training and test grow?"
FLOWS = "Do gradients flow through all layers?"
PARTS = 5
FEWEST = 2 * PARTS
VANISHING = 1e-3  # of the largest layer's norm
LARGE = 100.0


@dataclass(frozen=True)
class Reading:
    """A question, whether all is well by it, the answer in a word, and the numbers that it rests on."""

    question: str
    well: bool | None
    answer: str
    because: str


def readings(lane: LaneView) -> tuple[Reading, Reading, Reading]:
    """The three questions, answered for a training as it stands."""
    return _falls(lane), _gap(lane), _flows(lane)


def _falls(lane: LaneView) -> Reading:
    if lane.outcome == "diverged":
        last = ", ".join(loss_text(loss) for loss in lane.losses.values[-PARTS:].tolist())
        return Reading(FALLS, False, "No, it diverged.", f"The losses of its last batches: {last}.")
    losses = lane.losses.values
    if len(losses) < FEWEST:
        if not _over(lane):
            return _too_early(FALLS, "A few more steps are needed to tell a trend from chance.")
        shown = ", ".join(f"{loss:.3f}" for loss in losses.tolist()) or "none"
        return Reading(FALLS, None, "Too few steps to tell.", f"The losses of its batches: {shown}.")
    means = [float(part.mean()) for part in np.array_split(losses.astype(np.float64), PARTS)]
    numbers = f"Cut into five parts, its means are {', '.join(f'{mean:.3f}' for mean in means)}."
    rises = sum(after > before * 1.02 for before, after in pairwise(means))
    if means[-1] > means[0] * 1.02:
        return Reading(FALLS, False, "No, it rises.", numbers)
    if means[0] < 1.02 * means[-1]:
        guessing = abs(means[-1] - math.log(10)) < 0.05
        why = "That is the loss of guessing: nothing is learned." if guessing else "It has come to rest."
        return Reading(FALLS, not guessing, "No, it stays where it is.", f"{numbers} {why}")
    if lane.measured is not None and not has_learned(lane.measured.test_accuracy):
        return Reading(FALLS, None, "A little.", f"{numbers} So far that is hardly better than guessing.")
    if rises:
        return Reading(FALLS, None, "On the whole, with ups and downs.", numbers)
    return Reading(FALLS, True, "Yes.", numbers)


def _gap(lane: LaneView) -> Reading:
    if lane.outcome == "diverged":
        return _no_verdict(GAP, "It diverged: there is nothing learned that could hold for new images.")
    measured = [point.measured for point in lane.points if point.measured is not None]
    measured = [one for one in measured if math.isfinite(one.test_loss - one.training_loss)]
    if not measured or not has_learned(measured[-1].test_accuracy):
        return _near_guessing(GAP, lane, measured)
    gaps = [one.test_loss - one.training_loss for one in measured]
    if len(gaps) < (2 if _over(lane) else 4):
        return _too_early(GAP, "It takes four measurements to see one.")
    quarter = max(len(gaps) // 4, 1)
    early = sum(gaps[:quarter]) / quarter
    middle = sum(gaps[len(gaps) // 2 - quarter // 2 :][:quarter]) / quarter
    late = sum(gaps[-quarter:]) / quarter
    last = measured[-1]
    half_way = f", {middle:+.3f} half way" if len(gaps) >= 4 else ""
    numbers = (
        f"Test loss minus training loss: {early:+.3f} at first{half_way}, {late:+.3f} now. "
        f"It reads {100 * last.test_accuracy:.1f} % of new images correctly, "
        f"and {100 * last.training_accuracy:.1f} % of those it trains on."
    )
    if late > early + 0.03 and (len(gaps) < 4 or late > middle + 0.01):
        return Reading(GAP, False, "Yes.", f"{numbers} It gets better on the images it trains on than on new ones.")
    return Reading(GAP, True, "No.", numbers)


def _flows(lane: LaneView) -> Reading:
    points = lane.points
    latest = next((point.norms for point in reversed(points) if point.step and point.norms), None)
    if latest is None:
        return _too_early(FLOWS, "No gradient has been computed yet.")
    norms = {f"layer {layer}": norm for layer, norm in enumerate(latest[::2], start=1)}  # of weights, not of biases
    unknown = [name for name, norm in norms.items() if norm is None]
    if unknown:
        return Reading(FLOWS, False, "No.", f"The gradient of {listed(unknown)} is no longer a number.")
    known = {name: norm for name, norm in norms.items() if norm is not None}
    numbers = _in_words(known)
    if zero := [name for name, norm in known.items() if norm == 0]:
        return Reading(FLOWS, False, "No.", f"{numbers} Nothing arrives in {listed(zero)}: it cannot learn.")
    largest = max(known.values())
    if small := [name for name, norm in known.items() if norm < VANISHING * largest]:
        return Reading(FLOWS, None, "Hardly.", f"{numbers} In {listed(small)} next to nothing arrives.")
    if lane.outcome == "diverged":
        return _no_verdict(FLOWS, f"It diverged. {numbers} They were computed one step before.")
    if largest > LARGE:
        return Reading(FLOWS, None, "They do, and they are large.", numbers)
    measured = lane.measured
    if measured is None or not has_learned(measured.test_accuracy):
        return Reading(FLOWS, None, "They arrive.", f"{numbers} Whether they are right shows once the loss falls.")
    return Reading(FLOWS, True, "Yes.", numbers)


def _in_words(norms: Mapping[str, float]) -> str:
    each = (f"{name} {norm:,.0f}" if norm >= 100 else f"{name} {norm:.2g}" for name, norm in norms.items())
    return f"Norms: {', '.join(each)}."


def _over(lane: LaneView) -> bool:
    """Whether it has come to its end, so that no more numbers will come."""
    return lane.outcome != "running"


def _near_guessing(question: str, lane: LaneView, measured: Sequence[Measured]) -> Reading:
    if not _over(lane):
        return _too_early(question, "So far it reads hardly more digits than guessing would.")
    share = f" ({100 * measured[-1].test_accuracy:.1f} % of new images read correctly)" if measured else ""
    return _no_verdict(question, f"It is near the level of guessing{share}: there is nothing learned to compare.")


def _no_verdict(question: str, why: str) -> Reading:
    return Reading(question, None, "No verdict.", why)


def _too_early(question: str, why: str) -> Reading:
    return Reading(question, None, "Too early to say.", why)
