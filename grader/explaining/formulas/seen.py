"""Results of a wrong function, seen from the right ones on all questions that have one right answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grader.asking.comparison import all_same
from grader.explaining.formulas.array_by_array import list_by_change, list_by_formula
from grader.explaining.formulas.asked import PROBES, Asked
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.found import FoundFormula
from grader.explaining.formulas.lists import relative_list
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.relative import Relative, relative_to_right
from grader.key.key import Signature
from grader.key.values import leaves


def of_list(
    signature: Signature, asked: Sequence[Asked], place: int, right: tuple[int, ...], symbols: Mapping[str, str]
) -> FoundFormula | None:
    """What a result that is a list of arrays is, or None."""
    if name := _as_given(signature, asked, place):
        return FoundFormula(place, right, formula=Formula(name), is_shown=True)
    if found := seen_from_right(signature, asked, place, symbols, relative_list):
        return FoundFormula(place, right, relative=found)
    state = signature.results[place].name  # a new value of an argument has the argument's name
    is_state = state in [argument.name for argument in signature.arguments]
    certain = [each for each in asked if is_certain(each, place)]
    if is_state and (found := list_by_change(signature, certain, place, state)):
        return FoundFormula(place, right, relative=found, change_of=state)
    if formula := list_by_formula(signature, asked, place):
        return FoundFormula(place, right, formula=formula, is_shown=True)
    return None


def _as_given(signature: Signature, asked: Sequence[Asked], place: int) -> str:
    """The argument whose lists come back as they were; "" where none does."""
    for number, argument in enumerate(signature.arguments):
        pairs = [(each.answers[place], each.question.arguments[number]) for each in asked]
        if len(pairs) >= PROBES and all(isinstance(old, list | tuple) and all_same(new, old) for new, old in pairs):
            return argument.name
    return ""


def change_seen(
    signature: Signature, asked: Sequence[Asked], place: int, symbols: Mapping[str, str], argument: str
) -> Relative | None:
    """What the difference to an argument is, seen from the right difference."""
    number = [each.name for each in signature.arguments].index(argument)

    def seen(
        answers: Sequence[Array], wanted: Sequence[Array], numbers: Sequence[Mapping[str, float]]
    ) -> Relative | None:
        pairs = [(answer, value, old) for answer, value, old in zip(answers, wanted, olds, strict=True)]
        if any(np.shape(old) != value.shape or answer.shape != value.shape for answer, value, old in pairs):
            return None
        found = relative_to_right([a - old for a, _, old in pairs], [w - old for _, w, old in pairs], numbers)
        return found if found and not found.done else None

    certain = [each for each in asked if is_certain(each, place)]
    olds = [each.question.arguments[number] for each in certain]
    return seen_from_right(signature, asked, place, symbols, seen)


def is_certain(asked: Asked, place: int) -> bool:
    """Whether one answer alone is right."""
    return all(map(np.array_equal, leaves(asked.question.low[place]), leaves(asked.question.high[place])))


def seen_from_right(
    signature: Signature,
    asked: Sequence[Asked],
    place: int,
    symbols: Mapping[str, str],
    seen: Callable[..., Relative | None] = relative_to_right,
) -> Relative | None:
    certain = [each for each in asked if is_certain(each, place)]
    if len(certain) < PROBES:
        return None
    numbers = []
    for each in certain:
        named = {symbols.get(symbol, symbol): float(size) for symbol, size in each.question.sizes.items()}
        for argument, value in zip(signature.arguments, each.question.arguments, strict=True):
            if isinstance(value, np.ndarray) and value.ndim and not argument.shape:
                named[f"the number of rows of `{argument.name}`"] = float(len(value))
            if isinstance(value, int | float):
                named[f"`{argument.name}`"] = float(value)
        numbers.append(named)
    common = set.intersection(*(set(each) for each in numbers))
    return seen(
        [each.answers[place] for each in certain],
        [each.question.low[place] for each in certain],
        [{name: value for name, value in each.items() if name in common} for each in numbers],
    )
