"""A chart: its Vega-Lite spec, and in words what it shows now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quiz_app.palette import DASHES, LINE, QUIET, shade

Colours = tuple[str, str]
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


def lines(
    series: Sequence[Series],
    *,
    title: str,
    x: str,
    dark: bool,
    y_scale: dict[str, Any] | None = None,
    x_format: str | None = None,
    height: int = 290,
) -> dict[str, Any]:
    """A line for each series, told apart by colour, dashes and the legend's words."""
    names = [one.name for one in series]
    rows = [{"x": at, "y": value, "series": one.name} for one in series for at, value in one.points]
    quiet = shade(QUIET, dark)
    axis = {"labelColor": quiet, "titleColor": quiet, "gridColor": shade(LINE, dark), "gridOpacity": 0.6}
    return {
        "data": {"values": rows or [{"x": 0, "y": None, "series": names[0]}]},
        "height": height,
        "title": {"text": title, "anchor": "start", "fontSize": 15, "offset": 6},
        "mark": {"type": "line", "strokeWidth": 2.2, "interpolate": "monotone", "clip": True},
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
                "scale": {"domain": names, "range": [shade(one.colours, dark) for one in series]},
                "legend": legend(names, dark=dark),
            },
            "strokeDash": {
                "field": "series",
                "type": "nominal",
                "scale": {"domain": names, "range": [list(DASHES[i % len(DASHES)]) for i in range(len(names))]},
                "legend": legend(names, dark=dark),
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
