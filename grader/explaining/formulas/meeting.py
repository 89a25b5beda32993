"""A value as what two formulas of a bank give together, or three: the bank's search, met in the middle."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.operations import UNARY, Array
from grader.explaining.formulas.rows import Group, Shapes, broadcast, spread

Partners = Callable[[Shapes, Array], NDArray[np.intp]]  # the numbers of formulas with these values

_CHEAP_TWICE = 700
# What undoes an operation.
_UNDONE: dict[str, Callable[[Array], Array]] = {
    "np.log({})": np.exp,
    "np.exp({})": np.log,
    "np.sqrt({})": np.square,
    "{} ** 2": np.sqrt,
    "np.tanh({})": np.arctanh,
}
_SAMPLE = 3  # entries that tell most rows that are not the same along an axis
_LARGEST = 1e5  # times the target: beside larger numbers it would not be seen


class Formulas(Protocol):
    """A bank's formulas, as they are looked up here; see ``Bank``."""

    groups: dict[Shapes, Group]
    leaves: int

    def formula(self, number: int) -> Formula:
        """A formula by its number."""
        ...

    def numbers(self, shapes: Shapes, rows: Array) -> NDArray[np.intp]:
        """For each row the number of the formula with these values, -1 where there is none."""
        ...


def met_twice(bank: Formulas, shapes: Shapes, row: Array) -> Iterator[Formula]:
    """The target as what a leaf gives with the rest, and the rest as what two formulas of the bank give."""
    for group_shapes, group in list(bank.groups.items()):
        first, numbers = group.first(bank.leaves)
        rows = broadcast(first, group_shapes, shapes)
        for leaf, number in zip(rows if rows is not None else (), numbers, strict=False):
            whole = np.where(leaf == 0, np.nan, leaf)
            for operation, rest, swapped in (
                ("{} + {}", row - leaf, False),
                ("{} - {}", leaf - row, True),
                ("{} * {}", row / whole, False),
            ):
                if not np.isfinite(rest).all():
                    continue
                other = bank.formula(int(number))
                for found in itertools.islice(met(bank, shapes, rest, _CHEAP_TWICE, bank.numbers), 5):
                    yield Formula(operation, (other, found) if swapped else (found, other))


def met(bank: Formulas, shapes: Shapes, row: Array, cheap: int, partners_of: Partners) -> Iterator[Formula]:
    """The target as what one formula of the bank and a short one give together."""
    for group_shapes, group in list(bank.groups.items()):
        first, numbers = group.first(cheap)
        rows = broadcast(first, group_shapes, shapes)
        if rows is None or not len(rows):
            continue
        is_near = np.abs(rows).max(axis=1) < _LARGEST * np.abs(row).max()
        rows, numbers = rows[is_near], numbers[is_near]
        whole = np.where(rows == 0, np.nan, rows).copy()  # 0/0 would explain everything
        for operation, wanted, swapped in (
            ("{} + {}", row - rows, False),
            ("{} - {}", row + rows, False),
            ("{} - {}", rows - row, True),
            ("{} * {}", row / whole, False),
            ("{} / {}", row * whole, False),
            ("{} / {}", whole / np.where(row == 0, np.nan, row), True),
        ):
            partners = partners_of(shapes, wanted)
            for place in np.flatnonzero(partners >= 0)[:20]:
                one, other = bank.formula(int(partners[place])), bank.formula(int(numbers[place]))
                yield Formula(operation, (other, one) if swapped else (one, other))


def inside(bank: Formulas, shapes: Shapes, row: Array, cheap: int) -> Iterator[Formula]:
    """The target as something that is done last to what two formulas of the bank give together."""
    for operation, undone in _UNDONE.items():
        for target, is_negative in ((row, False), (-row, True)):
            inner = undone(target)
            if not np.isfinite(inner).all() or not np.allclose(UNARY[operation](inner), target, rtol=1e-9, atol=0.0):
                continue
            for found in itertools.islice(met(bank, shapes, inner, cheap, bank.numbers), 5):
                done = Formula(operation, (found,))
                yield Formula("-{}", (done,)) if is_negative else done


def met_in_quotient(bank: Formulas, shapes: Shapes, row: Array, cheap: int) -> Iterator[Formula]:
    """The target as `a / (b + leaf)`, where `a` is a short formula."""
    groups = list(bank.groups.items())
    for leaf_shapes, leaf_group in groups:
        first, leaves = leaf_group.first(bank.leaves)
        spread_leaves = broadcast(first, leaf_shapes, shapes)
        for leaf, number in zip(spread_leaves if spread_leaves is not None else (), leaves, strict=False):
            for group_shapes, group in groups:
                short, numbers = group.first(cheap)
                rows = broadcast(short, group_shapes, shapes)
                if rows is None or not len(rows):
                    continue
                partners = bank.numbers(shapes, np.nan_to_num(rows / row - leaf, nan=np.inf))
                for place in np.flatnonzero(partners >= 0)[:5]:
                    below = Formula("{} + {}", (bank.formula(int(partners[place])), bank.formula(int(number))))
                    yield Formula("{} / {}", (bank.formula(int(numbers[place])), below))


def with_fewer_axes(bank: Formulas, shapes: Shapes, rows: Array) -> NDArray[np.intp]:
    """As ``Formulas.numbers``; also of formulas with fewer axes, where rows are the same all along the others."""
    found = bank.numbers(shapes, rows)
    for smaller in bank.groups:
        if smaller == shapes or (places := spread(smaller, shapes)) is None:
            continue
        taken, back = places
        others = np.setdiff1d(np.arange(rows.shape[1]), taken)[:_SAMPLE]
        likely = np.flatnonzero((found < 0) & _same(rows[:, taken[back[others]]], rows[:, others]))
        if len(likely):
            reduced = rows[np.ix_(likely, taken)]
            is_same = _same(reduced[:, back], rows[likely])
            found[likely[is_same]] = bank.numbers(smaller, reduced[is_same])
    return found


def _same(one: Array, other: Array) -> NDArray[np.bool_]:
    """Which rows are the same, up to rounding."""
    with np.errstate(all="ignore"):
        return np.asarray((np.abs(one - other) <= 1e-9 * np.abs(other)).all(axis=1))
