"""What a real mountain shows, in words: how much of the path lies in it, how steep it is, and what it cannot show."""

from __future__ import annotations

import numpy as np

from quiz_app.runs.mountain import Mountain, Trail
from quiz_app.runs.mountain_plane import Plane
from quiz_app.training.outcome import loss_text


def in_words(mountain: Mountain) -> tuple[str, ...]:
    """Sentences about a mountain whose plane is known; () before."""
    plane = mountain.plane
    if plane is None:
        return ()
    first = mountain.trails[0]
    return (
        _share(plane, len(mountain.trails)),
        *(_steepness(trail, len(mountain.trails) > 1) for trail in mountain.trails),
        f"This is a cut through a space of {len(plane.origin):,} dimensions. A wall in the picture may have a way "
        f"round it, in a direction that is not drawn.",
        _shadow(first, mountain.examples, len(mountain.trails) > 1),
    )


def _share(plane: Plane, trails: int) -> str:
    one, two = 100 * plane.shares
    whose = "the path's variance" if trails == 1 else "the variance of all paths"
    rest = max(100 - one - two, 0.0)
    return (
        f"The two directions hold {_percent(one + two)} of {whose}: the first {_percent(one)}, the second "
        f"{_percent(two)}. The other {_percent(rest)} happened in directions that are not drawn."
    )


def _steepness(trail: Trail, named: bool) -> str:
    """How far the weights went, how far the loss fell on the way, and where most."""
    lengths = np.linalg.norm(np.diff(trail.places, axis=0), axis=1)
    falls = trail.measured[:-1] - trail.measured[1:]
    way = float(lengths.sum())
    whose = f"{trail.label}: from" if named else "From"
    said = (
        f"{whose} start to end the weights went {way:.3g} far in the picture, and the loss "
        f"{'fell' if trail.measured[-1] <= trail.measured[0] else 'rose'} from {loss_text(trail.measured[0])} to "
        f"{loss_text(trail.measured[-1])}."
    )
    slopes = falls[lengths > 0] / lengths[lengths > 0]
    if not len(slopes) or not slopes.max() > 0:
        return said
    place = int(np.argmax(slopes))
    step = trail.steps[1:][lengths > 0][place]
    mean = (trail.measured[0] - trail.measured[-1]) / way
    times = f", {slopes.max() / mean:.3g} times the mean" if mean > 0 and slopes.max() > 1.5 * mean else ""
    return f"{said} It was steepest before step {step:,}: {slopes.max():.2g} per unit of the way{times}."


def _shadow(trail: Trail, examples: int, named: bool) -> str:
    """How far the mountain's height is from the loss that was measured, at the worst place of the path."""
    gaps = np.abs(trail.shadows - trail.measured)
    worst = int(np.argmax(gaps))
    whose = f" of {trail.label}" if named else ""
    return (
        f"The path in the picture is a shadow of the real one. The height is the loss there, on {examples:,} "
        f"training examples. The real weights had another loss. At step {trail.steps[worst]:,}{whose} the two differ "
        f"most: {loss_text(trail.measured[worst])} is real, {loss_text(trail.shadows[worst])} is drawn."
    )


def _percent(value: float) -> str:
    return f"{value:.0f} %" if value >= 10 else f"{value:.2g} %"
