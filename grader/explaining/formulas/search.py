"""Looks for what a wrong function computes, from its answers alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from grader.asking.asking import Asking
from grader.asking.comparison import all_same, same
from grader.explaining.formulas.asked import (
    PROBES,
    Asked,
    answers_of,
    columns,
    is_returned_alone,
    is_right,
    is_square,
    with_results,
)
from grader.explaining.formulas.entries import WrongEntries, wrong_in_entries
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.kept import kept_bank
from grader.explaining.formulas.lists import relative_list
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.own_functions import with_own
from grader.explaining.formulas.pieces import pieces_of_answer, wrong_entries
from grader.explaining.formulas.relative import Relative, relative_to_right, scaled
from grader.explaining.formulas.telling import RIGHT, told
from grader.key.key import Key, Signature
from grader.key.questions import DIAGNOSIS
from grader.key.values import as_float64, leaves
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_FACTORS = (1e-3, 1e3)  # by which an argument that takes no part may be multiplied
_LARGEST = 12  # operations and leaves of what is still read as a formula
_LARGEST_OF_RIGHT = 7  # where the right answer is among them: what is added, or left out, is short


@dataclass(frozen=True)
class FoundFormula:
    """What one of the results is.

    Attributes:
        result: its place among the results.
        right: the places of results that are right.
        formula: over the arguments; or
        relative: seen from the right answer.
        change_of: the argument to which the difference is what `relative` says; "" where the answer itself is.
        constant: the same whatever is given: "array", or the number that every entry is; "" if it is not.
        is_alone: the only thing that comes back, and right.
        pieces: formulas of which one gives each wrong entry; the other entries are right.
        is_partly_right: whether there are other entries.
        entries: what its wrong entries have in common.
        is_shown: whether the formula may be shown: no part of it is the right answer.
    """

    result: int
    right: tuple[int, ...]
    formula: Formula | None = None
    relative: Relative | None = None
    change_of: str = ""
    constant: str = ""
    pieces: tuple[Formula, ...] = ()
    is_partly_right: bool = False
    entries: WrongEntries | None = None
    is_shown: bool = False
    is_alone: bool = False


def find_formula(
    function: str, askings: Sequence[Asking], written: str = "", others: Sequence[str] = ()
) -> FoundFormula | None:
    """What the first wrong result of a function is, the same on all questions; None where nothing was found.

    Args:
        function: which function, answered wrongly.
        askings: the public questions first, on which it is looked for. It has to hold on all of them.
        written: the function's text.
        others: functions of the file that are right; see ``own_functions.usable``.
    """
    shown = askings[0]
    signature = shown.key.signatures[function]
    if signature.random:
        return None
    asked = [answers_of(function, asking) for asking in askings]
    if not all(asked):
        return _alone(function, askings)
    together = [each for answers in asked for each in answers]
    right = tuple(place for place in range(len(signature.results)) if all(is_right(each, place) for each in together))
    wrong = [place for place in range(len(signature.results)) if place not in right]
    if not wrong:
        return None
    place = wrong[0]
    if signature.results[place].many:
        if name := _as_given(signature, together, place):
            return FoundFormula(place, right, formula=Formula(name), is_shown=True)
        found = _relative(signature, together, place, shown.key.symbols, relative_list)
        return FoundFormula(place, right, relative=found) if found else None
    given = [each.answers[place] for each in together]
    if how := _relative(signature, together, place, shown.key.symbols):
        return FoundFormula(place, right, relative=how)
    if constant := _constant(given):
        return FoundFormula(place, right, constant=constant)
    plain = _over_arguments(signature, asked, together, place, right, shown, written)
    if plain and plain.is_shown:
        return plain
    state = signature.results[place].name  # a new value of an argument has the argument's name
    is_state = state in [argument.name for argument in signature.arguments]
    if is_state and (relative := _change(signature, together, place, shown.key.symbols, state)):
        return FoundFormula(place, right, relative=relative, change_of=state)
    if entries := wrong_in_entries(signature, asked, place, right, askings, written):
        return FoundFormula(place, right, entries=entries)
    further = [with_own(each, asking, function, place, others) for each, asking in zip(asked, askings, strict=True)]
    of_all = [each for answers in further for each in answers]
    with_more = _over_arguments(signature, further, of_all, place, right, shown, written)
    if with_more and with_more.is_shown:
        return with_more
    for answers in (asked[0], further[0]):
        everywhere = together if answers is asked[0] else of_all
        if pieces := pieces_of_answer(signature, answers, everywhere, place, right, shown.key, written):
            some = any(np.any(wrong_entries(each, place) == 0) for each in together)
            return FoundFormula(place, right, pieces=pieces, is_partly_right=some)
    if plain:
        return plain
    how = _relative(signature, together, place, shown.key.symbols, scaled)
    return FoundFormula(place, right, relative=how) if how else None


def _as_given(signature: Signature, asked: Sequence[Asked], place: int) -> str:
    """The argument whose lists come back as they were; "" where none does."""
    for number, argument in enumerate(signature.arguments):
        pairs = [(each.answers[place], each.question.arguments[number]) for each in asked]
        if len(pairs) >= PROBES and all(isinstance(old, list | tuple) and all_same(new, old) for new, old in pairs):
            return argument.name
    return ""


def _constant(given: Sequence[Array]) -> str:
    if len(given) < PROBES or not all(value.size for value in given):
        return ""
    number = float(given[0].reshape(-1)[0])
    if all((value == number).all() for value in given):
        return f"{number:g}"
    return "array" if all(same(value, given[0]) for value in given) else ""


def _alone(function: str, askings: Sequence[Asking]) -> FoundFormula | None:
    """One of several results that comes back alone, and is right."""
    places = range(len(askings[0].key.signatures[function].results))
    found = [place for place in places if all(is_returned_alone(function, place, asking) for asking in askings)]
    return FoundFormula(found[0], (found[0],), is_alone=True) if len(places) > 1 and found else None


def _change(
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

    certain = [each for each in asked if _is_certain(each, place)]
    olds = [each.question.arguments[number] for each in certain]
    return _relative(signature, asked, place, symbols, seen)


def _is_certain(asked: Asked, place: int) -> bool:
    """Whether one answer alone is right."""
    return all(map(np.array_equal, leaves(asked.question.low[place]), leaves(asked.question.high[place])))


def _relative(
    signature: Signature,
    asked: Sequence[Asked],
    place: int,
    symbols: Mapping[str, str],
    seen: Callable[..., Relative | None] = relative_to_right,
) -> Relative | None:
    certain = [each for each in asked if _is_certain(each, place)]
    if len(certain) < PROBES:
        return None
    numbers = []
    for each in certain:
        named = {symbols.get(symbol, symbol): float(size) for symbol, size in each.question.sizes.items()}
        for argument, value in zip(signature.arguments, each.question.arguments, strict=True):
            if isinstance(value, int | float):
                named[f"`{argument.name}`"] = float(value)
        numbers.append(named)
    common = set.intersection(*(set(each) for each in numbers))
    return seen(
        [each.answers[place] for each in certain],
        [each.question.low[place] for each in certain],
        [{name: value for name, value in each.items() if name in common} for each in numbers],
    )


def _over_arguments(
    signature: Signature,
    asked: Sequence[Sequence[Asked]],
    together: Sequence[Asked],
    place: int,
    right: Sequence[int],
    shown: Asking,
    written: str,
) -> FoundFormula | None:
    """The shortest formula that holds; one that may be told, if there is one."""
    found = None
    for formula in _formulas(signature, asked[0], place, right, shown.key):
        rights = list(formula.leaves()).count(RIGHT)
        if rights > 2 or formula.size > (_LARGEST_OF_RIGHT if rights else _LARGEST):
            continue
        if not all(_holds(formula, signature, each, place, right) for each in together):
            continue
        if not _is_whole(formula, signature, shown, place, right, asked[0]):
            continue
        if may_be_told := told(formula, shown.key, signature.function, written):
            return FoundFormula(place, tuple(right), formula=may_be_told, is_shown=True)
        found = found or FoundFormula(place, tuple(right), formula=formula)
    return found


def _formulas(
    signature: Signature, asked: Sequence[Asked], place: int, right: Sequence[int], key: Key
) -> list[Formula]:
    probes = [each for each in asked if each.question.purpose == DIAGNOSIS and not is_square(each.question)]
    if (leaves := columns(signature, probes, right)) is None:
        return []
    with kept_bank(key, leaves) as bank:
        return bank.like(tuple(each.answers[place] for each in probes))


def _holds(formula: Formula, signature: Signature, asked: Asked, place: int, right: Sequence[int]) -> bool:
    known = with_results(signature, asked, asked.answers, right)
    value = None if known is None else formula.value(known)
    return value is not None and same(asked.answers[place], value)


def _is_whole(
    formula: Formula, signature: Signature, asking: Asking, place: int, right: Sequence[int], asked: Sequence[Asked]
) -> bool:
    """Whether it holds too where arguments that it leaves out are far smaller or larger: a limit would show there."""
    names = set(re.findall(r"\w+", " ".join(formula.leaves())))
    probes = [each for each in asked if each.question.purpose == DIAGNOSIS][:PROBES]
    others = [
        replace(each, question=msgspec.structs.replace(each.question, arguments=arguments))
        for changed, facts in enumerate(signature.arguments)
        if facts.name not in names and RIGHT not in formula.leaves()  # the right answer needs them all
        for factor in _FACTORS
        for each in probes
        if (arguments := _changed(each.question.arguments, changed, factor))
    ]
    answers = asking.caller.call_together(
        Request.of(FunctionCall(signature.function, each.question.arguments) for each in others)
    )
    student = asking.quietly(signature.function)
    for each, answer in zip(others, answers or (), strict=answers is not None):
        try:
            anew = replace(each, answers=as_float64(student.results(answer)))
        except Finding:  # it cannot be asked there
            continue
        if place in range(len(anew.answers)) and not _holds(formula, signature, anew, place, right):
            return False
    return True


def _changed(arguments: tuple[Any, ...], place: int, factor: float) -> tuple[Any, ...]:
    """The arguments, one of them far smaller or larger."""
    value = arguments[place]
    other = value if isinstance(value, int | list | tuple) else value * factor
    return (*arguments[:place], other, *arguments[place + 1 :])
