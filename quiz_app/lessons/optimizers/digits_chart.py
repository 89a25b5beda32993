"""The losses of a race on digits: of all steps, each lane's mean over some of its batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.palette import QUIET, SERIES
from quiz_app.runs.progress import LaneView

PARTS = 80  # of a curve


def losses_chart(lanes: Sequence[LaneView], *, dark: bool) -> Chart:
    """A line for each lane over the epochs; all means are over the same number of batches."""
    total = max((lane.total_steps for lane in lanes), default=0)
    together = max(1, total // PARTS)
    series, words = [], []
    for place, lane in enumerate(lanes):
        points = means(lane.losses.values, together, lane.steps_per_epoch)
        series.append(Series(lane.label, points, SERIES[place] if place < len(SERIES) else QUIET))
        words.append(f"{lane.label}: {points[-1][1]:.3f}" if points else f"{lane.label}: no step yet")
    spec = lines(
        series,
        title=f"Loss while it learns, the mean of {together} batches (log scale)"
        if together > 1
        else "Loss (log scale)",
        x="epochs",
        dark=dark,
        y_scale=LOG,
        height=140,
    )
    return Chart(spec, f"Loss over epochs, logarithmic. Last means: {'; '.join(words)}.")


def means(losses: NDArray[np.float32], together: int, steps_per_epoch: int) -> list[tuple[float, float]]:
    """(epochs, mean loss) of each so many batches; what a logarithmic axis cannot show is left out."""
    whole = len(losses) // together * together
    found = losses[:whole].reshape(-1, together).mean(axis=1, dtype=np.float64)
    return [
        ((place + 1) * together / max(steps_per_epoch, 1), float(mean))
        for place, mean in enumerate(found)
        if np.isfinite(mean) and mean > 0
    ]
