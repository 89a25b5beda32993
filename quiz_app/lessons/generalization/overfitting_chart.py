"""Train and validation curves of one network or two, and where the held-back loss is lowest."""

from __future__ import annotations

from collections.abc import Sequence

from quiz_app.charts.chart import Chart, Series, lines
from quiz_app.lessons.generalization.overfitting import Curves
from quiz_app.palette import BLUE, ORANGE, QUIET, shade


def curves_chart(found: Sequence[Curves], *, dark: bool) -> Chart:
    """The last of them in colours, one before it in grey; a ring is where to stop."""
    *before, now = found
    series = [
        Series("held back", now.held_back, BLUE),
        Series("learned from", now.training, ORANGE),
        *(Series(f"held back, {one.label}", one.held_back, QUIET) for one in before),
        *(Series(f"learned from, {one.label}", one.training, QUIET, faint=True) for one in before),
    ]
    highest = max((value for one in found for _, value in one.held_back[:1]), default=2.5)
    spec = lines(
        series,
        title="Loss (mean cross-entropy)",
        x="epochs",
        dark=dark,
        y_scale={"domain": [0, max(1.0, round(highest, 1))], "clamp": True},
        height=320,
    )
    rings = [{"x": at, "y": loss} for one in found if (point := one.best) for at, loss in (point,)]
    if rings:
        spec["layer"].append(
            {
                "data": {"values": rings},
                "mark": {"type": "point", "size": 160, "strokeWidth": 2.5, "filled": False, "aria": False},
                "encoding": {"color": {"value": shade(BLUE, dark)}},
            }
        )
    said = [
        f"{one.label}: held back from {one.held_back[0][1]:.2f} to {one.held_back[-1][1]:.2f}, lowest "
        f"{one.best[1]:.2f} after {one.best[0]:.0f} epochs; learned from, {one.training[-1][1]:.2f} at the end"
        for one in found
        if one.best
    ]
    return Chart(spec, f"Losses over epochs. {'. '.join(said) or 'Nothing has been measured yet'}.")
