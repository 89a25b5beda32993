"""One part of a step, worked out: the formula, its matrices, and each entry as a sum with numbers in it.

Plain facts for drawing. A role links what belongs together: the same symbol in the formula, its matrix, and its
numbers all carry it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PieceRole = Literal["left", "right", "result", ""]
Piece = tuple[str, PieceRole]
Cell = tuple[int, int]
Edge = tuple[str, int, int]  # the link (network_chart.LINKS), the unit it leaves, the unit it enters; -1: the 1

STEPS: Mapping[int, tuple[str, tuple[str, ...]]] = {  # what each step is called, and its parts
    1: ("The forward pass", ("z1", "a1", "z2", "a2", "z3", "y_pred", "L")),
    2: ("The values that the way back needs", ()),
    3: ("The gradient at the output", ("dL_dz3",)),
    4: ("The weights and biases of layer 3", ("dL_dW3",)),
    5: ("Back through the weights of layer 3", ("dL_da2",)),
    6: ("Back through the ReLU of layer 2", ("dL_dz2",)),
    7: ("The weights and biases of layer 2", ("dL_dW2",)),
    8: ("Back through the weights of layer 2", ("dL_da1",)),
    9: ("Back through the ReLU of layer 1", ("dL_dz1",)),
    10: ("The weights and biases of layer 1", ("dL_dW1",)),
    11: ("The update", ("W3", "b3", "W2", "b2", "W1", "b1")),
}
INPUT_OF = {1: "X", 2: "a1", 3: "a2"}  # what goes into each layer


@dataclass(frozen=True)
class Matrix:
    """A matrix to show. `ones`: its last column is the appended 1, or what meets it; None: no such column."""

    name: str
    values: Array
    role: PieceRole
    ones: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of the result.

    Attributes:
        name: ``dL_dW3[0, 1]``.
        at: row and column in the result's matrix.
        used: for each of the other matrices, the cells that go in.
        line: the sum with its numbers, up to the equals sign.
        value: what comes out.
        edges: the connections of the network that it belongs to.
        function: the student's function that returns this entry, and `index` where in its array; "" for none.
        example: the row of X that it belongs to, 0 where it belongs to all.
    """

    name: str
    at: Cell
    used: tuple[tuple[Cell, ...], ...]
    line: tuple[Piece, ...]
    value: float
    edges: tuple[Edge, ...] = ()
    function: str = ""
    index: tuple[int, ...] = ()
    example: int = 0


@dataclass(frozen=True)
class Worked:
    """A part of a step: formula, matrices with the signs between them (the last is the result), and its entries."""

    formula: tuple[Piece, ...]
    matrices: tuple[Matrix, ...]
    signs: tuple[str, ...]
    entries: tuple[Entry, ...] = field(repr=False)
    note: str = ""


def number(value: Any) -> str:
    """A number as one writes it: at most five digits, a real minus sign, no minus zero."""
    text = f"{float(value) + 0.0:.5g}"
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")


def with_one(values: Array) -> Array:
    """The matrix with the column of ones that stands for the biases' input."""
    return np.hstack([values, np.ones((len(values), 1))])


def products(pairs: Iterable[tuple[Any, Any]]) -> tuple[Piece, ...]:
    """A sum of products with their numbers: ``0.5 × 4 + (−1) × 2``."""
    line: list[Piece] = []
    for left, right in pairs:
        if line:
            line.append((" + ", ""))
        line += [(bracketed(left), "left"), (" × ", ""), (bracketed(right), "right")]
    return tuple(line)


def bracketed(value: Any) -> str:
    """A factor as one writes it: a negative one in brackets."""
    text = number(value)
    return f"({text})" if text.startswith("\N{MINUS SIGN}") else text
