"""Which entries are wrong: a condition on the entries of the arguments in the same place, in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from grader.explaining.formulas.operations import Array
from grader.key.key import Signature

Side = tuple[str, NDArray[np.bool_]]  # a condition in words, and the entries that meet it


def difference(one: str, other: str) -> str:
    """What the difference of two arguments is called among the leaves."""
    return f"({one} - {other})"


def where_wrong(signature: Signature, leaves: Mapping[str, Array], wrong: NDArray[np.bool_]) -> str:
    """The condition that the wrong entries meet and no other; "" where all are wrong, or none is known."""
    if wrong.all():
        return ""
    return next((words for words, holds in _comparisons(signature, leaves) if np.array_equal(holds, wrong)), "")


def ways_to_split(signature: Signature, leaves: Mapping[str, Array]) -> Iterator[tuple[Side, Side]]:
    """Conditions that a function may choose by, each with its opposite: a yes or no, or a size and a limit."""
    for name, value in _values(signature, leaves).items():
        if len(few := np.unique(value)) == 2:
            low, high = few
            yield (f"{name} is {low:g}", value == low), (f"{name} is {high:g}", value == high)
    for (name, value), (words, limit) in itertools.product(
        _values(signature, leaves).items(), _numbers(signature, leaves).items()
    ):
        size = f"the size of {name}, without its sign,"
        is_larger = np.abs(value) > limit
        yield (f"{size} is larger than {words}", is_larger), (f"{size} is smaller than {words}", ~is_larger)


def _values(signature: Signature, leaves: Mapping[str, Array]) -> dict[str, Array]:
    arrays = [argument.name for argument in signature.arguments if argument.shape]
    values = {f"`{name}`": leaves[name] for name in arrays}
    if len(arrays) == 2:
        values = {f"`{arrays[0]} - {arrays[1]}`": leaves[difference(*arrays)], **values}
    return values


def _numbers(signature: Signature, leaves: Mapping[str, Array]) -> dict[str, Array]:
    return {f"`{each.name}`": leaves[each.name] for each in signature.arguments if not each.shape}


def _comparisons(signature: Signature, leaves: Mapping[str, Array]) -> Iterator[Side]:
    values, numbers = _values(signature, leaves), _numbers(signature, leaves)
    limits = {"0": np.zeros(()), "1": np.ones(()), **numbers}
    for (name, value), (words, limit) in itertools.product(values.items(), limits.items()):
        yield f"{name} is {words}", value == limit
    for (name, value), (words, limit) in itertools.product(values.items(), limits.items()):
        yield f"{name} is larger than {words}", value > limit
        yield f"{name} is smaller than {words}", value < limit
    for (name, value), (words, limit) in itertools.product(values.items(), numbers.items()):
        yield f"{name} is larger than minus {words}", value > -limit
        yield f"{name} is smaller than minus {words}", value < -limit
        yield f"the size of {name}, without its sign, is larger than {words}", np.abs(value) > limit
        yield f"the size of {name}, without its sign, is smaller than {words}", np.abs(value) < limit
    arrays = [argument.name for argument in signature.arguments if argument.shape]
    for one, other in itertools.permutations(arrays, 2):
        yield f"`{one}` is larger than `{other}`", leaves[one] > leaves[other]
