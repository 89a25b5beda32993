"""A formula: operations on names, its text and its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from grader.explaining.formulas.operations import UNARY, Array, of_pairs

_IS_CALL = re.compile(r"[\w.]+\(\{\}[,)]")  # what stands in a call's brackets needs none of its own


@dataclass(frozen=True)
class Formula:
    """A formula: an operation, or the name of a leaf, and its parts."""

    operation: str
    parts: tuple[Formula, ...] = ()

    def __str__(self) -> str:
        texts = (str(part) if _IS_CALL.match(self.operation) else part.in_brackets() for part in self.parts)
        return self.operation.format(*texts) if self.parts else self.operation

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
