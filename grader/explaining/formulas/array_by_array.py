"""A wrong list, one array at a time: a formula over the arrays that stand at the same place in other lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.asked import PROBES, Asked
from grader.explaining.formulas.bank import Bank
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.meeting import met
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.relative import Relative, relative_to_right
from grader.explaining.formulas.rows import Values
from grader.explaining.formulas.telling import RIGHT
from grader.key.key import Signature
from grader.key.values import leaves

_OfArray = tuple[Mapping[str, Array], Array]  # the values at an array's place, and the array

STEP = "(the right step)"
_ARRAYS = 5  # on which a formula is looked up; it has to hold for all arrays of all questions
_ROUNDS = 2  # in which formulas are put together: the leaves are another submission's each time, so nothing is kept
_CHEAP, _MOST_FOUND = 900, 40  # formulas that others are put together with, and that are found
_LARGEST = 9  # operations and leaves


def list_by_formula(signature: Signature, asked: Sequence[Asked], place: int) -> Formula | None:
    """The formula that gives each array of a list from those at its place, or None.

    The right answer may be a part of it: what else is there has been put in.
    """
    known = [values for each in asked for values in _arrays(signature, each, place)]
    if len(known) < PROBES or len({len(each.answers[place]) for each in asked}) < PROBES:
        return None
    names = set.intersection(*(set(values) for values, _ in known))
    chosen = known[:_ARRAYS]
    bank = Bank({name: tuple(values[name] for values, _ in chosen) for name in sorted(names)})
    for _ in range(_ROUNDS):
        if found := _of_bank(bank, known, chosen):
            return found
        bank.grow()
    return _of_bank(bank, known, chosen)


def _of_bank(
    bank: Bank,
    known: Sequence[tuple[Mapping[str, Array], Array]],
    chosen: Sequence[tuple[Mapping[str, Array], Array]],
) -> Formula | None:
    for formula in _so_far(bank, tuple(target for _, target in chosen)):
        if formula.size <= _LARGEST and all(_gives(formula, *each) for each in known):
            return formula
    return None


def _so_far(bank: Bank, target: Values) -> list[Formula]:
    """Formulas with these values, of those that are there, or put together of two of them; the shortest first."""
    shapes = tuple(value.shape for value in target)
    row = np.concatenate([value.reshape(-1) for value in target])[None]
    if not np.isfinite(row).all():
        return []
    if (number := bank.numbers(shapes, row)[0]) >= 0:
        return [bank.formula(int(number))]
    with np.errstate(all="ignore"):
        return sorted(met(bank, shapes, row, _CHEAP, bank.numbers), key=lambda formula: formula.size)[:_MOST_FOUND]


def _gives(formula: Formula, values: Mapping[str, Array], target: Array) -> bool:
    value = formula.value(values)
    return value is not None and same(target, value)


def list_by_change(signature: Signature, asked: Sequence[Asked], place: int, argument: str) -> Relative | None:
    """What is done in every array to the right step from an argument to its new value, or None."""
    number = [each.name for each in signature.arguments].index(argument)
    steps, wanted, numbers = [], [], []
    for each in asked:
        olds, answers, right = each.question.arguments[number], each.answers[place], each.question.low[place]
        if len(answers) != len(olds):
            return None
        for old, new, low in zip(olds, answers, right, strict=True):
            if np.shape(new) != np.shape(old):
                return None
            steps.append(np.asarray(new - old))
            wanted.append(np.asarray(low - old))
            numbers.append(_numbers(signature, each))
    found = relative_to_right(steps, wanted, numbers) if len(steps) >= PROBES else None
    return found if found and not found.done else None


def _numbers(signature: Signature, asked: Asked) -> dict[str, float]:
    pairs = zip(signature.arguments, asked.question.arguments, strict=True)
    return {f"`{argument.name}`": float(value) for argument, value in pairs if isinstance(value, int | float)}


def _arrays(signature: Signature, asked: Asked, place: int) -> Iterator[tuple[dict[str, Array], Array]]:
    """For each array of the list the values at its place, and the array itself."""
    lists: dict[str, Sequence[Array]] = {}
    numbers: dict[str, Array] = {"1": np.asarray(1.0), "2": np.asarray(2.0)}
    for argument, value in zip(signature.arguments, asked.question.arguments, strict=True):
        if isinstance(value, list | tuple):
            lists[argument.name] = value
        elif isinstance(value, int | float):
            numbers[argument.name] = np.asarray(float(value))
    names = [argument.name for argument in signature.arguments]
    for number, (result, given) in enumerate(zip(signature.results, asked.answers, strict=True)):
        if number != place and isinstance(given, list):
            lists[f"new {result.name}" if result.name in names else result.name] = given
    answers, right = asked.answers[place], asked.question.low[place]
    if len(right) == len(answers) and all(map(np.array_equal, leaves(right), leaves(asked.question.high[place]))):
        lists[RIGHT] = right
        if (old := lists.get(signature.results[place].name)) and len(old) == len(right):
            lists[STEP] = [new - each for new, each in zip(right, old, strict=True)]
    for k, target in enumerate(answers):
        near: dict[str, Array] = dict(numbers)
        for name, values in lists.items():
            if len(values) in (len(answers), len(answers) + 1):
                near[_at(name, "k")] = np.asarray(values[k], dtype=np.float64)
            if len(values) == len(answers) + 1:
                near[_at(name, "k + 1")] = np.asarray(values[k + 1], dtype=np.float64)
        yield near, np.asarray(target, dtype=np.float64)


def _at(name: str, place: str) -> str:
    return name if name in (RIGHT, STEP) else f"{name}[{place}]"


def is_at_a_place(leaf: str) -> bool:
    """Whether a formula's leaf is an array of a list."""
    return bool(re.search(r"\[k( \+ 1)?\]$", leaf))
