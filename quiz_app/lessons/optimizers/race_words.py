"""Who arrives when, and what is surprising about it, in sentences: nothing that was not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from quiz_app.lessons.optimizers.racers import Descent, in_order

FIRST = 10  # steps
LURCH = 1.5  # times as long as with the correction
_MOMENTUM, _ADAM = "optimizers.momentum", "optimizers.adam"


def standing(walk: Descent) -> str:
    """How a walk went, without its name."""
    if walk.failed is not None:
        return f"fails in step {walk.failed}"
    if walk.diverged is not None:
        return f"flies off, by step {walk.diverged}"
    if walk.arrived is not None:
        return f"arrives after {_steps(walk.arrived)}, and stays"
    if np.nanmin(walk.heights) <= walk.tolerance:
        return f"is there at step {int((walk.heights <= walk.tolerance).argmax())}, and does not stay"
    start = float(walk.heights[0])
    if walk.low >= start:
        return f"has come no lower after {_steps(len(walk.heights) - 1)}"
    return f"is {100 * (1 - walk.low / start):.0f} % of the way down after {_steps(len(walk.heights) - 1)}"


def standings(walks: Sequence[Descent]) -> list[str]:
    """A sentence for each, the best first."""
    return [f"{walk.racer.title}, rate {walk.rate:g}: {standing(walk)}." for walk in in_order(walks)]


def surprises(walks: Sequence[Descent]) -> list[str]:
    """What one would not have guessed, of these walks."""
    plain = {walk.racer.part.name: walk for walk in walks if walk.racer.count == 1}
    found = []
    momentum, adam = plain.get(_MOMENTUM), plain.get(_ADAM)
    if momentum and adam and (arrived := momentum.arrived) is not None and arrived < (adam.arrived or math.inf):
        other = "does not" if adam.arrived is None else f"after {adam.arrived}"
        found.append(
            f"Momentum overtakes Adam here: with rate {momentum.rate:g} it arrives after {_steps(arrived)}, and Adam "
            f"with rate {adam.rate:g} {other}. A rate that suits it did that."
        )
    for walk in walks:
        if walk.racer.count == 1 or (with_it := plain.get(walk.racer.part.name)) is None:
            continue
        if with_it.rate == walk.rate and (times := _longest(walk) / max(_longest(with_it), 1e-12)) >= LURCH:
            name = walk.racer.part.signature.function
            found.append(
                f"Without its correction {name} lurches: the longest of its first {FIRST} steps is {times:.1f} times "
                f"as long as with it, at the same rate {walk.rate:g}."
            )
    return found


def _longest(walk: Descent) -> float:
    """The length of the longest of the first steps; of a walk that has diverged, of those before."""
    moves = np.diff(walk.places[: FIRST + 1], axis=0)
    lengths = np.hypot(moves[:, 0], moves[:, 1])
    return float(np.nanmax(lengths)) if np.isfinite(lengths).any() else 0.0


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"
