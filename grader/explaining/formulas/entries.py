"""A wrong answer entry by entry: what its wrong entries are, from the entries of the arguments in the same place.

A function that gives one number for arrays is asked with one entry at a time. A mean over many does not show which of
two branches is wrong; one entry does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.asking import Asking
from grader.asking.comparison import same
from grader.explaining.formulas.asked import PROBES, Asked, answers_to, is_square, with_results
from grader.explaining.formulas.bank import Bank
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.kept import kept_bank
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.relative import Relative
from grader.explaining.formulas.telling import told
from grader.explaining.formulas.where import difference, ways_to_split, where_wrong
from grader.key.key import Key, Question, Signature
from grader.key.questions import DIAGNOSIS, ENTRY
from grader.sandbox import FunctionCall, Request

_LEAST = 6  # wrong entries, and right ones where there are any
_LEAST_VALUES = 5  # different ones: many formulas give 0 and 1
_MOST_LOOKED_UP = 48
_LARGEST = 14  # operations and leaves of what is still read as a formula
_MOST_ENTRIES, _MOST_QUESTIONS = 60, 3  # of questions whose entries are asked one by one
_NUMBERS = {"1", "2"}


@dataclass(frozen=True)
class WrongEntries:
    """What the wrong entries have in common.

    Attributes:
        formula: what each of them is; None where no formula was found.
        relative: what each is, seen from the right one; None where there is no such number.
        where: which entries are wrong, in words that complete "the wrong ones are those where …"; "" if not known.
        some_are_right: whether there are right ones.
        split: formulas, each with the cases in which it holds, in words that complete "where …"; () for one formula.
        together: for one number: "mean" or "sum", what it is of the entries asked one by one; else "".
    """

    formula: Formula | None
    relative: Relative | None
    where: str
    some_are_right: bool
    together: str = ""
    split: tuple[tuple[str, Formula], ...] = ()


@dataclass(frozen=True)
class Entries:
    """Entries of several questions, one after another."""

    leaves: Mapping[str, Array]
    answers: Array
    low: Array
    high: Array
    wrong: NDArray[np.bool_]
    is_looked_up: NDArray[np.bool_]

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> dict[str, Array]:
        return {name: value if not value.ndim else value[which] for name, value in self.leaves.items()}

    @contextmanager
    def bank(self, key: Key, places: NDArray[np.intp]) -> Iterator[tuple[Bank, Sequence[NDArray[np.intp]]]]:
        """The bank over the entries in these places, and the places in two parts, one for each of its probes."""
        middle = (len(places) - 1) // PROBES
        parts = places[:middle], places[middle:]  # of different lengths
        chosen = [self.chosen(part) for part in parts]
        leaves = {name: tuple(each[name] for each in chosen) for name in chosen[0]}
        with kept_bank(key, leaves, by_entries=True) as bank:
            yield bank, parts


def wrong_in_entries(
    signature: Signature,
    asked: Sequence[Sequence[Asked]],
    place: int,
    right: Sequence[int],
    askings: Sequence[Asking],
    written: str,
) -> WrongEntries | None:
    """What the wrong entries of one result have in common; None where nothing was found.

    Args:
        signature: of the function.
        asked: the answers, for each of `askings`.
        place: of the result.
        right: the places of results that are right.
        askings: the public questions first.
        written: the function's text.
    """
    if not goes_by_entries(signature, place):
        return None
    together = ""
    if not signature.results[place].shape:
        asked = [_answers_alone(signature.function, asking) for asking in askings]
        if not all(asked) or not (together := _put_together(signature, askings)):
            return None
    entries = entries_of([each for answers in asked for each in answers], signature, place, right)
    if entries is None or not _are_enough(entries.wrong):
        return None
    formula = _formula(signature, entries, entries.wrong, askings[0].key, written)
    relative = _relative(signature, entries) if entries.answers[entries.wrong].any() else None
    if formula is None and relative is None:
        split = _split(signature, entries, askings[0].key, written)
        return WrongEntries(None, None, "", not bool(entries.wrong.all()), together, split) if split else None
    where = where_wrong(signature, entries.leaves, entries.wrong)
    return WrongEntries(formula, relative, where, not bool(entries.wrong.all()), together)


def goes_by_entries(signature: Signature, place: int) -> bool:
    """Whether each entry of the result has its own entry in every array: all have one shape, or it is one number."""
    shapes = {argument.shape for argument in signature.arguments if argument.shape}
    kinds = {argument.kind for argument in signature.arguments}
    if len(shapes) != 1 or kinds & {"made", "fixed", "generator"} or signature.results[place].many:
        return False
    return signature.results[place].shape in (next(iter(shapes)), ())


def _are_enough(wrong: NDArray[np.bool_]) -> bool:
    count = int(wrong.sum())
    return count >= _LEAST and (count == len(wrong) or len(wrong) - count >= _LEAST)


def _answers_alone(function: str, asking: Asking) -> list[Asked]:
    return answers_to(function, asking, asking.key.asked(function, ENTRY))


def entries_of(asked: Sequence[Asked], signature: Signature, place: int, right: Sequence[int]) -> Entries | None:
    """All entries in a row."""
    columns: dict[str, list[Array]] = {}
    rows: list[tuple[Array, Array, Array, Array, Array]] = []
    for each in asked:
        question, value = each.question, np.asarray(each.answers[place])
        known = with_results(signature, each, question.low, right)
        low, high, slack = (np.asarray(bound[place]) for bound in (question.low, question.high, question.slack))
        if known is None or value.shape != low.shape:
            return None
        given = zip(question.arguments, signature.arguments, strict=True)
        shape = next(np.shape(argument) for argument, facts in given if facts.shape)
        for name, leaf in known.items():
            columns.setdefault(name, []).append(np.broadcast_to(leaf, shape).ravel())
        is_wrong = ~((value >= low - slack) & (value <= high + slack))
        is_asked = question.purpose == ENTRY or (question.purpose == DIAGNOSIS and not is_square(question))
        rows.append((value, low, high, is_wrong, np.full(value.shape, is_asked)))
    if not rows or any(len(column) < len(rows) for column in columns.values()):
        return None
    joined = {name: np.concatenate(column) for name, column in columns.items()}
    sizes = [name for name in asked[0].question.sizes if (joined[name] == 1).all()]
    joined = {name: column for name, column in joined.items() if name not in sizes}
    joined |= {name: np.asarray(float(name)) for name in _NUMBERS}
    arrays = [argument.name for argument in signature.arguments if argument.shape]
    if len(arrays) == 2:
        joined[difference(*arrays)] = joined[arrays[0]] - joined[arrays[1]]
    together = (np.concatenate([np.ravel(each) for each in column]) for column in zip(*rows, strict=True))
    value, low, high, wrong, is_looked_up = together
    return Entries(joined, value, low, high, wrong > 0, is_looked_up > 0)


def _split(signature: Signature, entries: Entries, key: Key, written: str) -> tuple[tuple[str, Formula], ...]:
    """Two formulas for the wrong entries, one on either side of a condition."""
    for (one, first), (other, second) in ways_to_split(signature, entries.leaves):
        sides = {one: entries.wrong & first, other: entries.wrong & second}
        if not (sides[one] | sides[other] == entries.wrong).all() or min(map(np.sum, sides.values())) < _LEAST:
            continue
        formulas = (_formula(signature, entries, side, key, written) for side in sides.values())
        found = list(itertools.takewhile(lambda formula: formula is not None, formulas))
        if len(found) == len(sides):
            return tuple((words, formula) for words, formula in zip(sides, found, strict=True) if formula)
    return ()


def _formula(
    signature: Signature, entries: Entries, wrong: NDArray[np.bool_], key: Key, written: str
) -> Formula | None:
    """One that gives each of these wrong entries."""
    places = np.flatnonzero(wrong & entries.is_looked_up)[:_MOST_LOOKED_UP]
    values = entries.answers[places]
    if len(places) < _LEAST or not np.isfinite(entries.answers[wrong]).all():
        return None
    if (values == values[0]).all() and (entries.answers[wrong] == values[0]).all():
        return Formula(f"{values[0] + 0.0:g}")
    if len(np.unique(values)) < _LEAST_VALUES:
        return None
    with entries.bank(key, places) as (bank, parts):
        found = bank.like(tuple(entries.answers[part] for part in parts))
    everywhere, wanted = entries.chosen(wrong), entries.answers[wrong]
    arrays = [argument.name for argument in signature.arguments if argument.shape]
    for formula in found:
        if formula.size > _LARGEST:
            continue
        value = formula.value(everywhere)
        if value is not None and same(wanted, np.broadcast_to(value, wanted.shape)):
            written_out = _written_out(formula, arrays)
            if may_be_told := told(written_out, key, signature.function, written):
                return may_be_told
    return None


def _written_out(formula: Formula, arrays: Sequence[str]) -> Formula:
    """With the difference of the two arrays as a formula of its own, and squares as squares."""
    if not formula.parts and len(arrays) == 2 and formula.operation == difference(*arrays):
        return Formula("{} - {}", tuple(map(Formula, arrays)))
    parts = tuple(_written_out(part, arrays) for part in formula.parts)
    if formula.operation == "{} * {}" and parts[0] == parts[1]:
        return Formula("{} ** 2", parts[:1])
    return Formula(formula.operation, parts)


def _relative(signature: Signature, entries: Entries) -> Relative | None:
    """The number that each right entry is multiplied by, to give the wrong one."""
    chosen = entries.wrong & (entries.low == entries.high)
    if not np.array_equal(chosen, entries.wrong) or not np.all(entries.low[chosen]):
        return None
    with np.errstate(over="ignore"):
        ratios = entries.answers[chosen] / entries.low[chosen]
    numbers = entries.chosen(chosen)
    names = [argument.name for argument in signature.arguments if not argument.shape]
    if np.allclose(ratios, ratios[0], rtol=1e-6):
        factor = f"{ratios[0]:.4g}"
        return Relative("", "with the opposite sign" if factor == "-1" else f"multiplied by {factor}")
    for name, (words, power) in itertools.product(names, (("multiplied by", 1.0), ("divided by", -1.0))):
        if np.allclose(ratios, numbers[name] ** power, rtol=1e-6):
            return Relative("", f"{words} `{name}`")
    return None


def _put_together(signature: Signature, askings: Sequence[Asking]) -> str:
    """What the number for many entries is of the numbers for each alone: "mean", "sum", or "" for neither."""
    found = {_how(signature, asking) for asking in askings}
    return found.pop() if len(found) == 1 else ""


def _how(signature: Signature, asking: Asking) -> str:
    function = signature.function
    usual = [each for each in asking.key.asked(function, DIAGNOSIS) if not each.case]
    few = [each for each in usual if np.prod(list(each.sizes.values())) <= _MOST_ENTRIES][:_MOST_QUESTIONS]
    wholes = answers_to(function, asking, few)
    hows = ["mean", "sum"]
    for each in wholes:
        calls = [FunctionCall(function, arguments) for arguments in _one_by_one(signature, each.question)]
        answers = asking.caller.call_together(Request.of(calls)) or ()
        if not answers or any(answer.outcome != "returned" or len(answer.arrays) != 1 for answer in answers):
            return ""
        alone = np.array([np.ravel(np.asarray(answer.arrays[0], dtype=np.float64))[0] for answer in answers])
        given = {"mean": alone.mean(), "sum": alone.sum()}
        hows = [how for how in hows if same(np.asarray(each.answers[0]), np.asarray(given[how]))]
    return hows[0] if len(hows) == 1 and len(wholes) >= PROBES else ""


def _one_by_one(signature: Signature, question: Question) -> Iterator[tuple[Any, ...]]:
    """The arguments for each entry alone."""
    symbols = list(question.sizes)
    for places in itertools.product(*(range(question.sizes[symbol]) for symbol in symbols)):
        at = dict(zip(symbols, places, strict=True))
        yield tuple(
            value[tuple(slice(at[symbol], at[symbol] + 1) for symbol in argument.shape)] if argument.shape else value
            for argument, value in zip(signature.arguments, question.arguments, strict=True)
        )
