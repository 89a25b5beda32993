"""An activation and its derivative as a student's functions give them, and what they do to a gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import LOG, Chart, Series, lines
from quiz_app.palette import BLUE, GREEN, ORANGE, QUIET, shade

REACH, POINTS, STEP = 6.0, 121, 1e-3
FLAT = 0.05  # a slope below that is called saturated
DEPTH = 20
_CLOSE = 1e-2

Floats = NDArray[np.float64]


def asked() -> Floats:
    """What the activation is asked: each point, and one a little below and above, (3 · POINTS, 1)."""
    z = np.linspace(-REACH, REACH, POINTS)
    return np.concatenate([z - STEP, z, z + STEP])[:, None]


@dataclass(frozen=True)
class Curve:
    """Values and slopes of an activation at some points, all (POINTS,); `measured` comes from the values alone."""

    z: Floats
    values: Floats
    slopes: Floats
    measured: Floats

    @classmethod
    def of(cls, values: Floats, slopes: Floats) -> Curve:
        """Of the answers to what was asked, (3 · POINTS, 1) each."""
        below, at, above = values.reshape(3, POINTS)
        return cls(np.linspace(-REACH, REACH, POINTS), at, slopes.reshape(3, POINTS)[1], (above - below) / (2 * STEP))

    @property
    def flat(self) -> NDArray[np.bool_]:
        """Where the slope is nearly 0, (POINTS,)."""
        return np.abs(self.slopes) < FLAT

    def slope_at(self, z: float) -> float:
        """The derivative at some z, between the points that were asked."""
        return float(np.interp(z, self.z, self.slopes))

    @property
    def usual_slope(self) -> float:
        """The root mean square of the slopes where z is normal with a variance of 1."""
        weights = np.exp(-(self.z**2) / 2)
        return float(np.sqrt((weights * self.slopes**2).sum() / weights.sum()))

    @property
    def tells_nothing(self) -> bool:
        """Whether it answers the same everywhere, as what looks at whole rows does with a single number."""
        return bool(np.ptp(self.values) == 0)


def activation_chart(curve: Curve, *, dark: bool) -> Chart:
    """The function, its derivative by the other function, and the slope that is measured."""

    def points(values: Floats) -> list[tuple[float, float]]:
        return list(zip(curve.z.tolist(), values.tolist(), strict=True))

    spec = lines(
        [
            Series("your function", points(curve.values), BLUE),
            Series("your derivative", points(curve.slopes), ORANGE),
            Series("slope, measured", points(curve.measured), GREEN),
        ],
        title="An activation and its slope",
        x="z",
        dark=dark,
        y_scale={"nice": True},
        height=140,
    )
    spec["encoding"]["x"]["scale"] = {"nice": False, "domain": [-REACH, REACH]}
    flat = [{"from": float(low), "to": float(high)} for low, high in flat_parts(curve)]
    shaded = {
        "data": {"values": flat},
        "mark": {"type": "rect", "opacity": 0.14, "color": shade(QUIET, dark), "aria": False},
        "encoding": {
            "x": {"field": "from", "type": "quantitative"},
            "x2": {"field": "to"},
            "y": {"value": 0},
            "y2": {"value": "height"},
            "color": {"value": shade(QUIET, dark)},
        },
    }
    spec["layer"] = [*([shaded] if flat else []), *spec["layer"]]
    where = " and ".join(f"from {part['from']:.2g} to {part['to']:.2g}" for part in flat) or "nowhere"
    return Chart(
        spec,
        f"From z = -6 to 6 the function goes from {curve.values[0]:.2f} to {curve.values[-1]:.2f}. "
        f"Its slope is at most {np.abs(curve.slopes).max():.2f}. Shaded, since it is flat: {where}.",
    )


def flat_parts(curve: Curve) -> list[tuple[float, float]]:
    """Where it is saturated: (from, to) of each part."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], curve.flat, [False]]).astype(int)))
    return [
        (float(curve.z[low]), float(curve.z[high - 1])) for low, high in zip(edges[::2], edges[1::2], strict=True)
    ]


def layers_chart(curve: Curve, z: float, *, dark: bool) -> Chart:
    """A gradient of 1 on its way back through DEPTH layers of it, each standing at z, and two others beside it."""
    ways = {
        f"every layer at z = {z:g}": (abs(curve.slope_at(z)), BLUE),
        "at its steepest": (float(np.abs(curve.slopes).max()), GREEN),
        "z spread, variance 1": (curve.usual_slope, ORANGE),
    }
    series = [
        Series(name, [(layer, slope**layer) for layer in range(DEPTH + 1) if slope**layer > 0], colours)
        for name, (slope, colours) in ways.items()
    ]
    spec = lines(
        series,
        title="What is left of a gradient of 1 (log scale)",
        x="layers that it came through",
        dark=dark,
        y_scale=LOG,
        x_format="d",
        height=260,
    )
    said = "; ".join(f"{name}: {slope**DEPTH:.1g}" for name, (slope, _) in ways.items())
    return Chart(spec, f"A gradient of 1 after {DEPTH} layers. {said}.")


def left_in_words(curve: Curve, z: float) -> str:
    """What DEPTH layers leave of a gradient where each stands at z, in sentences."""
    slope, usual = curve.slope_at(z), curve.usual_slope
    return (
        f"At z = {z:g} the slope is {slope:.3g}: {DEPTH} such layers leave {abs(slope) ** DEPTH:.1g} of a gradient. "
        f"Where z is spread around 0 with a variance of 1, each keeps about {usual:.2g}, and {DEPTH} leave "
        f"{usual**DEPTH:.1g}. The weights between the layers multiply, too; with a variance of 1/n their share is "
        "about 1."
    )


def in_words(curve: Curve) -> list[str]:
    """What the curves mean for a gradient that comes back through it, in sentences."""
    sizes = np.abs(curve.slopes)
    largest, at = float(sizes.max()), float(curve.z[sizes.argmax()])
    said = [
        f"It keeps at most {largest:.3g} of a gradient, at z = {at:.2g}. "
        f"Through {DEPTH} of them, one after the other, that is {largest**DEPTH:.1g}."
    ]
    flat = curve.z[curve.flat]
    left, right = flat[flat <= 0], flat[flat > 0]
    sides = [f"below {left.max():.2g}"] if len(left) else []
    sides += [f"above {right.min():.2g}"] if len(right) else []
    if sides:
        said.append(
            f"It is flat for z {' and '.join(sides)}: the slope is less than {FLAT:g} there, and what arrives "
            "nearly stops. That is saturation."
        )
    differ = np.abs(curve.slopes - curve.measured) > _CLOSE
    differ &= np.abs(curve.z) > 2 * STEP  # at a kink any slope between the two will do
    if differ.any():
        said.append(
            f"Your derivative is not the slope of your function: at z = {curve.z[differ][0]:.2g} it says "
            f"{curve.slopes[differ][0]:.3g}, and the slope is {curve.measured[differ][0]:.3g}."
        )
    return said
