"""The loss over one number, with the tangent and the secant whose slopes a finite difference compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz_app.charts.chart import Chart, legend
from quiz_app.lessons.backprop.exercise import Array, Exercise, loss
from quiz_app.lessons.backprop.nudging import Quotient
from quiz_app.lessons.backprop.worked import number
from quiz_app.palette import BLUE, DASHES, GREEN, ORANGE, QUIET, shade

REACH = 1.5  # of the number to both sides
_POINTS = 61
KINDS = ("loss", "tangent", "secant")


@dataclass(frozen=True)
class LossCurve:
    """The loss (n,) over values (n,) of one number, and the number as it is."""

    values: Array
    losses: Array
    at: float


def loss_curve(exercise: Exercise, name: str, index: tuple[int, ...]) -> LossCurve:
    """How the loss goes when one entry of an array is another number, from `REACH` below to `REACH` above it."""
    at = float(exercise.given[name][index])
    values = np.linspace(at - REACH, at + REACH, _POINTS)
    losses = []
    for value in values:
        changed = exercise.given[name].copy()
        changed[index] = value
        losses.append(loss({**exercise.given, name: changed}))
    return LossCurve(values, np.array(losses), at)


def curve_chart(
    curve: LossCurve, entry: str, here: float, slope: float, quotient: Quotient, *, central: bool, dark: bool
) -> Chart:
    """The curve with the tangent at the number, and the secant through the two points that are compared.

    Args:
        curve: the loss over the number.
        entry: what the number is called.
        here: the loss as it is.
        slope: the derivative.
        quotient: of the chosen nudge.
        central: whether the nudge goes both ways.
        dark: for a dark page.
    """
    left, right = float(curve.values[0]), float(curve.values[-1])
    first = curve.at - quotient.epsilon if central else curve.at
    ends = ((first, quotient.below), (curve.at + quotient.epsilon, quotient.above))
    lines: dict[str, Sequence[tuple[float, float]]] = {
        KINDS[0]: list(zip(curve.values.tolist(), curve.losses.tolist(), strict=True)),
        KINDS[1]: [(x, here + slope * (x - curve.at)) for x in (left, right)],
        KINDS[2]: [(x, quotient.below + quotient.value * (x - first)) for x in (left, right)],
    }
    rows = [{"x": x, "y": y, "kind": kind} for kind, points in lines.items() for x, y in points]
    low, high = float(curve.losses.min()), float(curve.losses.max())
    margin = 0.15 * (high - low) or 0.1
    colours = [shade(pair, dark) for pair in (BLUE, GREEN, ORANGE)]
    kind = {"field": "kind", "type": "nominal", "legend": legend(KINDS, dark=dark)}
    axis = {"labelColor": shade(QUIET, dark), "titleColor": shade(QUIET, dark), "tickCount": 6}
    x: dict[str, Any] = {"field": "x", "type": "quantitative", "title": entry, "axis": axis, "scale": {"nice": False}}
    y: dict[str, Any] = {"field": "y", "type": "quantitative", "title": "L", "axis": axis}
    y["scale"] = {"domain": [low - margin, high + margin]}
    dots = {"type": "point", "filled": True, "size": 90, "color": colours[2], "clip": True, "opacity": 1}
    spec: dict[str, Any] = {
        "height": 330,
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "line", "clip": True, "strokeWidth": 2.4},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {**kind, "scale": {"domain": list(KINDS), "range": colours}},
                    "strokeDash": {**kind, "scale": {"domain": list(KINDS), "range": list(map(list, DASHES[:3]))}},
                },
            },
            {
                "data": {"values": [{"x": at, "y": value} for at, value in ends]},
                "mark": dots,
                "encoding": {"x": x, "y": y},
            },
        ],
    }
    (left_end, _), (right_end, _) = ends
    words = (
        f"The loss over {entry}, from {number(left)} to {number(right)}. At {number(curve.at)} the tangent has the "
        f"slope {number(slope)}; the secant through {number(left_end)} and {number(right_end)} has "
        f"{number(quotient.value)}."
    )
    return Chart(spec, words)
