"""How an argument is drawn: a shape in symbols, and a way to fill it with random numbers.

A draw is asked with the sizes of the symbols: ``weights("n", "m")`` gives an array of shape (4, 5) where n is 4
and m is 5. A symbol without a size is left out: the same draw then gives an array with fewer axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import Seed

Array = NDArray[np.float64]
Shape = tuple[str, ...]
Sizes = Mapping[str, int]
Random = np.random.Generator

# "smooth": away from points where the function may have a kink. "extreme": probabilities close to 0 and 1.
# "short": numbers with few digits, none of them 0, that a message can show.
Special = Literal["", "smooth", "extreme", "short"]

CLOSE_TO_A_KINK = 1e-4
_SHORT = (-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0)
_SHORT_PROBABILITIES = {  # rows, by the number of classes
    2: ((0.75, 0.25), (0.4, 0.6), (0.9, 0.1)),
    3: ((0.5, 0.3, 0.2), (0.1, 0.7, 0.2), (0.6, 0.2, 0.2)),
}


@dataclass(frozen=True)
class Draw:
    """A way to draw one argument.

    Attributes:
        kind: what the numbers are: "weight", "probability".
        shape: in symbols; () is a number.
        make: ``make(random, shape, special)``; the shape is in numbers.
        power: the numbers may be multiplied by ``scale ** power``. 0: their size means something, as that of a
            probability does.
    """

    kind: str
    shape: Shape
    make: Callable[[Random, tuple[int, ...], Special], Any]
    power: int = 1

    def __call__(self, random: Random, sizes: Sizes, special: Special, scale: float = 1.0) -> Any:
        """The argument: an array of float64, a number, a list of arrays, or a Seed."""
        value = self.make(random, tuple(sizes[symbol] for symbol in self.shape if symbol in sizes), special)
        return _scaled(value, scale**self.power) if self.power and scale != 1.0 else value


def numbers(*shape: str) -> Draw:
    """Numbers of any kind: magnitudes from 0.1 to 5, about half of them negative."""
    return Draw("numbers", shape, _numbers)


def weights(*shape: str) -> Draw:
    """Like ``numbers``."""
    return replace(numbers(*shape), kind="weight")


def gradients(*shape: str) -> Draw:
    """Like ``numbers``; some of them are 0 where small mistakes are told apart."""
    return replace(numbers(*shape), kind="gradient")


def pre_activations(*shape: str) -> Draw:
    """Numbers with one at exactly 0 and one close to it on each side, unless it is to be smooth."""
    return Draw("pre-activation", shape, _pre_activations)


def activations(*shape: str) -> Draw:
    """Numbers that are not negative, a quarter of them 0, as a ReLU leaves them."""

    def make(random: Random, sizes: tuple[int, ...], special: Special) -> Array:
        values = _numbers(random, sizes, special)
        if special == "short":
            return np.abs(values)
        return np.where(random.permuted(np.arange(values.size) % 4 == 0).reshape(sizes), 0.0, np.abs(values))

    return Draw("activation", shape, make)


def squares(*shape: str) -> Draw:
    """Numbers that are not negative, as a mean of squares is; they scale as squares do."""
    return Draw("squares", shape, lambda random, sizes, special: _numbers(random, sizes, special) ** 2, power=2)


def probabilities(*shape: str) -> Draw:
    """Rows of positive numbers that add up to 1."""

    def make(random: Random, sizes: tuple[int, ...], special: Special) -> Array:
        if special == "short" and sizes[-1] in _SHORT_PROBABILITIES:
            return np.array([_SHORT_PROBABILITIES[sizes[-1]][row % 3] for row in range(sizes[0])])
        positive = np.exp(random.normal(size=sizes) * (5.0 if special == "extreme" else 1.5))
        return np.asarray(positive / positive.sum(axis=-1, keepdims=True))

    return Draw("probability", shape, make, power=0)


def one_hot(*shape: str) -> Draw:
    """Rows with a single 1 among zeros."""
    return Draw(
        "one-hot",
        shape,
        lambda random, sizes, _: np.eye(sizes[-1])[random.integers(sizes[-1], size=sizes[:-1])],
        power=0,
    )


def uniform(*shape: str) -> Draw:
    """Numbers in [0, 1)."""
    return Draw("uniform", shape, lambda random, sizes, _: random.random(sizes), power=0)


def between(low: float, high: float) -> Draw:
    """One number; small and large ones are equally likely where both ends are positive."""

    def make(random: Random, _sizes: tuple[int, ...], special: Special) -> float:
        if special == "short":
            return 0.5 if low <= 0.5 <= high else low
        if low > 0:
            return float(np.exp(random.uniform(np.log(low), np.log(high))))
        return float(random.uniform(low, high))

    return Draw("number", (), make, power=0)


def whole(low: int, high: int) -> Draw:
    """One whole number, from low to high, both included."""
    return Draw("whole number", (), lambda random, _, __: int(random.integers(low, high + 1)), power=0)


def among(*values: Any) -> Draw:
    """One of these values."""
    return Draw("number", (), lambda random, _, __: values[int(random.integers(len(values)))], power=0)


def generator() -> Draw:
    """A random generator, ``numpy.random.default_rng`` of a seed."""
    return Draw("generator", (), lambda random, _, __: Seed(int(random.integers(2**62))), power=0)


def fixed(value: Any) -> Draw:
    """Always this value."""
    return Draw("fixed", (), lambda _, __, ___: value, power=0)


def made(make: Callable[[Random], Any], *, power: int = 0) -> Draw:
    """Whatever ``make(random)`` gives: a list of arrays, say."""
    return Draw("made", (), lambda random, _, __: make(random), power=power)


def sometimes_zero(draw: Draw) -> Draw:
    """Like ``draw``, and all zeros in one of three: a state before the first step is 0."""

    def make(random: Random, sizes: tuple[int, ...], special: Special) -> Any:
        value = draw.make(random, sizes, special)
        return value * 0.0 if random.integers(3) == 0 else value

    return replace(draw, make=make)


def _scaled(value: Any, factor: float) -> Any:
    """Arrays and numbers times the factor, also in lists and tuples."""
    if isinstance(value, list | tuple):
        return type(value)(_scaled(each, factor) for each in value)
    return value * factor


def _numbers(random: Random, sizes: tuple[int, ...], special: Special) -> Array:
    if special == "short":  # each at most once while there are enough, so that entries can be told apart
        size = int(np.prod(sizes))
        return np.asarray(random.choice(_SHORT, size=size, replace=size > len(_SHORT)).reshape(sizes))
    return _both_sides_of_one(random, sizes)


def _both_sides_of_one(random: Random, sizes: tuple[int, ...]) -> Array:
    magnitudes = np.exp(random.uniform(np.log(0.1), np.log(5.0), size=sizes))
    signs: Array = random.permuted(np.arange(magnitudes.size) % 2 * 2.0 - 1.0).reshape(sizes)
    return magnitudes * signs


def _pre_activations(random: Random, sizes: tuple[int, ...], special: Special) -> Array:
    values = _numbers(random, sizes, special)
    if not special:
        places = random.choice(values.size, size=min(3, values.size), replace=False)
        for place, value in zip(places, (0.0, CLOSE_TO_A_KINK, -CLOSE_TO_A_KINK), strict=False):
            values.flat[place] = value
    return values
