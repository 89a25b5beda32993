"""What goes forward through the blocks and what comes back to them, as distributions on a logarithmic axis."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import LOG, Chart, Colours
from quiz_app.palette import BLUE, LINE, ORANGE, QUIET, shade

Floats = NDArray[np.float64]
FORWARD, BACK = 0, 1
_LOWEST, _LOW, _MIDDLE, _HIGH, _HIGHEST = range(2, 7)  # columns of a flow
_HEIGHT = 270


def flow_chart(flow: Floats, direction: int, *, dark: bool, before: Floats | None = None) -> Chart:
    """How large the numbers at each block are: their middle, the half around it, and nine tenths of all.

    Args:
        flow: (blocks, 2, FLOW), see `looking.flow`.
        direction: FORWARD or BACK.
        before: another network's sizes by block, drawn as a dashed line.
    """
    colours = BLUE if direction == BACK else ORANGE
    rows = [_row(place, values) for place, values in enumerate(flow[:, direction], start=1) if values[_MIDDLE] > 0]
    earlier = [{"x": at, "before": size} for at, size in enumerate(_positive(before), start=1) if size is not None]
    title = "Back: the gradient at each block" if direction == BACK else "Forward: what each block hands on"
    spec: dict[str, Any] = {
        "data": {"values": rows + earlier or [{"x": 1}]},
        "height": _HEIGHT,
        "title": {"text": title, "anchor": "start", "fontSize": 15, "offset": 6},
        "layer": [
            _band("lowest", "highest", 0.16, colours, dark),
            _band("low", "high", 0.3, colours, dark),
            _line("middle", colours, dark, {"point": {"filled": True, "size": 18, "color": shade(colours, dark)}}),
            *([_line("before", QUIET, dark, {"strokeDash": [5, 4]})] if earlier else []),
        ],
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": "block",
                "scale": {"domain": [1, max(2, len(flow), len(earlier))], "nice": False},
                "axis": _axis(dark, "d"),
            }
        },
    }
    if not rows:
        return Chart(spec, f"{title}: nothing yet.")
    first, last = rows[0], rows[-1]
    said = (
        f"{title}, sizes on a logarithmic axis: the middle is {first['middle']:.1e} at block {first['x']} and "
        f"{last['middle']:.1e} at block {last['x']}. At block {first['x']} nine tenths lie between "
        f"{first['lowest']:.1e} and {first['highest']:.1e}."
    )
    if earlier:
        said += f" Before the switch the size at block 1 was {earlier[0]['before']:.1e}."
    return Chart(spec, said)


def _row(place: int, values: Floats) -> dict[str, Any]:
    names = {"lowest": _LOWEST, "low": _LOW, "middle": _MIDDLE, "high": _HIGH, "highest": _HIGHEST}
    return {"x": place, **{name: float(values[column]) for name, column in names.items()}}


def _positive(sizes: Floats | None) -> list[float | None]:
    """Those that a logarithmic axis can show."""
    if sizes is None:
        return []
    return [size if math.isfinite(size) and size > 0 else None for size in sizes.tolist()]


def _band(low: str, high: str, opacity: float, colours: Colours, dark: bool) -> dict[str, Any]:
    return {
        "mark": {"type": "area", "opacity": opacity, "color": shade(colours, dark), "aria": False},
        "encoding": {"y": _y(low, dark), "y2": {"field": high}},
        "transform": [{"filter": f"isValid(datum.{low})"}],
    }


def _line(field: str, colours: Colours, dark: bool, look: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": {"type": "line", "color": shade(colours, dark), "strokeWidth": 2, "aria": False, **look},
        "encoding": {"y": _y(field, dark)},
        "transform": [{"filter": f"isValid(datum.{field})"}],
    }


def _y(field: str, dark: bool) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": LOG,
        "axis": {**_axis(dark, ".0e"), "tickCount": 5},
    }


def _axis(dark: bool, numbers: str) -> dict[str, Any]:
    quiet = shade(QUIET, dark)
    return {
        "labelColor": quiet,
        "titleColor": quiet,
        "gridColor": shade(LINE, dark),
        "gridOpacity": 0.6,
        "labelOverlap": True,
        "format": numbers,
        "tickCount": 8,
    }
