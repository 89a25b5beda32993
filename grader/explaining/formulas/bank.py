"""Many small formulas and their values on a few probes: of those with equal values the shortest alone is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.meeting import inside, met, met_in_quotient, met_twice, with_fewer_axes
from grader.explaining.formulas.operations import BINARY, OF_ALL, OF_ENTRIES, PRODUCTS, SIMPLE, UNARY, Array, of_pairs
from grader.explaining.formulas.rows import (
    Group,
    Shapes,
    Values,
    broadcast,
    keys_of,
    pieces_of,
    rounded,
    within,
)

_MOST, _MOST_BY_ENTRIES = 30_000, 70_000  # formulas
_MOST_EACH = 110  # formulas of one form on either side, in one step of growing
_MOST_OF_PRODUCTS = 40
_CHEAP = 900  # formulas that another one is put together with
_MOST_FOUND = 40
_SHARE, _MOST_PIECES = 0.2, 120  # of the entries that a piece explains, and how many pieces are put together


class Bank:
    """Formulas over some leaves. They are put together as far as a look-up needs it, the short ones first.

    Args:
        leaves: for each leaf, its value on each probe.
        by_entries: whether a value is a row of entries that have nothing to do with each other.

    Attributes:
        groups: the formulas by the shapes of their values.
        leaves: how many leaves there are.
    """

    def __init__(self, leaves: Mapping[str, Values], by_entries: bool = False) -> None:
        self._values = dict(leaves)
        self._by_entries = by_entries
        self._operations: list[str] = []  # and the leaves
        # For each formula the place of its operation, and the numbers of its parts; -1 for none.
        self._nodes: list[tuple[int, int, int]] | NDArray[np.int32] = []
        self.groups: dict[Shapes, Group] = {}
        for name, values in leaves.items():
            shapes = tuple(value.shape for value in values)
            self._add(shapes, np.concatenate([value.reshape(-1) for value in values])[None], name, [-1], [-1])
        self.leaves = len(self)
        self._growth = self._grow()
        self.is_grown = False

    def grow(self) -> bool:
        """Put the next formulas together; False where there are no more."""
        if not self.is_grown:
            with np.errstate(all="ignore"):
                self.is_grown = next(self._growth, True)
            if self.is_grown:  # the values of long ones were needed to tell them apart
                self._nodes = np.array(self._nodes, np.int32)
                for group in self.groups.values():
                    group.rows = group.first(_CHEAP)[0].copy()
        return not self.is_grown

    def content(self) -> dict[str, Any]:
        """All that a grown bank consists of but its leaves, as plain data."""
        return {
            "operations": self._operations,
            "nodes": self._nodes,
            "groups": [
                [[list(shape) for shape in shapes], group.rows, group.numbers.astype(np.int32), group.keys]
                for shapes, group in self.groups.items()
            ],
        }

    @classmethod
    def of_content(cls, leaves: Mapping[str, Values], content: Mapping[str, Any]) -> Bank:
        """The bank that had this content.

        Raises:
            ValueError, LookupError, TypeError: it is no content of a bank over these leaves.
        """
        bank = cls(leaves)
        operations, nodes = content["operations"], content["nodes"]
        if (nodes[:, 1:] >= np.arange(len(nodes))[:, None]).any() or not set(operations) <= {
            *leaves,
            *UNARY,
            *BINARY,
        }:
            raise ValueError("a formula is put together of later ones, or of what is no operation")
        bank._operations, bank._nodes = operations, nodes
        bank.groups = {
            tuple(map(tuple, shapes)): Group(rows, numbers.astype(np.intp), keys)
            for shapes, rows, numbers, keys in content["groups"]
        }
        bank.is_grown = True
        return bank

    def __len__(self) -> int:
        return len(self._nodes)

    def formula(self, number: int) -> Formula:
        """A formula by its number."""
        operation, left, right = self._nodes[number]
        return Formula(self._operations[operation], tuple(self.formula(part) for part in (left, right) if part >= 0))

    def like(self, target: Values) -> list[Formula]:
        """Formulas with these values, the shortest first: of the bank, or put together of two or three of them."""
        shapes = tuple(value.shape for value in target)
        row = np.concatenate([value.reshape(-1) for value in target])[None]
        if not np.isfinite(row).all():
            return []
        while (number := self.numbers(shapes, row)[0]) < 0 and not self.is_grown:
            self.grow()
        if number >= 0:
            return [self.formula(number)]
        if (number := self.numbers(shapes, -row)[0]) >= 0:
            return [Formula("-{}", (self.formula(number),))]
        with np.errstate(all="ignore"):
            found = (
                list(met(self, shapes, row, _CHEAP, partial(with_fewer_axes, self)))
                or list(inside(self, shapes, row, _CHEAP))
                or list(met_twice(self, shapes, row))
            )
        return sorted(found, key=lambda formula: formula.size)[:_MOST_FOUND]

    def quotients(self, target: Values) -> list[Formula]:
        """Formulas with these values of the form `a / (b + leaf)`, and what ``like`` finds."""
        if found := self.like(target):
            return found
        shapes = tuple(value.shape for value in target)
        row = np.concatenate([value.reshape(-1) for value in target])
        with np.errstate(all="ignore"):
            met = itertools.islice(met_in_quotient(self, shapes, row, _CHEAP), _MOST_FOUND)
            return sorted(met, key=lambda formula: formula.size)

    def pieces(self, target: Values, wrong: Values, most: int) -> list[tuple[Formula, ...]]:
        """One formula, or two, of which one is the target in each entry that is wrong; the shortest first.

        Args:
            target: values on each probe.
            wrong: which entries count: 1 for those, else 0.
            most: how many formulas each may choose from.
        """
        shapes = tuple(value.shape for value in target)
        row = np.concatenate([value.reshape(-1) for value in target])
        chosen = np.concatenate([value.reshape(-1) for value in wrong]) > 0
        if not np.isfinite(row[chosen]).all():
            return []
        while len(self) < most and self.grow():
            pass
        found: list[tuple[int, NDArray[np.bool_]]] = []
        for group_shapes, group in self.groups.items():
            values, numbers = group.first(most)
            rows = broadcast(values, group_shapes, shapes)
            if rows is None or not len(rows):
                continue
            hit = np.abs(rows[:, chosen] - row[chosen]) <= 1e-7 * np.abs(row[chosen])
            found += [(int(numbers[place]), hit[place]) for place in np.flatnonzero(hit.mean(axis=1) > _SHARE)]
        found.sort(key=lambda each: (not each[1].all(), self.formula(each[0]).size))
        whole: list[tuple[Formula, ...]] = [(self.formula(number),) for number, hit in found if hit.all()]
        if whole:
            return whole[:_MOST_FOUND]
        pairs: list[tuple[Formula, ...]] = [
            (self.formula(one), self.formula(other))
            for (one, first), (other, second) in itertools.combinations(found[:_MOST_PIECES], 2)
            if (first | second).all() and not (first & second).all()
        ]
        return sorted(pairs, key=lambda pair: pair[0].size + pair[1].size)[:_MOST_FOUND]

    def numbers(self, shapes: Shapes, rows: Array) -> NDArray[np.intp]:
        """For each row the number of the formula with these values, -1 where there is none."""
        found = np.full(len(rows), -1, np.intp)
        group = self.groups.get(shapes)
        if group is None or not len(group.keys):
            return found
        order, keys = group.sorted()
        fraction, power = rounded(rows)
        for step in (-1.0, 0.0, 1.0):
            with np.errstate(all="ignore"):
                wanted = np.ldexp(fraction + step, power)
            places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
            hit = (keys[places] == wanted) & np.isfinite(wanted)
            found[hit] = group.numbers[order[places[hit]]]
        for place in np.flatnonzero(found >= 0):  # equal keys are no proof
            own = self._row(found[place])
            if not np.allclose(own, rows[place], rtol=1e-6, atol=1e-9 * np.abs(own).max(initial=0.0)):
                found[place] = -1
        return found

    def _row(self, number: int) -> Array:
        """A formula's values on all probes."""
        formula = self.formula(number)
        count = len(next(iter(self._values.values())))
        leaves = [{name: values[place] for name, values in self._values.items()} for place in range(count)]
        return np.concatenate([value.reshape(-1) for value in map(formula.value, leaves) if value is not None])

    def _grow(self) -> Iterator[bool]:
        """A step each time, the short formulas first."""
        leaves = (0, self.leaves)
        self._binary([leaves], [leaves])  # first, so that `a + b` is not kept as `a - (-b)`
        pairs = (self.leaves, len(self))
        self._unary(leaves, UNARY)
        single = (pairs[1], len(self))
        self._unary((pairs[0], min(pairs[1], pairs[0] + 600)), SIMPLE)
        if self._by_entries:
            self._unary(pairs, ["np.sqrt({})"])
        self._unary((single[0], min(single[1], single[0] + 300)), SIMPLE)
        yield False
        self._binary([leaves, single], [leaves, single])
        yield False
        self._binary([pairs], [leaves, single])
        yield False
        self._binary([leaves, single], [pairs])
        self._unary((single[1], min(len(self), single[1] + 3000)), SIMPLE)
        many = (single[1], min(len(self), single[1] + 15_000))
        self._unary(many, ["np.sqrt({})"] if self._by_entries else OF_ALL)

    def _unary(self, chosen_range: tuple[int, int], operations: Iterable[str]) -> None:
        for shapes, group in list(self.groups.items()):
            chosen = within(group.numbers, [chosen_range])
            if not chosen.any():
                continue
            numbers, pieces = group.numbers[chosen], pieces_of(group.rows[chosen], shapes)
            for operation in operations:
                if self._by_entries and operation not in OF_ENTRIES:
                    continue
                found = [UNARY[operation](piece) for piece in pieces]
                self._keep(operation, found, numbers, np.full(len(numbers), -1))

    def _binary(self, left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]) -> None:
        groups = [
            (shapes, group.rows, group.numbers, within(group.numbers, left), within(group.numbers, right))
            for shapes, group in self.groups.items()
        ]
        for operation in BINARY:
            if self._by_entries and operation in PRODUCTS:
                continue
            for one_shapes, one_rows, one_numbers, is_left, _ in groups:
                for other_shapes, other_rows, other_numbers, _, is_right in groups:
                    if len(self) > (_MOST_BY_ENTRIES if self._by_entries else _MOST):
                        return
                    most = _MOST_OF_PRODUCTS if operation in PRODUCTS else _MOST_EACH
                    a, b = np.flatnonzero(is_left)[:most], np.flatnonzero(is_right)[:most]
                    if not len(a) or not len(b):
                        continue
                    pieces = [pieces_of(one_rows[a], one_shapes), pieces_of(other_rows[b], other_shapes)]
                    found = [of_pairs(operation, *pair) for pair in zip(*pieces, strict=True)]
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

    def _place(self, operation: str) -> int:
        if operation not in self._operations:
            self._operations.append(operation)
        return self._operations.index(operation)

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
        group = self.groups.setdefault(shapes, Group(np.empty((0, rows.shape[1]))))
        keys = keys_of(rows)
        _, first = np.unique(keys, return_index=True)
        first = np.sort(first)
        is_new = np.isfinite(rows[first]).all(axis=1) & rows[first].any(axis=1) & ~np.isin(keys[first], group.keys)
        kept = first[is_new]
        if not len(kept):
            return
        begin, name = len(self._nodes), self._place(operation)
        assert isinstance(self._nodes, list)
        self._nodes += [(name, int(left[place]), int(right[place])) for place in kept]
        group.rows = np.concatenate([group.rows, rows[kept]])
        group.numbers = np.concatenate([group.numbers, np.arange(begin, begin + len(kept))])
        group.keys = np.concatenate([group.keys, keys[kept]])
