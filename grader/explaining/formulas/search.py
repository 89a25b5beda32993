"""Looks for what a wrong function computes, from its answers alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from grader.asking.asking import Asking
from grader.asking.comparison import same
from grader.explaining.formulas.asked import (
    PROBES,
    Asked,
    answers_of,
    columns,
    is_right,
    is_square,
    leaves_of,
    with_results,
)
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.kept import kept_bank
from grader.explaining.formulas.lists import relative_list
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.pieces import pieces_of_answer, wrong_entries
from grader.explaining.formulas.relative import Relative, relative_to_right, scaled
from grader.key.key import Key, Signature
from grader.key.questions import CONTRACT, DIAGNOSIS, REFERENCE, WORKED
from grader.key.values import as_float64, leaves
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_FACTORS = (1e-3, 1e3)  # by which an argument that takes no part may be multiplied
_LARGEST = 12  # operations and leaves of what is still read as a formula


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
    is_shown: bool = False
    is_alone: bool = False


def find_formula(function: str, askings: Sequence[Asking]) -> FoundFormula | None:
    """What the first wrong result of a function is, the same on all questions; None where nothing was found.

    Args:
        function: which function, answered wrongly.
        askings: the public questions first, on which it is looked for. It has to hold on all of them.
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
        found = _relative(signature, together, place, shown.key.symbols, relative_list)
        return FoundFormula(place, right, relative=found) if found else None
    given = [each.answers[place] for each in together]
    if relative := _relative(signature, together, place, shown.key.symbols):
        return FoundFormula(place, right, relative=relative)
    if constant := _constant(given):
        return FoundFormula(place, right, constant=constant)
    for formula in _formulas(signature, asked[0], place, right, shown.key):
        if formula.size > _LARGEST or not all(_holds(formula, signature, each, place, right) for each in together):
            continue
        if _is_whole(formula, signature, shown, place, right):
            is_shown = not _shows_a_piece(formula, shown.key)
            return FoundFormula(place, right, formula=formula, is_shown=is_shown)
    state = signature.results[place].name  # a new value of an argument has the argument's name
    is_state = state in [argument.name for argument in signature.arguments]
    if is_state and (relative := _change(signature, together, place, shown.key.symbols, state)):
        return FoundFormula(place, right, relative=relative, change_of=state)
    pieces = pieces_of_answer(signature, asked[0], together, place, right, shown.key, _shows_a_piece)
    if pieces:
        some = any(np.any(wrong_entries(each, place) == 0) for each in together)
        return FoundFormula(place, right, pieces=pieces, is_partly_right=some)
    relative = _relative(signature, together, place, shown.key.symbols, scaled)
    return FoundFormula(place, right, relative=relative) if relative else None


def _constant(given: Sequence[Array]) -> str:
    if len(given) < PROBES or not all(value.size for value in given):
        return ""
    number = float(given[0].reshape(-1)[0])
    if all((value == number).all() for value in given):
        return f"{number:g}"
    return "array" if all(same(value, given[0]) for value in given) else ""


def _alone(function: str, askings: Sequence[Asking]) -> FoundFormula | None:
    """One of several results that comes back alone, and is right."""
    signature = askings[0].key.signatures[function]
    if len(signature.results) < 2:
        return None
    for place in range(len(signature.results)):
        if all(_is_returned_alone(function, place, asking) for asking in askings):
            return FoundFormula(place, (place,), is_alone=True)
    return None


def _is_returned_alone(function: str, place: int, asking: Asking) -> bool:
    questions = [each for each in asking.key.asked(function, CONTRACT, REFERENCE, WORKED) if not each.case]
    answers = asking.caller.call_together(
        Request.of(FunctionCall(function, question.arguments) for question in questions)
    )
    if not answers or any(answer.value is None for answer in answers):
        return False
    others = ((),) * place
    is_list = asking.key.signatures[function].results[place].many
    for question, answer in zip(questions, answers, strict=True):
        value = as_float64(answer.value)
        if is_list and isinstance(value, np.ndarray) and value.ndim:
            value = list(value)  # arrays of one shape
        if not is_right(Asked(question, (*others, value)), place):
            return False
    return True


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


def _formulas(
    signature: Signature, asked: Sequence[Asked], place: int, right: Sequence[int], key: Key
) -> list[Formula]:
    probes = [each for each in asked if each.question.purpose == DIAGNOSIS and not is_square(each.question)]
    if (leaves := columns(signature, probes, right)) is None:
        return []
    with kept_bank(key, leaves) as bank:
        return bank.like(tuple(each.answers[place] for each in probes))


def _holds(formula: Formula, signature: Signature, asked: Asked, place: int, right: Sequence[int]) -> bool:
    known = with_results(signature, asked.question, asked.answers, right)
    value = None if known is None else formula.value(known)
    return value is not None and same(asked.answers[place], value)


def _is_whole(formula: Formula, signature: Signature, asking: Asking, place: int, right: Sequence[int]) -> bool:
    """Whether it holds too where arguments that it leaves out are far smaller or larger: a limit would show there."""
    names = set(re.findall(r"\w+", " ".join(formula.leaves())))
    questions = asking.key.asked(signature.function, DIAGNOSIS)[:PROBES]
    others = [
        msgspec.structs.replace(
            question,
            arguments=tuple(
                argument if number != changed or isinstance(argument, int | list | tuple) else argument * factor
                for number, argument in enumerate(question.arguments)
            ),
        )
        for changed, facts in enumerate(signature.arguments)
        if facts.name not in names
        for factor in _FACTORS
        for question in questions
    ]
    answers = asking.caller.call_together(
        Request.of(FunctionCall(signature.function, question.arguments) for question in others)
    )
    student = asking.quietly(signature.function)
    for question, answer in zip(others, answers or (), strict=answers is not None):
        try:
            asked = Asked(question, as_float64(student.results(answer)))
        except Finding:  # it cannot be asked there
            continue
        if place in range(len(asked.answers)) and not _holds(formula, signature, asked, place, right):
            return False
    return True


def _shows_a_piece(formula: Formula, key: Key) -> bool:
    """Whether a part of the formula is a right answer of a function of the assignment, or a multiple of it."""
    parts = [part for part in formula.parts_below() if part.parts]
    for signature in key.signatures.values():
        if signature.random or any(result.many for result in signature.results):
            continue
        questions = key.asked(signature.function, DIAGNOSIS)[:PROBES]
        known = [leaves_of(signature, question) for question in questions]
        for part in parts:
            values = [part.value(each) if each else None for each in known]
            for place in range(len(signature.results)):
                right = [(question.low[place], question.high[place]) for question in questions]
                if right and _are_multiples(values, right):
                    return True
    return False


def _are_multiples(values: Sequence[Array | None], right: Sequence[tuple[Array, Array]]) -> bool:
    """Whether each is a number of times the right answer, turned or not. Of numbers it is the same one each time."""
    ratios = [None if value is None else _ratio(value, *pair) for value, pair in zip(values, right, strict=True)]
    found = np.array([ratio for ratio in ratios if ratio is not None])
    is_number = all(low.ndim == 0 for low, _ in right)
    return len(found) == len(right) and (not is_number or np.allclose(found, found[0]))


def _ratio(value: Array, low: Array, high: Array) -> float | None:
    """How many times the right answer it is, where one answer alone is right; None if it is no multiple."""
    certain = low == high
    for turned in (value, value.T):
        if turned.shape == low.shape and low[certain].any():
            one, other = turned[certain], low[certain]
            largest = np.abs(other).argmax()
            ratio = float(one[largest] / other[largest])
            if same(one, ratio * other):
                return ratio
    return None
