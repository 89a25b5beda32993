"""Many small formulas and their values on a few probes: of those with equal values the shortest alone is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from grader.explaining.formulas.operations import BINARY, SIMPLE, UNARY, Array, of_pairs

Shapes = tuple[tuple[int, ...], ...]  # of a value on each probe
Values = tuple[Array, ...]  # of one formula on each probe

_MOST = 30_000  # formulas
_MOST_EACH = 110  # formulas of one form on either side, in one step of growing
_CHEAP = 900  # formulas that another one is put together with
_CHEAP_TWICE = 700
_MOST_FOUND = 40
_LARGEST = 1e5  # times the target: beside larger numbers it would not be seen
_BITS = 2.0**33


@dataclass(frozen=True)
class Formula:
    """A formula: an operation, or the name of a leaf, and its parts."""

    operation: str
    parts: tuple[Formula, ...] = ()

    def __str__(self) -> str:
        return self.operation.format(*(part.in_brackets() for part in self.parts)) if self.parts else self.operation

    def in_brackets(self) -> str:
        """The text as a part of another."""
        is_plain = len(self.parts) < 2 and not self.operation.startswith(("-", "1 /", "{} **"))
        return str(self) if is_plain else f"({self})"

    @property
    def size(self) -> int:
        """The number of operations and leaves."""
        return 1 + sum(part.size for part in self.parts)

    def leaves(self) -> Iterator[str]:
        """The names of its leaves."""
        if not self.parts:
            yield self.operation
        for part in self.parts:
            yield from part.leaves()

    def parts_below(self) -> Iterator[Formula]:
        """Itself and all parts."""
        yield self
        for part in self.parts:
            yield from part.parts_below()

    def value(self, leaves: Mapping[str, Array]) -> Array | None:
        """On the leaves' values; None where shapes do not fit."""
        if not self.parts:
            return leaves.get(self.operation)
        values = [part.value(leaves) for part in self.parts]
        given = [np.asarray(value, dtype=np.float64)[None] for value in values if value is not None]
        if len(given) < len(values):
            return None
        with np.errstate(all="ignore"):
            if len(given) == 1:
                found = UNARY[self.operation](given[0])
                return None if found is None else np.asarray(found[0], dtype=np.float64)
            pairs = of_pairs(self.operation, given[0], given[1])
        return None if pairs is None else pairs[0, 0]


@dataclass
class _Group:
    """Formulas whose values have the same shapes: a row for each, with its values on all probes."""

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


class Bank:
    """Formulas over some leaves.

    Args:
        leaves: for each leaf, its value on each probe.
    """

    def __init__(self, leaves: Mapping[str, Values]) -> None:
        self._nodes: list[tuple[str, int, int]] = []  # operation, and the numbers of the parts; -1 for none
        self._groups: dict[Shapes, _Group] = {}
        with np.errstate(all="ignore"):
            for name, values in leaves.items():
                shapes = tuple(value.shape for value in values)
                self._add(shapes, np.concatenate([value.reshape(-1) for value in values])[None], name, [-1], [-1])
            self._leaves = len(self)
            self._grow()

    def __len__(self) -> int:
        return len(self._nodes)

    def formula(self, number: int) -> Formula:
        """A formula by its number."""
        operation, left, right = self._nodes[number]
        return Formula(operation, tuple(self.formula(part) for part in (left, right) if part >= 0))

    def like(self, target: Values) -> list[Formula]:
        """Formulas with these values, the shortest first: of the bank, or put together of two or three of them."""
        shapes = tuple(value.shape for value in target)
        row = np.concatenate([value.reshape(-1) for value in target])[None]
        if not np.isfinite(row).all():
            return []
        number = self._numbers(shapes, row)[0]
        if number >= 0:
            return [self.formula(number)]
        with np.errstate(all="ignore"):
            found = list(self._met(shapes, row, _CHEAP)) or list(self._met_twice(shapes, row))
        return sorted(found, key=lambda formula: formula.size)[:_MOST_FOUND]

    def _met_twice(self, shapes: Shapes, row: Array) -> Iterator[Formula]:
        """The target as what a leaf gives with the rest, and the rest as what two formulas of the bank give."""
        for group_shapes, group in list(self._groups.items()):
            chosen = group.numbers < self._leaves
            rows = _broadcast(group.rows[chosen], group_shapes, shapes)
            for leaf, number in zip(rows if rows is not None else (), group.numbers[chosen], strict=False):
                whole = np.where(leaf == 0, np.nan, leaf)
                for operation, rest, swapped in (
                    ("{} + {}", row - leaf, False),
                    ("{} - {}", leaf - row, True),
                    ("{} * {}", row / whole, False),
                ):
                    if not np.isfinite(rest).all():
                        continue
                    other = self.formula(int(number))
                    for found in itertools.islice(self._met(shapes, rest, _CHEAP_TWICE), 5):
                        yield Formula(operation, (other, found) if swapped else (found, other))

    def _met(self, shapes: Shapes, row: Array, cheap: int) -> Iterator[Formula]:
        """The target as what one formula of the bank and a short one give together."""
        for group_shapes, group in list(self._groups.items()):
            chosen = group.numbers < cheap
            rows = _broadcast(group.rows[chosen], group_shapes, shapes)
            if rows is None or not len(rows):
                continue
            is_near = np.abs(rows).max(axis=1) < _LARGEST * np.abs(row).max()
            rows, numbers = rows[is_near], group.numbers[chosen][is_near]
            whole = np.where(rows == 0, np.nan, rows).copy()  # 0/0 would explain everything
            for operation, wanted, swapped in (
                ("{} + {}", row - rows, False),
                ("{} - {}", row + rows, False),
                ("{} - {}", rows - row, True),
                ("{} * {}", row / whole, False),
                ("{} / {}", row * whole, False),
                ("{} / {}", whole / np.where(row == 0, np.nan, row), True),
            ):
                partners = self._numbers(shapes, wanted)
                for place in np.flatnonzero(partners >= 0)[:20]:
                    one, other = self.formula(int(partners[place])), self.formula(int(numbers[place]))
                    yield Formula(operation, (other, one) if swapped else (one, other))

    def _numbers(self, shapes: Shapes, rows: Array) -> NDArray[np.intp]:
        """For each row the number of the formula with these values, -1 where there is none."""
        found = np.full(len(rows), -1, np.intp)
        group = self._groups.get(shapes)
        if group is None or not len(group.keys):
            return found
        order, keys = group.sorted()
        fraction, power = _rounded(rows)
        for step in (-1.0, 0.0, 1.0):
            with np.errstate(all="ignore"):
                wanted = np.ldexp(fraction + step, power)
            places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
            hit = (keys[places] == wanted) & np.isfinite(wanted)
            found[hit] = group.numbers[order[places[hit]]]
        for place in np.flatnonzero(found >= 0):  # equal keys are no proof
            own = group.rows[np.searchsorted(group.numbers, found[place])]
            if not np.allclose(own, rows[place], rtol=1e-6, atol=1e-9 * np.abs(own).max(initial=0.0)):
                found[place] = -1
        return found

    def _grow(self) -> None:
        leaves = (0, self._leaves)
        self._binary([leaves], [leaves])  # first, so that `a + b` is not kept as `a - (-b)`
        pairs = (self._leaves, len(self))
        self._unary(leaves, UNARY)
        single = (pairs[1], len(self))
        self._unary((pairs[0], min(pairs[1], pairs[0] + 600)), SIMPLE)
        self._binary([leaves, single], [leaves, single])
        self._binary([pairs], [leaves, single])
        self._binary([leaves, single], [pairs])
        self._unary((single[1], min(len(self), single[1] + 3000)), SIMPLE)

    def _unary(self, chosen_range: tuple[int, int], operations: Mapping[str, object]) -> None:
        for shapes, group in list(self._groups.items()):
            chosen = _within(group.numbers, [chosen_range])
            if not chosen.any():
                continue
            numbers, pieces = group.numbers[chosen], _pieces(group.rows[chosen], shapes)
            for operation in operations:
                found = [UNARY[operation](piece) for piece in pieces]
                self._keep(operation, found, numbers, np.full(len(numbers), -1))

    def _binary(self, left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> None:
        groups = [
            (shapes, group.rows, group.numbers, _within(group.numbers, left), _within(group.numbers, right))
            for shapes, group in self._groups.items()
        ]
        for operation in BINARY:
            for one_shapes, one_rows, one_numbers, is_left, _ in groups:
                for other_shapes, other_rows, other_numbers, _, is_right in groups:
                    if len(self) > _MOST:
                        return
                    if operation == "{} ** {}" and any(other_shapes):
                        continue
                    a, b = np.flatnonzero(is_left)[:_MOST_EACH], np.flatnonzero(is_right)[:_MOST_EACH]
                    if not len(a) or not len(b):
                        continue
                    pieces = zip(_pieces(one_rows[a], one_shapes), _pieces(other_rows[b], other_shapes), strict=True)
                    found = [of_pairs(operation, *pair) for pair in pieces]
                    numbers = np.meshgrid(one_numbers[a], other_numbers[b], indexing="ij")
                    flat = [piece.reshape(-1, *piece.shape[2:]) for piece in found if piece is not None]
                    if len(flat) == len(found):
                        self._keep(operation, flat, numbers[0].reshape(-1), numbers[1].reshape(-1))

    def _keep(
        self, operation: str, found: Sequence[Array | None], left: NDArray[np.intp], right: NDArray[np.intp]
    ) -> None:
        values = [np.asarray(piece, dtype=np.float64) for piece in found if piece is not None]
        if len(values) < len(found):
            return
        shapes = tuple(piece.shape[1:] for piece in values)
        rows = np.concatenate([piece.reshape(len(piece), -1) for piece in values], axis=1)
        self._add(shapes, rows, operation, left, right)

    def _add(
        self,
        shapes: Shapes,
        rows: Array,
        operation: str,
        left: Sequence[int] | NDArray[np.intp],
        right: Sequence[int] | NDArray[np.intp],
    ) -> None:
        if rows.shape[1] > 4000:
            return
        group = self._groups.setdefault(shapes, _Group(np.empty((0, rows.shape[1]))))
        keys = _keys(rows)
        _, first = np.unique(keys, return_index=True)
        first = np.sort(first)
        is_new = np.isfinite(rows[first]).all(axis=1) & rows[first].any(axis=1) & ~np.isin(keys[first], group.keys)
        kept = first[is_new]
        if not len(kept):
            return
        begin = len(self._nodes)
        self._nodes += [(operation, int(left[place]), int(right[place])) for place in kept]
        group.rows = np.concatenate([group.rows, rows[kept]])
        group.numbers = np.concatenate([group.numbers, np.arange(begin, begin + len(kept))])
        group.keys = np.concatenate([group.keys, keys[kept]])


def _within(numbers: NDArray[np.intp], ranges: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    found = np.zeros(len(numbers), bool)
    for start, stop in ranges:
        found |= (numbers >= start) & (numbers < stop)
    return found


def _pieces(rows: Array, shapes: Shapes) -> list[Array]:
    """The rows' values on each probe, in their shapes."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(rows, ends[:-1], axis=1)
    return [part.reshape(len(rows), *shape) for part, shape in zip(parts, shapes, strict=True)]


def _broadcast(rows: Array, shapes: Shapes, wanted: Shapes) -> Array | None:
    """The rows as values of other shapes; None where they do not broadcast."""
    if shapes == wanted:
        return rows
    found = []
    for piece, shape, target in zip(_pieces(rows, shapes), shapes, wanted, strict=True):
        if len(shape) > len(target):
            return None
        aligned = piece.reshape(len(rows), *(1,) * (len(target) - len(shape)), *shape)
        try:
            found.append(np.broadcast_to(aligned, (len(rows), *target)).reshape(len(rows), -1))
        except ValueError:
            return None
    return np.concatenate(found, axis=1)


def _keys(rows: Array) -> Array:
    """A number for each row that is the same for equal rows, up to rounding."""
    with np.errstate(all="ignore"):
        keys: Array = np.ldexp(*_rounded(rows))
    return keys


def _rounded(rows: Array) -> tuple[Array, NDArray[np.int32]]:
    """The key's digits and its power of 2. By one digit more or less is another key that rounding may lead to."""
    with np.errstate(all="ignore"):
        fraction, power = np.frexp(rows @ _weights(rows.shape[1]))
        return np.round(fraction * _BITS), power


@lru_cache(maxsize=64)
def _weights(number: int) -> Array:
    return np.random.default_rng(number).uniform(0.5, 1.5, number)
