"""What a question to a function is: its purpose, its case, and the sizes with which it is drawn (drawing.py).

All sizes of a question are distinct (a product in the wrong order cannot go unnoticed), N is at least 2 (a missing
1/N cannot either), and magnitudes lie on both sides of 1. More questions ask for one property each, and their
``case`` says which: equal sizes, an axis of size 1, many rows, very small or very large numbers, float32. Code that
goes by the shapes which it happens to find, or that rounds or limits its numbers, is right on all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.key.values import leaves

Sizes = Mapping[str, int]
Row = tuple[int, ...]

# For the symbols in their order. All distinct within a row, and the first is not the largest everywhere.
DISTINCT: tuple[Row, ...] = ((3, 7, 6, 5, 4, 8, 9, 2), (5, 4, 2, 3, 6, 7, 8, 9), (40, 2, 7, 4, 3, 5, 6, 8))
SMOOTH: tuple[Row, ...] = ((2, 5, 6, 4, 3, 7, 8, 9), (6, 3, 4, 2, 5, 8, 7, 9))
# A forgotten transpose is a shape error where sizes differ; here it gives an array that can be recognised.
SQUARE = (4, 3, 5)
# Each in a question of its own: among ordinary numbers a small one that was dropped could not be seen.
SCALES = {
    "very small numbers": 1e-8,
    "small numbers": 1e-4,
    "large numbers": 1e4,
    "very large numbers": 1e8,
}
EXAMPLES = "N"  # the symbol for the number of examples

# What a question is for: the check of that name asks it, a diagnosis, or a message that shows a function at work.
CONTRACT, REFERENCE, DIFFERENCES, WORKED = "contract", "reference", "finite_differences", "worked_example"
PROPERTY, DIAGNOSIS, SHOWN, ALONE = "properties", "diagnosis", "shown", "alone"
IN_A_ROW = "properties in a row"  # with one random generator for all of them
ENTRY = "one entry"  # of a loss, say: a number for many entries does not show which of them are wrong
WITNESSES = (REFERENCE, DIFFERENCES, WORKED, PROPERTY)  # checks that need a witness: not every function has them all
SINGLE, LARGE = "float32 numbers", "130 rows and 300 columns"


@dataclass(frozen=True)
class Drawn:
    """One question: what it is for, in which case, the sizes of its symbols, and the arguments.

    Attributes:
        purpose: what it is for, one of the names above.
        case: what is special about it, in words that complete "wrong on …"; "" for an ordinary question.
        accepts: the lowest and the highest right answer, where the record says it.
    """

    purpose: str
    case: str
    sizes: Sizes
    arguments: tuple[Any, ...]
    accepts: tuple[Any, Any] | None = None

    def __post_init__(self) -> None:
        for leaf in leaves(self.arguments):
            if isinstance(leaf, np.ndarray):
                leaf.setflags(write=False)
