"""A chart: its Vega-Lite spec, and in words what it shows now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_app.palette import DASHES, LINE, QUIET, shade

Colours = tuple[str, str]
FEW = 30  # values: more are seen as a line
THIN, THICK, FAINT = 0.9, 2.2, "99"
LOG: dict[str, Any] = {"type": "log", "nice": False}
_AROUND, _TITLE, _LEGEND_ROW = 91, 35, 26  # pixels of axis, title, and a row of the legend, beside the lines
_LEGEND_CHARACTERS, _SYMBOL_CHARACTERS = 50, 6  # how wide a narrow screen is, and a line in front of its name


@dataclass(frozen=True)
class Chart:
    """``alt`` says in words what the picture says, with the current numbers."""

    spec: dict[str, Any]
    alt: str


@dataclass(frozen=True)
class Series:
    """One line: its name in the legend, its points, and its colours; the dashes follow from its place."""

    name: str
    points: Sequence[tuple[float, float]]
    colours: Colours
    faint: bool = False  # a thin line behind the others


def lines(
    series: Sequence[Series],
    *,
    x: str,
    dark: bool,
    title: str = "",
    y_scale: dict[str, Any] | None = None,
    x_format: str | None = None,
    height: int = 165,
) -> dict[str, Any]:
    """A line for each series, told apart by colour, dashes and the legend's words.

    Lines are straight from value to value, and of few values each is a dot: nothing is drawn that was not measured.

    Args:
        series: the lines.
        title: of the chart; "" where the page has one above it.
        x: what the horizontal axis shows.
        dark: for a dark page.
        y_scale: Vega-Lite's scale of the vertical axis; by default from 0.
        x_format: of the numbers at the horizontal axis.
        height: pixels from the horizontal axis to the top of the lines; title, legend and axis come on top.
    """
    names = [one.name for one in series]
    rows = [
        {"x": at, "y": value, "series": one.name} | ({"dot": True} if len(one.points) <= FEW else {})
        for one in series
        for at, value in one.points
    ]
    dashes = [list(DASHES[place % len(DASHES)]) for place in range(len(names))]
    shades = [shade(one.colours, dark) + (FAINT if one.faint else "") for one in series]
    quiet, highest = shade(QUIET, dark), (y_scale or {}).get("domainMax")
    shown = legend(names, dark=dark)
    axis = {"labelColor": quiet, "titleColor": quiet, "gridColor": shade(LINE, dark), "gridOpacity": 0.6}
    return {
        "data": {"values": rows or [{"x": 0, "y": None, "series": names[0]}]},
        "height": height + _AROUND + _TITLE * bool(title) + _LEGEND_ROW * -(-len(names) // shown["columns"]),
        **({"title": {"text": title, "anchor": "start", "fontSize": 15, "offset": 6}} if title else {}),
        "layer": [
            {
                "mark": {"type": "line", "interpolate": "linear", "clip": True},
                "encoding": {
                    "strokeWidth": {
                        "field": "series",
                        "type": "nominal",
                        "scale": {"domain": names, "range": [THIN if one.faint else THICK for one in series]},
                        "legend": None,
                    },
                    "strokeDash": {
                        "field": "series",
                        "type": "nominal",
                        "scale": {"domain": names, "range": dashes},
                        "legend": shown,
                    },
                },
            },
            {
                # A dot at the edge is seen whole; what lies beyond it has none.
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 34,
                    "opacity": 1,
                    "aria": False,  # the lines and the chart's own words say it
                },
                "transform": [{"filter": f"datum.dot && datum.y <= {highest}" if highest else "datum.dot"}],
            },
        ],
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": x,
                "scale": {"nice": False, "domainMin": 0},
                "axis": {
                    **axis,
                    "grid": False,
                    "tickCount": 6,
                    "labelOverlap": True,
                    **({"format": x_format} if x_format else {}),
                },
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": None,
                "scale": y_scale or {"domainMin": 0, "nice": True},
                "axis": {**axis, "tickCount": 5},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "scale": {"domain": names, "range": shades},
                "legend": shown,
            },
        },
    }


def legend(names: Iterable[str], *, dark: bool) -> dict[str, Any]:
    """A legend above the chart that a telephone has room for: Vega-Lite does not break its lines."""
    longest = max((len(name) for name in names), default=0)
    return {
        "orient": "top",
        "title": None,
        "symbolType": "stroke",
        "symbolSize": 500,
        "columns": max(1, min(3, _LEGEND_CHARACTERS // (longest + _SYMBOL_CHARACTERS))),
        "labelLimit": 280,
        "labelColor": shade(QUIET, dark),
    }
