"""Cures for learning by heart beside each other: what was learned, and what of images held back is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz_app.charts.chart import Chart, legend
from quiz_app.palette import BLUE, LINE, ORANGE, QUIET, shade
from quiz_app.runs.progress import LaneView

ROW = 44  # pixels
KINDS = ("learned from", "held back")


def cures_chart(lanes: Sequence[LaneView], *, dark: bool) -> Chart:
    """A row for each lane that was measured: two marks, and between them what was learned by heart."""
    rows: list[dict[str, Any]] = []
    words = []
    for lane in lanes:
        if not lane.step or (measured := lane.measured) is None:
            continue
        pair = (100 * measured.training_accuracy, 100 * measured.test_accuracy)
        rows += [{"cure": lane.label, "share": share, "kind": kind} for share, kind in zip(pair, KINDS, strict=True)]
        words.append(f"{lane.label}: {pair[0]:.1f} percent learned from, {pair[1]:.1f} held back")
    quiet = shade(QUIET, dark)
    axis = {"labelColor": quiet, "titleColor": quiet, "gridColor": shade(LINE, dark), "gridOpacity": 0.6}
    names = [lane.label for lane in lanes]
    y = {
        "field": "cure",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names},
        "axis": {**axis, "grid": False, "ticks": False, "domain": False, "labelLimit": 220, "labelFontSize": 12},
    }
    colours = {"domain": list(KINDS), "range": [shade(BLUE, dark), shade(ORANGE, dark)]}
    kind = {"field": "kind", "type": "nominal"}
    marks = {**legend(KINDS, dark=dark), "symbolType": "circle", "symbolSize": 120}
    spec = {
        "data": {"values": rows},
        "height": ROW * len(names) + 60,
        "title": {"text": "Read correctly, in %", "anchor": "start", "fontSize": 15, "offset": 6},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": shade(LINE, dark)},
                "encoding": {
                    "x": {"aggregate": "min", "field": "share", "type": "quantitative"},
                    "x2": {"aggregate": "max", "field": "share"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 150, "opacity": 1},
                "encoding": {
                    "x": {
                        "field": "share",
                        "type": "quantitative",
                        "title": None,
                        "scale": {"zero": False, "domainMax": 100, "nice": True},
                        "axis": {**axis, "tickCount": 6},
                    },
                    "color": {**kind, "scale": colours, "legend": marks},
                    "shape": {
                        **kind,
                        "scale": {"domain": list(KINDS), "range": ["circle", "square"]},
                        "legend": marks,
                    },
                    "tooltip": [
                        {"field": "cure", "title": "with"},
                        {"field": "kind", "title": "images"},
                        {"field": "share", "title": "read correctly, %", "format": ".1f"},
                    ],
                },
            },
        ],
    }
    return Chart(spec, "; ".join(words) + "." if words else "Nothing has been measured yet.")
