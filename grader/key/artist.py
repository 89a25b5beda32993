"""Draws the arguments of one question from a function's record."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from grader.functions import Argument, Function
from grader.functions.draws import Special
from grader.key.questions import EXAMPLES, LARGE, REFERENCE, SCALES, SHOWN, Drawn, Row, Sizes
from grader.key.values import mapped


class Artist:
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
            yield replace(drawn, arguments=mapped(single, drawn.arguments))

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


def single(leaf: Any) -> Any:
    """An array of fractions in float32, anything else as it is."""
    return leaf.astype(np.float32) if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" else leaf
