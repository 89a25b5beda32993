"""How high a loss stands on a drawn mountain, on a logarithmic scale, and in which colour."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# From the valley to the summit; each is lighter than the one before, so that they differ without colour, too.
RAMP = ("#0B3C5D", "#1C6E8C", "#4E9F8B", "#9CC583", "#DDD08A", "#EBDDB4")
SMALLEST = 1e-4
_FLATTEST = 0.2  # of the logarithm: what varies less is drawn as flat as it is
_FEWEST = 5


@dataclass(frozen=True)
class Heights:
    """The scale: 0 at the lowest loss, 1 at the highest."""

    low: float
    high: float

    def of(self, losses: NDArray[np.floating]) -> NDArray[np.float64]:
        """Heights in [0, 1]. What is no number is as high as can be."""
        with np.errstate(all="ignore"):
            logs = np.log(np.maximum(losses.astype(np.float64), SMALLEST))
        logs = np.where(np.isfinite(logs), logs, math.log(self.high))
        bottom, top = math.log(self.low), math.log(self.high)
        return np.clip((logs - bottom) / max(top - bottom, _FLATTEST), 0.0, 1.0)

    def levels(self) -> list[float]:
        """Round losses between the lowest and the highest: 1, 2, 5 with their powers of ten; more if they are few."""
        for digits in ((1, 2, 5), (1, 1.5, 2, 3, 5, 7), tuple(1 + tenth / 10 for tenth in range(90))):
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            powers = range(first, last + 1)
            found = [digit * 10.0**power for power in powers for digit in digits]
            found = [level for level in found if self.low < level < self.high]
            if len(found) >= _FEWEST:
                return found
        return found


def heights_of(grid: NDArray[np.float32]) -> Heights:
    """The scale of a grid of losses."""
    numbers = grid[np.isfinite(grid)].astype(np.float64)
    if not len(numbers):
        return Heights(SMALLEST, 1.0)
    return Heights(max(float(numbers.min()), SMALLEST), max(float(numbers.max()), 2 * SMALLEST))


def coloured(heights: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The colours of heights, with an axis of red, green and blue behind theirs."""
    stops = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in RAMP], np.float64)
    places = np.linspace(0, 1, len(RAMP))
    channels = [np.interp(heights, places, stops[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)
