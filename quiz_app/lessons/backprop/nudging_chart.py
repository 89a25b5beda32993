"""The errors of a finite difference over epsilon, as a Vega-Lite chart with two logarithmic axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz_app.charts.chart import legend
from quiz_app.lessons.backprop.nudging import Quotient
from quiz_app.palette import BLUE, GREEN, ORANGE, QUIET, shade

_FLOOR = 1e-18  # smaller than any error of a double that is not exactly 0
KINDS = ("truncation", "rounding", "both together")


def error_chart(quotients: Sequence[Quotient], chosen: float, *, dark: bool) -> dict[str, Any]:
    """The two kinds of error and their sum over all epsilons, with a line at the chosen one."""
    rows = [
        {"epsilon": quotient.epsilon, "error": value, "kind": kind}
        for quotient in quotients
        for kind, value in zip(KINDS, (quotient.truncation, quotient.rounding, quotient.error), strict=True)
        if value > _FLOOR
    ]
    kind = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(KINDS), "range": [shade(pair, dark) for pair in (BLUE, ORANGE, QUIET)]},
        "legend": legend(KINDS, dark=dark),
    }
    dash = {**kind, "scale": {"domain": list(KINDS), "range": [[1, 0], [6, 4], [2, 3]]}}
    axis = {"format": ".0e", "grid": True}
    side = (
        {"align": "right", "dx": -6} if chosen > 1e-6 else {"align": "left", "dx": 6}
    )  # of the line, inside the chart
    return {
        "data": {"values": rows},
        "height": 320,
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 30}},
                "encoding": {
                    "x": {
                        "field": "epsilon",
                        "type": "quantitative",
                        "scale": {"type": "log"},
                        "axis": {
                            **axis,
                            "title": "epsilon, the nudge",
                            "values": [10.0**-p for p in range(12, 0, -2)],
                        },
                    },
                    "y": {
                        "field": "error",
                        "type": "quantitative",
                        "scale": {"type": "log"},
                        "axis": {**axis, "title": "error of the quotient", "tickCount": 7},
                    },
                    "color": kind,
                    "strokeDash": dash,
                    "tooltip": [
                        {"field": "kind", "title": "error"},
                        {"field": "epsilon", "format": ".0e"},
                        {"field": "error", "title": "size", "format": ".2e"},
                    ],
                },
            },
            {
                "data": {"values": [{"epsilon": chosen}]},
                "mark": {"type": "rule", "strokeWidth": 2, "color": shade(GREEN, dark)},
                "encoding": {"x": {"field": "epsilon", "type": "quantitative"}},
            },
            {
                "data": {"values": [{"epsilon": chosen, "label": f"epsilon {chosen:.0e}"}]},
                "mark": {"type": "text", **side, "dy": 8, "y": 0, "color": shade(GREEN, dark)},
                "encoding": {
                    "x": {"field": "epsilon", "type": "quantitative"},
                    "text": {"field": "label"},
                },
            },
        ],
    }


def alternative_text(quotients: Sequence[Quotient], chosen: Quotient) -> str:
    """The chart in words, with the current numbers."""
    best = min(quotients, key=lambda quotient: quotient.error)
    return (
        f"Errors of the finite difference over epsilon, both axes logarithmic. At epsilon {chosen.epsilon:.0e} the "
        f"truncation error is {chosen.truncation:.1e} and the rounding error {chosen.rounding:.1e}. Truncation grows "
        f"with epsilon, rounding shrinks; together they are least near {best.epsilon:.0e}, at {best.error:.1e}."
    )
