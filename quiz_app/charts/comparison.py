"""Several trainings on one chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.charts.curves import thin
from quiz_app.palette import QUIET, SERIES, shade
from quiz_app.runs.progress import LaneView
from quiz_app.training.outcome import loss_text

TOP = 4.0  # of the chart: above guessing, 2.3; what rises higher is cut off there, and named
GUESSING = math.log(10)
_HEIGHT = 340
_LABEL_ROW = 18


def comparison_chart(lanes: Sequence[LaneView], *, dark: bool) -> Chart:
    """The test loss of every lane over the examples that it has seen. What is compared the page says above it."""
    series, words = [], []
    marks: list[dict[str, Any]] = []
    far = max((lane.examples for lane in lanes), default=0) or 1
    for index, lane in enumerate(lanes):
        values = [(point.examples, point.measured.test_loss) for point in lane.points if point.measured]
        shown = [(examples, loss if loss <= 2 * TOP else 2 * TOP) for examples, loss in values]
        colours = SERIES[index] if index < len(SERIES) else QUIET
        series.append(Series(lane.label, [pair for pair in thin(shown) if pair[1] > 0], colours))
        words.append(f"{lane.label}: {_state(lane, values)}")
        left_at = next((examples for examples, loss in values if not loss <= TOP), None)
        if left_at is not None:
            marks.append(_mark(_leaving(lane, values), left_at, far, len(marks), shade(colours, dark)))
    spec = lines(
        series,
        x="examples seen",
        dark=dark,
        y_scale=LOG | {"domainMax": TOP},
        x_format="~s",
        height=_HEIGHT,
    )
    spec["layer"] += [_guessing(far, dark), *marks]
    return Chart(spec, f"Test loss over examples seen. {'; '.join(words)}.")


def _state(lane: LaneView, values: Sequence[tuple[int, float]]) -> str:
    if lane.outcome == "diverged":
        return "diverged"
    return f"{values[-1][1]:.3f}" if values else "not measured yet"


def _leaving(lane: LaneView, values: Sequence[tuple[int, float]]) -> str:
    """What stands where a line leaves the chart."""
    if lane.outcome == "diverged":
        return f"▲ {lane.label} diverged"
    return f"▲ {lane.label}: up to {loss_text(max(loss for _, loss in values if math.isfinite(loss)))}"


def _mark(text: str, at: float, far: float, row: int, colour: str) -> dict[str, Any]:
    """A name at the upper edge, below those of other lanes, and inside of the chart."""
    side = {"align": "left", "dx": 6} if at < 0.6 * far else {"align": "right", "dx": -6}
    return {
        "data": {"values": [{"x": at, "label": text}]},
        "mark": {"type": "text", **side, "baseline": "top", "dy": 4 + _LABEL_ROW * row, "fontSize": 13}
        | {"fontWeight": 600},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"value": 0},
            "text": {"field": "label", "type": "nominal"},
            "color": {"value": colour},
        },
    }


def _guessing(far: float, dark: bool) -> dict[str, Any]:
    """Where a network stands that has learned nothing."""
    quiet = shade(QUIET, dark)
    return {
        "data": {"values": [{"x": far, "y": GUESSING, "label": "guessing"}]},
        "mark": {"type": "text", "align": "right", "baseline": "bottom", "dy": -3, "fontSize": 12, "aria": False},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "text": {"field": "label", "type": "nominal"},
            "color": {"value": quiet},
        },
    }
