"""The numbers of the three-layer network that one works out by hand, as given or changed, and all that follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quiz_app.lessons.backprop.chain import backward, gradient, numbers_by_hand
from quiz_app.lessons.backprop.network import cross_entropy, forward
from quiz_app.lessons.backprop.recipe import PARAMETERS
from quiz_app.lessons.backprop.typed import read_typed

Array = NDArray[np.float64]

GIVEN = ("X", *PARAMETERS, "y_target")  # what a person can change
MAX_EXAMPLES = 4
_LARGEST = 1000.0


class NumbersError(ValueError):
    """Typed numbers that cannot be used; the text says which and what is expected."""


@dataclass(frozen=True, eq=False)
class Exercise:
    """The given numbers by their names, and how softmax's result is taken.

    `rounded` takes the published, rounded probabilities (0.5, 0.5, 0) instead of softmax's own; they belong to the
    published numbers and to no others.
    """

    given: Mapping[str, Array]
    rounded: bool = False

    @cached_property
    def values(self) -> Mapping[str, Array]:
        """Every value by its name: the given ones, the forward pass, and all gradients."""
        known = {**self.given, **forward(self.given, self.given["X"])}
        if self.rounded:
            known["y_pred"] = numbers_by_hand()["y_pred"]
        known["L"] = cross_entropy(known["y_pred"], known["y_target"])
        gradients = backward(gradient, known)
        return {**known, **gradients}

    @property
    def examples(self) -> int:
        """N, the number of rows of X."""
        return len(self.given["X"])

    @property
    def loss(self) -> float:
        """The mean cross-entropy, of softmax's own probabilities."""
        return loss(self.given)


def published() -> dict[str, Array]:
    """The given numbers of the exercise as it was published."""
    return {name: numbers_by_hand()[name] for name in GIVEN}


def is_published(given: Mapping[str, Array]) -> bool:
    """Whether these are the published numbers, so that the rounded probabilities belong to them."""
    return same_numbers(given, numbers_by_hand())


def same_numbers(given: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether two exercises begin with the same numbers."""
    return all(np.array_equal(given[name], other[name]) for name in GIVEN)


def loss(given: Mapping[str, Array]) -> float:
    """The mean cross-entropy of the network's answer."""
    return float(cross_entropy(forward(given, given["X"])["y_pred"], given["y_target"]))


def as_text(values: Array) -> str:
    """Numbers as one types them: a line for each row, spaces between."""
    rows = np.atleast_2d(values)
    return "\n".join(" ".join(f"{value:g}" for value in row) for row in rows)


def read_numbers(name: str, text: str, examples: int | None = None) -> Array:
    """Numbers that were typed, in the shape that the network wants.

    Args:
        name: which of the given values.
        text: a line for each row; spaces, commas or semicolons between the numbers.
        examples: how many rows are wanted in `X` and `y_target`; None for any number up to MAX_EXAMPLES.

    Raises:
        NumbersError: something in the text is no number, or the shape does not fit.
    """
    wanted = numbers_by_hand()[name].shape
    rows = [re.split(r"[\s,;]+", line.strip(" \t,;[]")) for line in text.strip().splitlines() if line.strip(" ,;[]")]
    numbers = [[_number(name, word) for word in row] for row in rows]
    columns = wanted[-1]
    for place, row in enumerate(numbers, start=1):
        if len(row) != columns:
            raise NumbersError(f"{name}: row {place} has {_count(len(row), 'number')}, expected {columns}.")
    batch = name in ("X", "y_target")
    expected = examples if batch else (wanted[0] if len(wanted) == 2 else 1)
    if expected is not None and len(numbers) != expected:
        raise NumbersError(f"{name} has {_count(len(numbers), 'row')}, expected {expected}.")
    if not 1 <= len(numbers) <= max(MAX_EXAMPLES, expected or 0):
        raise NumbersError(f"{name} has {_count(len(numbers), 'row')}, expected 1 to {MAX_EXAMPLES}.")
    values = np.array(numbers)
    if name == "y_target" and not all(sorted(row) == [0.0] * (columns - 1) + [1.0] for row in numbers):
        raise NumbersError("y_target: each row has a single 1, for the right class, and 0 elsewhere.")
    return values if len(wanted) == 2 else values[0]


def _number(name: str, word: str) -> float:
    typed = read_typed(word)
    if typed is None:
        raise NumbersError(f"{name}: {word[:20]!r} is not a number.")
    if abs(typed.value) > _LARGEST:
        raise NumbersError(f"{name}: {word[:20]} is too large; use numbers from -{_LARGEST:g} to {_LARGEST:g}.")
    return typed.value


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
