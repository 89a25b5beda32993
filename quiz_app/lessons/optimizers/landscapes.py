"""Heights of two weights with known slopes: a bowl, a ravine, a saddle, Rosenbrock's valley, and a noisy bowl.

It needs numpy alone: it goes into the sandbox, see `walking.py`. The weights are one row, (1, 2), as a matrix is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHARE = 0.01  # of the height at the start: who stays below that has arrived


class Landscape(NamedTuple):
    """One of them.

    Attributes:
        title: how a person calls it.
        about: what makes it easy or hard, in a sentence.
        height: of two coordinates, arrays of any one shape, with 0 at the lowest place.
        slope: the derivatives of the height, one for each coordinate.
        start: where everybody begins.
        lowest: the places of height 0.
        view: the part that is drawn: left, right, bottom, top.
        steps: how many everybody takes.
        noise: the standard deviation of what is added to each slope, as a minibatch's gradient is off by chance.
    """

    title: str
    about: str
    height: Callable[[Floats, Floats], Floats]
    slope: Callable[[Floats, Floats], tuple[Floats, Floats]]
    start: tuple[float, float]
    lowest: tuple[tuple[float, float], ...]
    view: tuple[float, float, float, float]
    steps: int
    noise: float = 0.0

    @property
    def tolerance(self) -> float:
        """The height below which one has arrived."""
        return SHARE * float(self.height(*np.array(self.start)))


def _bowl(x: Floats, y: Floats) -> Floats:
    return 0.5 * (x**2 + y**2)


def _bowl_slope(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x, y


def _ravine(x: Floats, y: Floats) -> Floats:
    return 0.5 * (x**2 + 100 * y**2)


def _ravine_slope(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x, 100 * y


def _saddle(x: Floats, y: Floats) -> Floats:
    return 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4 + 0.25


def _saddle_slope(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x, y**3 - y


def _rosenbrock(x: Floats, y: Floats) -> Floats:
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_slope(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return 2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)


LANDSCAPES = {
    "bowl": Landscape(
        "Bowl",
        "The same slope in all directions: the way down is straight.",
        _bowl,
        _bowl_slope,
        (-1.6, 1.2),
        ((0.0, 0.0),),
        (-2.0, 2.0, -1.5, 1.5),
        60,
    ),
    "ravine": Landscape(
        "Ravine",
        "Walls a hundred times as steep as the floor: a rate that suits the floor is too high for the walls.",
        _ravine,
        _ravine_slope,
        (-9.0, 1.0),
        ((0.0, 0.0),),
        (-10.0, 4.0, -1.6, 1.6),
        150,
    ),
    "saddle": Landscape(
        "Saddle",
        "In the middle it is flat and no valley: down on both sides, up in front and behind. The start is almost on "
        "the ridge.",
        _saddle,
        _saddle_slope,
        (-1.4, 0.01),
        ((0.0, -1.0), (0.0, 1.0)),
        (-2.0, 2.0, -1.5, 1.5),
        150,
    ),
    "rosenbrock": Landscape(
        "Rosenbrock",
        "A bent valley with an almost flat floor: it is found at once, and followed slowly.",
        _rosenbrock,
        _rosenbrock_slope,
        (-1.2, 1.0),
        ((1.0, 1.0),),
        (-2.0, 2.0, -0.8, 2.2),
        500,
    ),
    "noise": Landscape(
        "Noise",
        "A bowl whose slope is off by chance at each step, as the gradient of a minibatch is. The chance is the same "
        "for everybody.",
        _bowl,
        _bowl_slope,
        (-1.6, 1.2),
        ((0.0, 0.0),),
        (-2.0, 2.0, -1.5, 1.5),
        150,
        noise=0.5,
    ),
}
