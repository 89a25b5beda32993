"""A wrong new state: what is subtracted from the old one, where that is a quotient and long for a formula."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.asked import Asked
from grader.explaining.formulas.entries import Entries, entries_of, goes_by_entries
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.telling import told
from grader.key.key import Key, Signature

_LEAST, _MOST_LOOKED_UP = 12, 48  # entries
_LARGEST = 18  # operations and leaves: of a quotient, whose two sides are read one after the other


def new_state(
    signature: Signature, asked: Sequence[Asked], place: int, right: Sequence[int], key: Key, written: str
) -> Formula | None:
    """The formula of a result that is the new value of an argument; None where none was found.

    Args:
        signature: of the function.
        asked: all that was asked, and the answers.
        place: of the result.
        right: the places of results that are right.
        key: the public answer key.
        written: the function's text.
    """
    name = signature.results[place].name
    if not goes_by_entries(signature, place) or (entries := entries_of(asked, signature, place, right)) is None:
        return None
    if not np.isfinite(entries.answers).all():
        return None
    step = entries.leaves[name] - entries.answers
    others = {name, *asked[0].question.sizes}
    leaves = {leaf: value for leaf, value in entries.leaves.items() if leaf not in others}
    leaves |= dict(_powers(signature, entries))
    places = np.flatnonzero(entries.is_looked_up & (step != 0))[:_MOST_LOOKED_UP]  # 0 / 0 says nothing
    if len(places) < _LEAST:
        return None
    numbers = [argument.name for argument in signature.arguments if not argument.shape]
    with replace(entries, leaves=leaves).bank(key, places) as (bank, parts):
        for number in numbers:
            rest = step / leaves[number]
            for found in bank.quotients(tuple(rest[part] for part in parts)):
                value = found.value(leaves)
                if found.size > _LARGEST or value is None or not same(rest, np.broadcast_to(value, rest.shape)):
                    continue
                if may_be_told := told(found, key, signature.function, written):
                    return Formula("{} - {}", (Formula(name), Formula("{} * {}", (Formula(number), may_be_told))))
    return None


def _powers(signature: Signature, entries: Entries) -> Iterator[tuple[str, Array]]:
    """What is left of 1 without a number to the power of a count: a mean that began at 0 is divided by that."""
    numbers = {each.name: entries.leaves[each.name] for each in signature.arguments if not each.shape}
    counts = {name: value for name, value in numbers.items() if (value == np.round(value)).all() and value.min() > 0}
    shares = {name: value for name, value in numbers.items() if value.min() > 0 and value.max() < 1}
    for (count, power), (share, value) in itertools.product(counts.items(), shares.items()):
        yield f"(1 - {share} ** {count})", 1 - value**power
