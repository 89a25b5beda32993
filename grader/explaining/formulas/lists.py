"""What a wrong list of arrays is, seen from the right one: in another order, too long, or wrong in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.relative import Relative, relative_to_right

List = Sequence[Array]

_ORDERS: dict[str, Callable[[List], List]] = {
    "in the opposite order": lambda wanted: wanted[::-1],
    "without its first array": lambda wanted: wanted[1:],
    "without its last array": lambda wanted: wanted[:-1],
}
_PLACES: dict[str, Callable[[int], list[int]]] = {
    "last array": lambda count: [count - 1],
    "first array": lambda count: [0],
    "arrays but the last": lambda count: list(range(count - 1)),
    "arrays but the first": lambda count: list(range(1, count)),
    "arrays": lambda count: list(range(count)),
}


def relative_list(
    given: Sequence[List], wanted: Sequence[List], numbers: Sequence[Mapping[str, float]]
) -> Relative | None:
    """What is done to the right lists to give these, or None.

    Args:
        given: the wrong lists, for several questions.
        wanted: the right ones.
        numbers: for each question, the numbers that arrays may be multiplied or divided by.
    """
    for words, apply in _ORDERS.items():
        if all(_alike(one, apply(other)) for one, other in zip(given, wanted, strict=True)):
            return Relative(words, "")
    for words, cut in (("in front", slice(1, None)), ("at the end", slice(None, -1))):
        if all(_alike(one[cut], other) for one, other in zip(given, wanted, strict=True)):
            return Relative(f"with one array too many {words}", "")
    if any(len(one) != len(other) for one, other in zip(given, wanted, strict=True)):
        return None
    wrong = [_wrong(one, other) for one, other in zip(given, wanted, strict=True)]
    for words, places in _PLACES.items():
        if all(each == places(len(other)) and each for each, other in zip(wrong, wanted, strict=True)):
            return Relative(f"but for its {words}{_how(given, wanted, wrong, numbers)}", "")
    return None


def _how(
    given: Sequence[List], wanted: Sequence[List], wrong: Sequence[list[int]], numbers: Sequence[Mapping[str, float]]
) -> str:
    """What the wrong arrays of the lists have in common, in words; "" where nothing is known."""
    picked = [(question, place) for question, places in enumerate(wrong) for place in places]
    found = relative_to_right(
        [given[question][place] for question, place in picked],
        [wanted[question][place] for question, place in picked],
        [numbers[question] for question, _ in picked],
    )
    return f", {'each of which' if len(picked) > len(wrong) else 'which'} is the right one {found}" if found else ""


def _wrong(given: List, wanted: List) -> list[int]:
    return [place for place, pair in enumerate(zip(given, wanted, strict=True)) if not _same(*pair)]


def _alike(given: List, wanted: List) -> bool:
    return len(given) == len(wanted) and all(map(_same, given, wanted))


def _same(one: Array, other: Array) -> bool:
    return same(np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64))
