"""An activation and its derivative as a student's functions give them, and what they do to a gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.chart import Chart, Series, lines
from quiz_app.palette import BLUE, GREEN, ORANGE

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
    return Chart(spec, f"From z = -6 to 6 the function goes from {curve.values[0]:.2f} to {curve.values[-1]:.2f}.")


def in_words(curve: Curve) -> list[str]:
    """What the curves mean for a gradient that comes back through it, in sentences."""
    sizes = np.abs(curve.slopes)
    largest, at = float(sizes.max()), float(curve.z[sizes.argmax()])
    said = [
        f"It keeps at most {largest:.3g} of a gradient, at z = {at:.2g}. "
        f"Through {DEPTH} of them, one after the other, that is {largest**DEPTH:.1g}."
    ]
    flat = curve.z[sizes < FLAT]
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
