"""The order in which rows are shown: each epoch all of them, by a function of the student's or at random.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]


class Batches:
    """The batches of epoch after epoch.

    Args:
        rows: how many there are.
        listed: gives those of an epoch at once; None: a new random order is cut into pieces.
        random: for that order.
    """

    def __init__(self, rows: int, listed: Callable[[int], list[Indices]] | None, random: np.random.Generator) -> None:
        self._rows, self._listed = rows, listed
        self._order = np.zeros(0, np.intp) if listed else random.permutation(rows)
        self._position = 0
        self._left: list[Indices] = []

    def now(self, size: int, random: np.random.Generator) -> Indices:
        """The one that comes next; it stays so until it is `done`."""
        if self._listed:
            self._left = self._left or self._listed(min(size, self._rows))
            return self._left[0]
        if self._position >= self._rows:
            self._order, self._position = random.permutation(self._rows), 0
        return self._order[self._position : self._position + size]

    def done(self, batch: Indices) -> bool:
        """On to the next one; whether this was the last of its epoch."""
        if self._listed:
            self._left = self._left[1:]
            return not self._left
        self._position += len(batch)
        return self._position >= self._rows

    def copy(self) -> Batches:
        """Another one that stands where this one stands."""
        return copy.copy(self)


def as_batches(value: Any) -> list[Indices]:
    """The lists of indices that a function has given; [] if they are none."""
    try:
        found = [np.asarray(batch) for batch in value if len(batch)]
    except (TypeError, ValueError):
        return []
    if any(batch.ndim != 1 or batch.dtype.kind not in "iu" for batch in found):
        return []
    return [batch.astype(np.intp) for batch in found]
