"""Several kept trainings on one chart; what is smoothed says so."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.charts.curves import every_batch, thin
from quiz_app.palette import QUIET, SERIES
from quiz_app.runs.gauges import smoothed
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView

HEIGHT = 300
EPOCHS = "epochs"


def losses_overlay(lanes: Sequence[LaneView], window: int, *, dark: bool) -> Chart:
    """The loss of each batch, as the mean of the last `window` batches; the loss as it was is a thin line behind."""
    series, words = [], []
    for number, lane in enumerate(lanes):
        name, values, colours = lane.label, lane.losses.values, _colours(number)
        if window > 1:
            series.append(
                Series(f"{name}, as it was", every_batch(values, lane.steps_per_epoch), colours, faint=True)
            )
        means = smoothed(values, window)
        series.append(Series(name, thin(every_batch(means, lane.steps_per_epoch)), colours))
        words.append(f"{name}: {means[-1]:.3f}" if len(means) and math.isfinite(means[-1]) else f"{name}: no number")
    what = f"smoothed: the mean of the last {window} batches" if window > 1 else "not smoothed"
    spec = lines(series, title=f"Training loss, {what} (log scale)", x=EPOCHS, dark=dark, y_scale=LOG, height=HEIGHT)
    return Chart(spec, f"Training loss over epochs, {what}. At the end: {'; '.join(words)}.")


def measured_overlay(
    lanes: Sequence[LaneView], title: str, value: Callable[[Measured], float], *, dark: bool
) -> Chart:
    """A measurement of each: nothing is smoothed."""
    series, words = [], []
    for number, lane in enumerate(lanes):
        name = lane.label
        points = [(one.epochs, value(one.measured)) for one in lane.points if one.measured is not None]
        points = [pair for pair in points if math.isfinite(pair[1])]
        series.append(Series(name, thin(points), _colours(number)))
        words.append(f"{name}: {points[-1][1]:.3g}" if points else f"{name}: not measured")
    spec = lines(series, title=title, x=EPOCHS, dark=dark, height=HEIGHT)
    return Chart(spec, f"{title} over epochs. At the end: {'; '.join(words)}.")


def ratio_chart(found: Sequence[Sequence[tuple[int, float]]], usual: float, *, dark: bool) -> Chart:
    """The ratio of update to weight of each layer, (step, ratio), and a line where it usually is."""
    series = [
        Series(f"layer {layer}", [(float(step), ratio) for step, ratio in points if ratio > 0], _colours(layer - 1))
        for layer, points in enumerate(found, start=1)
    ]
    last = max((step for points in found for step, _ in points), default=1)
    series.append(Series("usual", [(0.0, usual), (float(last), usual)], QUIET, faint=True))
    spec = lines(series, title="Update divided by weight (log scale)", x="steps", dark=dark, y_scale=LOG)
    words = [f"layer {layer}: {points[-1][1]:.1e}" for layer, points in enumerate(found, start=1) if points]
    return Chart(spec, f"Ratio of update to weight over steps. Now {'; '.join(words)}. Usual: {usual:g}.")


def _colours(number: int) -> tuple[str, str]:
    return SERIES[number] if number < len(SERIES) else QUIET


def spread_chart(
    steps: Sequence[int],
    edges: Sequence[float],
    shares: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    *,
    title: str,
    what: str,
    dark: bool,
) -> Chart:
    """A histogram for each of some steps, side by side: the darker a field, the more entries lie in it.

    Args:
        steps: n of them, rising.
        edges: of the bins.
        shares: (n, bins).
        title: of the chart.
        what: the vertical axis.
        dark: the theme.
    """
    ends = [*steps[1:], 2 * steps[-1] - steps[-2]] if len(steps) > 1 else [step + 1 for step in steps]
    largest = float(shares.max()) if shares.size else 1.0
    rows = [
        {"x": step, "x2": end, "y": edges[place], "y2": edges[place + 1], "share": round(float(share) / largest, 4)}
        for step, end, row in zip(steps, ends, shares, strict=True)
        for place, share in enumerate(row)
        if share > 0
    ]
    colours = ["#1A1F25", "#56B4E9"] if dark else ["#F3F6F8", "#0B3C5D"]
    quiet = QUIET[dark]
    axis = {"labelColor": quiet, "titleColor": quiet, "grid": False}
    spec = {
        "data": {"values": rows},
        "height": 280,  # with title and axis
        "title": {"text": title, "anchor": "start", "fontSize": 15, "offset": 6},
        "mark": {"type": "rect", "aria": False},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": "steps", "axis": axis, "scale": {"nice": False}},
            "x2": {"field": "x2"},
            "y": {"field": "y", "type": "quantitative", "title": what, "axis": axis, "scale": {"zero": False}},
            "y2": {"field": "y2"},
            "color": {
                "field": "share",
                "type": "quantitative",
                "scale": {"type": "sqrt", "domain": [0, 1], "range": colours},
                "legend": None,
            },
        },
    }
    if not len(steps):
        return Chart(spec, f"{title}: nothing is known yet.")
    middle = [edges[int(np.argmax(np.cumsum(row) >= row.sum() / 2))] for row in (shares[0], shares[-1])]
    return Chart(spec, f"{title}. Half of them lie below {middle[0]:.2g} at first, below {middle[1]:.2g} at the end.")
