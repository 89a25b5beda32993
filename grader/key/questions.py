"""Which questions a function is asked: its arguments drawn from its record, for each purpose with other sizes.

All sizes of a question are distinct (a product in the wrong order cannot go unnoticed), N is at least 2 (a missing
1/N cannot either), and magnitudes lie on both sides of 1. More questions ask for one property each, and their
``case`` says which: equal sizes, an axis of size 1, many rows, very small or very large numbers, float32. Code that
goes by the shapes which it happens to find, or that rounds or limits its numbers, is right on all others.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.key.values import leaves, mapped
from grader.sandbox import Seed

if TYPE_CHECKING:  # whoever only asks needs no records, and waits for what it imports
    from grader.functions import Argument, Function
    from grader.functions.draws import Special

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
_DIFFERENT, _IN_A_ROW = 3, 4  # calls in a row, and how many of each
_LARGER: tuple[Row, ...] = ((2, 3, 2), (3, 2, 2), (3, 3, 3))  # small sizes, after all those of 1 and 2
_SHOWN_ENTRIES = 12  # of a question that is always asked, where a message shows it
_SHOWN_SCALES = (1e4, 1e8, 1e-4, 1e-8)  # limits and roundings show in such numbers only
EXAMPLES = "N"  # the symbol for the number of examples

# What a question is for: the check of that name asks it, a diagnosis, or a message that shows a function at work.
CONTRACT, REFERENCE, DIFFERENCES, WORKED = "contract", "reference", "finite_differences", "worked_example"
PROPERTY, DIAGNOSIS, SHOWN, ALONE = "properties", "diagnosis", "shown", "alone"
IN_A_ROW = "properties in a row"  # with one random generator for all of them
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


def drawn_questions(function: Function, symbols: tuple[str, ...], seed: int) -> Iterator[Drawn]:
    """All questions of a function but the worked example, in the order in which they are asked."""
    artist = _Artist(function, symbols, seed)
    if not function.random:
        yield artist.draw(CONTRACT, 0, DISTINCT[0])
        # The first of them has the shapes of the question before and other numbers: it finds what remembers calls.
        for number in range(max(len(DISTINCT), function.draws)):
            yield artist.draw(REFERENCE, number, DISTINCT[number % len(DISTINCT)])
    yield from _always(function, REFERENCE)
    if not function.random:
        yield from _special(artist)
        if function.gradient:
            for number, row in enumerate(SMOOTH):
                yield artist.draw(DIFFERENCES, number, row, "smooth", special="smooth")
            yield from _alone(artist)
    for number in range(function.calls if function.properties else 0):
        yield artist.draw(PROPERTY, number, DISTINCT[number % len(DISTINCT)])
    if any(law.in_a_row for law in function.properties):
        yield from _in_a_row(artist)
    if not function.random:
        yield from _diagnosis(artist)
        yield from _always(function, DIAGNOSIS)


def small_questions(function: Function) -> list[Drawn]:
    """Questions with few entries and short numbers, the smallest first: what a message can show.

    No seed is in them. So no question that a seed draws, and that gives points in a class, is among them.
    """
    if function.random or function.together is not None:
        return []
    artist = _Artist(function, function.symbols, 0)
    drawn = [artist.short(sizes) for sizes in _small_sizes(function)]
    drawn += [artist.short(drawn[0].sizes, number=number) for number in range(1, function.draws)]
    square = {symbol: max(2, function.least.get(symbol, 1)) for symbol in function.symbols}
    drawn += [artist.short(square, scale) for scale in _SHOWN_SCALES if function.scalable]
    if function.fewer_axes:
        drawn.append(artist.short(dict.fromkeys(function.symbols[1:], 2)))
    drawn += [each for each in _always(function, SHOWN) if _entries(each) <= _SHOWN_ENTRIES]
    return sorted(drawn, key=_entries)


def _entries(drawn: Drawn) -> int:
    return sum(int(np.size(leaf)) for leaf in leaves(drawn.arguments))


def sizes_of(function: Function, arguments: tuple[Any, ...]) -> dict[str, int]:
    """The sizes of the symbols, by what the arguments' shapes are."""
    return {
        symbol: size
        for argument, value in zip(function.arguments, arguments, strict=True)
        if not isinstance(value, list)
        for symbol, size in zip(argument.draw.shape, np.shape(value), strict=False)
    }


def _small_sizes(function: Function) -> Iterator[Sizes]:
    symbols = function.symbols
    classes = _classes(function)
    for row in (*product((1, 2), repeat=len(symbols)), *_LARGER):
        sizes = dict(zip(symbols, row, strict=False))
        few = any(sizes[symbol] < least for symbol, least in function.least.items() if symbol in sizes)
        if len(sizes) == len(symbols) and not few and all(sizes[symbol] > 1 for symbol in classes):
            yield sizes


def _classes(function: Function) -> set[str]:
    """Symbols for a number of classes: there must be two."""
    kinds = ("probability", "one-hot")
    return {argument.draw.shape[-1] for argument in function.arguments if argument.draw.kind in kinds}


def _always(function: Function, purpose: str) -> Iterator[Drawn]:
    """What the record names, whatever the seed is."""
    for case in function.cases:
        yield Drawn(purpose, case.says, sizes_of(function, case.arguments), case.arguments, case.accepts)


def _special(artist: _Artist) -> Iterator[Drawn]:
    """One question for each kind of case."""
    function = artist.function
    if function.symbols:
        large = any(argument.draw.kind == "gradient" for argument in function.arguments)
        case = "arrays of equal sizes" + (" with large numbers" if large else "")
        yield artist.square(REFERENCE, "square", 0, SQUARE[0], scale=100.0, case=case)
    if function.fewer_axes:
        sizes = dict(zip(artist.symbols, DISTINCT[0], strict=False))
        del sizes[function.symbols[0]]
        yield artist.drawn(REFERENCE, "one axis", 0, sizes, case="arrays with one axis, as biases have")
    for symbol in function.symbols:
        if function.least.get(symbol, 1) == 1 and symbol not in _classes(function):
            case = "one example" if symbol == EXAMPLES else "one unit"
            yield artist.draw(REFERENCE, 0, DISTINCT[0], f"one {symbol}", case=case, sizes={symbol: 1})
    yield from artist.many_units()
    if function.scalable:
        for case, scale in SCALES.items():
            yield artist.draw(REFERENCE, 0, DISTINCT[0], f"scale {scale:g}", case=case, scale=scale)
    elif any(argument.draw.kind == "probability" for argument in function.arguments):
        case = "probabilities close to 0 and 1"
        yield artist.draw(REFERENCE, 0, DISTINCT[0], "sure", case=case, special="extreme")
    if function.takes_single:
        smooth = artist.draw(REFERENCE, 0, SMOOTH[0], "smooth", special="smooth")
        yield replace(smooth, case=SINGLE, arguments=mapped(_single, smooth.arguments))
        yield from artist.large()


def _in_a_row(artist: _Artist) -> Iterator[Drawn]:
    drawn = [artist.draw(IN_A_ROW, number, DISTINCT[number % len(DISTINCT)]) for number in range(_DIFFERENT)]
    seeds = [leaf for each in drawn for leaf in leaves(each.arguments) if isinstance(leaf, Seed)]

    def with_one(leaf: Any) -> Any:
        return replace(seeds[0], kept=True) if isinstance(leaf, Seed) else leaf

    for each in drawn:
        yield from (replace(each, arguments=mapped(with_one, each.arguments)) for _ in range(_IN_A_ROW))


def _alone(artist: _Artist) -> Iterator[Drawn]:
    """The examples of the first smooth question, each by itself."""
    function = artist.function
    whole = artist.draw(ALONE, 0, SMOOTH[0], "smooth", special="smooth")
    several = function.least.get(EXAMPLES, 1) > 1
    if EXAMPLES not in function.symbols or function.together is not None or several:
        return
    for n in range(whole.sizes[EXAMPLES]):
        arguments = tuple(
            value[n : n + 1].copy() if argument.draw.shape[:1] == (EXAMPLES,) else value
            for argument, value in zip(function.arguments, whole.arguments, strict=True)
        )
        yield replace(whole, sizes={**whole.sizes, EXAMPLES: 1}, arguments=arguments)


def _diagnosis(artist: _Artist) -> Iterator[Drawn]:
    """Questions on which mistakes are told apart: distinct sizes, and all sizes equal.

    One has small numbers only, some gradients of 0 among them, and one only positive numbers at the kink: a limit, or
    a decision for the whole array, does nothing there.
    """
    function = artist.function
    for number, row in enumerate(DISTINCT[:2]):
        yield artist.draw(DIAGNOSIS, number, row)
    for number, size in enumerate(SQUARE):
        yield artist.square(DIAGNOSIS, DIAGNOSIS, 2 + number, size)
    for number in range(2 + len(SQUARE), function.draws):
        yield artist.draw(DIAGNOSIS, number, DISTINCT[number % len(DISTINCT)])
    small = artist.draw(DIAGNOSIS, 0, DISTINCT[0], "small", scale=0.01)
    if function.scalable:
        small = replace(small, arguments=tuple(map(_with_zeros, function.arguments, small.arguments)))
    yield small
    if function.kink:
        yield replace(
            small,
            arguments=tuple(
                np.abs(value) + 1.0 if argument.name == function.kink else -value
                for argument, value in zip(function.arguments, small.arguments, strict=True)
            ),
        )


class _Artist:
    """Draws a function's arguments for sizes that are given by rows, by a number for all, or by symbol."""

    def __init__(self, function: Function, symbols: tuple[str, ...], seed: int) -> None:
        self.function = function
        self.symbols = symbols
        self._seed = seed

    def draw(
        self,
        purpose: str,
        number: int,
        row: Row,
        drawn_as: str = "",
        *,
        case: str = "",
        scale: float = 1.0,
        special: Special = "",
        sizes: Sizes = MappingProxyType({}),
    ) -> Drawn:
        least = self.function.least
        rows = zip(self.symbols, row, strict=False)
        by_symbol = {symbol: max(size, least.get(symbol, 1)) for symbol, size in rows} | dict(sizes)
        return self.drawn(purpose, drawn_as or purpose, number, by_symbol, case=case, scale=scale, special=special)

    def square(
        self, purpose: str, drawn_as: str, number: int, size: int, *, scale: float = 1.0, case: str = ""
    ) -> Drawn:
        return self.drawn(purpose, drawn_as, number, dict.fromkeys(self.symbols, size), case=case, scale=scale)

    def short(self, sizes: Sizes, scale: float = 1.0, number: int = 0) -> Drawn:
        """Numbers of few digits. A small pre-activation would be as good as 0."""
        return self.drawn(SHOWN, f"{dict(sizes)}/{scale}", number, sizes, scale=scale, special="short")

    def large(self) -> Iterator[Drawn]:
        """As large as in training, in float32; other sizes are 2, which loops over a product are slow enough with."""
        if len(self.function.symbols) >= 2 and self.function.together is None:
            drawn = self.drawn(REFERENCE, "large", 0, self._large_sizes(), case=LARGE)
            yield replace(drawn, arguments=mapped(_single, drawn.arguments))

    def many_units(self) -> Iterator[Drawn]:
        """Many units where the large question has few, since it would be too large for slow and right code."""
        if len(self.function.symbols) < 2 or self.function.together is not None:
            return
        many = {symbol: 50 for symbol, size in self._large_sizes().items() if size == 2 and symbol != EXAMPLES}
        if many:
            few = {symbol: 3 if symbol == EXAMPLES else 2 for symbol in self.function.symbols}
            yield self.drawn(REFERENCE, "many units", 0, few | many, case="many units")

    def _large_sizes(self) -> Sizes:
        symbols = self.function.symbols
        shape = next((result.shape for result in self.function.results if result.shape), symbols)
        rows = EXAMPLES if EXAMPLES in symbols else shape[0]
        return {**dict.fromkeys(symbols, 2), rows: 130, shape[-1]: 300}

    def drawn(
        self,
        purpose: str,
        drawn_as: str,
        number: int,
        sizes: Sizes,
        *,
        case: str = "",
        scale: float = 1.0,
        special: Special = "",
    ) -> Drawn:
        function = self.function
        # crc32, not hash(): the same draw in every process, and another one for every function and purpose
        random = np.random.default_rng((self._seed, zlib.crc32(f"{function.name}/{drawn_as}/{number}".encode())))
        if function.together:
            arguments = function.together(random, sizes)
        else:
            arguments = tuple(
                # Pre-activations keep their size: people also nudge them, and a small one is as good as 0.
                argument.draw(
                    random,
                    sizes,
                    special,
                    _scale_of(argument, scale, case, special),
                )
                for argument in function.arguments
            )
        found = {symbol: sizes[symbol] for symbol in function.symbols if symbol in sizes}
        return Drawn(purpose, case, found, arguments)


def _scale_of(argument: Argument, scale: float, case: str, special: Special) -> float:
    if argument.draw.kind != "pre-activation":
        return scale
    if special == "short":
        return max(scale, 1.0)
    return 1.0 if case in SCALES else scale


def _single(leaf: Any) -> Any:
    return leaf.astype(np.float32) if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" else leaf


def _with_zeros(argument: Any, value: Any) -> Any:
    if argument.draw.kind != "gradient":
        return value
    value = value.copy()
    value.flat[::3] = 0.0
    return value
