"""What the snapshots of a training say of its layers: ratio of update to weight, sizes of gradients, weights."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.path import WeightPath, unflat
from quiz_app.training.vitals import COUNTS, RATIO, ZERO

USUAL = 1e-3  # of a weight, by one step
SLOW, FAST = 1e-5, 2e-2
WEIGHT_BINS = 40


def layers(path: WeightPath) -> list[int]:
    """The places of the matrices among the parameters: layer 1 first."""
    return [place for place, shape in enumerate(path.shapes) if len(shape) == 2]


def ratios(path: WeightPath, parameter: int) -> list[tuple[int, float]]:
    """(step, ratio): the norm of that step's update divided by the norm of the parameter."""
    found = [(one.step, float(one.vitals[parameter, RATIO])) for one in path.waypoints if one.vitals.size]
    return [(step, ratio) for step, ratio in found if math.isfinite(ratio)]


def gradient_sizes(path: WeightPath, parameter: int) -> tuple[NDArray[np.int64], NDArray[np.float64], list[float]]:
    """Steps (n,), the share of the gradient's entries in each bin of size (n, bins), and the share that is 0."""
    known = [one for one in path.waypoints if one.vitals.size and np.isfinite(one.vitals[parameter, COUNTS:]).all()]
    steps = np.array([one.step for one in known], np.int64)
    shares = np.array([one.vitals[parameter, COUNTS:] for one in known], np.float64)
    return steps, shares, [float(one.vitals[parameter, ZERO]) for one in known]


def weight_histograms(
    path: WeightPath, parameter: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Steps (n,), the edges of the bins (bins + 1,), and the share of the weights in each bin (n, bins)."""
    rows = [unflat(one.weights, path.shapes)[parameter].ravel() for one in path.waypoints]
    reach = max((float(np.abs(row).max()) for row in rows if row.size), default=0.0) or 1.0
    edges = np.linspace(-reach, reach, WEIGHT_BINS + 1)
    shares = np.array([np.histogram(row, edges)[0] / max(row.size, 1) for row in rows], np.float64)
    return np.array([one.step for one in path.waypoints], np.int64), edges, shares


def ratio_in_words(path: WeightPath) -> Sequence[str]:
    """A sentence for each layer that has moved, and what is usual."""
    said = []
    for layer, parameter in enumerate(layers(path), start=1):
        found = [ratio for _, ratio in ratios(path, parameter)]
        if not found:
            continue
        ratio = float(np.median(found))
        if ratio == 0:
            said.append(f"Layer {layer}: its steps change nothing.")
            continue
        judged = (
            "It hardly moves: is the rate too low, or does no gradient come back?"
            if ratio < SLOW
            else "It jumps: a smaller rate would be calmer."
            if ratio > FAST
            else "That is in the usual range."
        )
        said.append(f"Layer {layer}: a step changes about {one_in(ratio)} of its weights' size. {judged}")
    return [*said, f"About {one_in(USUAL)} is usual."] if said else []


def one_in(ratio: float) -> str:
    """A ratio as people say it: "1 in 1,000"."""
    times = 1 / ratio
    if times >= 9.5:
        digits = 10 ** max(math.floor(math.log10(times)) - 1, 0)
        return f"1 in {round(times / digits) * digits:,}"
    return f"{ratio:.2g}"


def smoothed(values: NDArray[np.floating], window: int) -> NDArray[np.float64]:
    """For each place the mean of the last `window` values, of fewer at the beginning, without what is no number."""
    numbers = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(numbers, values, 0.0).astype(np.float64))])
    counts = np.concatenate([[0], np.cumsum(numbers)])
    ends = np.arange(1, len(values) + 1)
    begins = np.maximum(ends - window, 0)
    with np.errstate(all="ignore"):
        return np.asarray((sums[ends] - sums[begins]) / (counts[ends] - counts[begins]), np.float64)
