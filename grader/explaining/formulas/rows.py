"""Values of many formulas at once: a row for each, with its values on all probes one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from grader.explaining.formulas.operations import Array

Shapes = tuple[tuple[int, ...], ...]  # of a value on each probe
Values = tuple[Array, ...]  # of one formula on each probe

_BITS = 2.0**33


@dataclass
class Group:
    """Formulas whose values have the same shapes. The first of them have a row each, with the values on all probes.

    While the bank grows, every formula has a row; what is put together later has a key alone.
    """

    rows: Array
    numbers: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    keys: Array = field(default_factory=lambda: np.empty(0))
    _sorted: tuple[NDArray[np.intp], Array] | None = None

    def sorted(self) -> tuple[NDArray[np.intp], Array]:
        """The order of the keys, and the keys in it; asked once all formulas are there."""
        if self._sorted is None or len(self._sorted[1]) != len(self.keys):
            order = np.argsort(self.keys, kind="stable")
            self._sorted = order, self.keys[order]
        return self._sorted

    def first(self, most: int) -> tuple[Array, NDArray[np.intp]]:
        """The rows and numbers of those formulas that are among so many first ones of the bank."""
        count = min(int(np.searchsorted(self.numbers, most)), len(self.rows))
        return self.rows[:count], self.numbers[:count]


def within(numbers: NDArray[np.intp], ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which of the numbers are in one of the ranges."""
    found = np.zeros(len(numbers), bool)
    for start, stop in ranges:
        found |= (numbers >= start) & (numbers < stop)
    return found


def pieces_of(rows: Array, shapes: Shapes) -> list[Array]:
    """The rows' values on each probe, in their shapes."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(rows, ends[:-1], axis=1)
    return [part.reshape(len(rows), *shape) for part, shape in zip(parts, shapes, strict=True)]


def broadcast(rows: Array, shapes: Shapes, wanted: Shapes) -> Array | None:
    """The rows as values of other shapes; None where they do not broadcast."""
    if shapes == wanted:
        return rows
    found = []
    for piece, shape, target in zip(pieces_of(rows, shapes), shapes, wanted, strict=True):
        if len(shape) > len(target):
            return None
        aligned = piece.reshape(len(rows), *(1,) * (len(target) - len(shape)), *shape)
        try:
            found.append(np.broadcast_to(aligned, (len(rows), *target)).reshape(len(rows), -1))
        except ValueError:
            return None
    return np.concatenate(found, axis=1)


@lru_cache(maxsize=256)
def spread(smaller: Shapes, shapes: Shapes) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Where in a row of the larger shapes the entries of the smaller ones first are, and for each entry which it is.

    None where the smaller ones do not broadcast.
    """
    count = sum(int(np.prod(shape)) for shape in smaller)
    back = broadcast(np.arange(count, dtype=np.float64)[None], smaller, shapes)
    if back is None:
        return None
    which = back[0].astype(np.intp)
    return np.unique(which, return_index=True)[1], which


def keys_of(rows: Array) -> Array:
    """A number for each row that is the same for equal rows, up to rounding."""
    with np.errstate(all="ignore"):
        keys: Array = np.ldexp(*rounded(rows))
    return keys


def rounded(rows: Array) -> tuple[Array, NDArray[np.int32]]:
    """The key's digits and its power of 2. By one digit more or less is another key that rounding may lead to."""
    with np.errstate(all="ignore"):
        fraction, power = np.frexp(rows @ _weights(rows.shape[1]))
        return np.round(fraction * _BITS), power


@lru_cache(maxsize=64)
def _weights(number: int) -> Array:
    return np.random.default_rng(number).uniform(0.5, 1.5, number)
