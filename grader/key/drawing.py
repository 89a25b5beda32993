"""Draws all questions of a function from its record, for each purpose with other sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from grader.functions import Function
from grader.key.artist import Artist, single
from grader.key.questions import (
    ALONE,
    CONTRACT,
    DIAGNOSIS,
    DIFFERENCES,
    DISTINCT,
    ENTRY,
    EXAMPLES,
    IN_A_ROW,
    PROPERTY,
    REFERENCE,
    SCALES,
    SHOWN,
    SINGLE,
    SMOOTH,
    SQUARE,
    Drawn,
    Row,
    Sizes,
)
from grader.key.values import leaves, mapped
from grader.sandbox import Seed

_DIFFERENT, _IN_A_ROW = 3, 4  # calls in a row, and how many of each
_LARGER: tuple[Row, ...] = ((2, 3, 2), (3, 2, 2), (3, 3, 3))  # small sizes, after all those of 1 and 2
_ENTRY_DRAWS = 8  # of 2 by 2 entries, say, each of which is asked alone
_SHOWN_ENTRIES = 12  # of a question that is always asked, where a message shows it
_SHOWN_SCALES = (1e4, 1e8, 1e-4, 1e-8)  # limits and roundings show in such numbers only


def drawn_questions(function: Function, symbols: tuple[str, ...], seed: int) -> Iterator[Drawn]:
    """All questions of a function but the worked example, in the order in which they are asked."""
    artist = Artist(function, symbols, seed)
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
        yield from _single_entries(artist)


def small_questions(function: Function) -> list[Drawn]:
    """Questions with few entries and short numbers, the smallest first: what a message can show.

    No seed is in them. So no question that a seed draws, and that gives points in a class, is among them.
    """
    if function.random or function.together is not None:
        return []
    artist = Artist(function, function.symbols, 0)
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


def _special(artist: Artist) -> Iterator[Drawn]:
    """One question for each kind of case."""
    function = artist.function
    if function.symbols:
        case = "arrays of equal sizes" + (" with large numbers" if function.scalable else "")
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
        yield replace(smooth, case=SINGLE, arguments=mapped(single, smooth.arguments))
        yield from artist.large()


def _in_a_row(artist: Artist) -> Iterator[Drawn]:
    drawn = [artist.draw(IN_A_ROW, number, DISTINCT[number % len(DISTINCT)]) for number in range(_DIFFERENT)]
    seeds = [leaf for each in drawn for leaf in leaves(each.arguments) if isinstance(leaf, Seed)]

    def with_one(leaf: Any) -> Any:
        return replace(seeds[0], kept=True) if isinstance(leaf, Seed) else leaf

    for each in drawn:
        yield from (replace(each, arguments=mapped(with_one, each.arguments)) for _ in range(_IN_A_ROW))


def _alone(artist: Artist) -> Iterator[Drawn]:
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


def _single_entries(artist: Artist) -> Iterator[Drawn]:
    """For a function that gives one number for arrays: entries of arrays, each by itself."""
    function = artist.function
    is_number = all(result.shape == () and not result.many for result in function.results)
    can_be_one = function.together is None and not function.least and not _classes(function)
    if not (is_number and can_be_one and function.symbols):
        return
    for number in range(_ENTRY_DRAWS):
        whole = artist.square(ENTRY, ENTRY, number, 2)
        for chosen in product((0, 1), repeat=len(function.symbols)):
            places = dict(zip(function.symbols, chosen, strict=True))
            arguments = tuple(
                value[tuple(slice(places[symbol], places[symbol] + 1) for symbol in argument.draw.shape)].copy()
                if argument.draw.shape
                else value
                for argument, value in zip(function.arguments, whole.arguments, strict=True)
            )
            yield replace(whole, sizes=dict.fromkeys(function.symbols, 1), arguments=arguments)


def _diagnosis(artist: Artist) -> Iterator[Drawn]:
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


def _with_zeros(argument: Any, value: Any) -> Any:
    if argument.draw.kind != "gradient":
        return value
    value = value.copy()
    value.flat[::3] = 0.0
    return value
