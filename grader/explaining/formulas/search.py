"""Looks for what a wrong function computes, from its answers alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from grader.asking.asking import Asking
from grader.asking.comparison import same
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
from grader.explaining.formulas.entries import wrong_in_entries
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.found import FoundFormula
from grader.explaining.formulas.kept import kept_bank
from grader.explaining.formulas.new_state import new_state
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.own_functions import with_own
from grader.explaining.formulas.pieces import pieces_of_answer, wrong_entries
from grader.explaining.formulas.relative import scaled
from grader.explaining.formulas.seen import change_seen, of_list, seen_from_right
from grader.explaining.formulas.telling import RIGHT, told
from grader.key.key import Key, Signature
from grader.key.questions import DIAGNOSIS
from grader.key.values import as_float64
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_FACTORS = (1e-3, 1e3)  # by which an argument that takes no part may be multiplied
_LARGEST = 12  # operations and leaves of what is still read as a formula
_LARGEST_OF_RIGHT = 7  # where the right answer is among them: what is added, or left out, is short


def find_formula(
    function: str, askings: Sequence[Asking], written: str = "", others: Sequence[str] = ()
) -> FoundFormula | None:
    """What a wrong result of a function is, the same on all questions; None where nothing was found.

    Args:
        function: which function, answered wrongly.
        askings: the public questions first, on which it is looked for. It has to hold on all of them.
        written: the function's text.
        others: functions of the file that are right; see ``own_functions.usable``.
    """
    shown = askings[0]
    signature = shown.key.signatures[function]
    asked = [answers_of(function, asking) for asking in askings]
    if not all(asked):  # some have no answer; of a random function none may be asked
        return _alone(function, askings)
    together = [each for answers in asked for each in answers]
    right = tuple(place for place in range(len(signature.results)) if all(is_right(each, place) for each in together))
    wrong = [place for place in range(len(signature.results)) if place not in right]
    if not wrong:
        return None
    found = None
    for count, place in enumerate(wrong):
        said = _of_result(function, askings, asked, place, right, written, others)
        if said and (said.formula is None or said.is_shown):
            return replace(said, also_wrong=tuple(wrong[:count]))
        found = found or said
    return found


def _of_result(
    function: str,
    askings: Sequence[Asking],
    asked: Sequence[Sequence[Asked]],
    place: int,
    right: tuple[int, ...],
    written: str,
    others: Sequence[str],
) -> FoundFormula | None:
    """What one wrong result is."""
    shown, together = askings[0], [each for answers in asked for each in answers]
    signature = shown.key.signatures[function]
    if signature.results[place].many:
        return of_list(signature, together, place, right, shown.key.symbols)
    given = [each.answers[place] for each in together]
    if how := seen_from_right(signature, together, place, shown.key.symbols):
        return FoundFormula(place, right, relative=how)
    if constant := _constant(given):
        return FoundFormula(place, right, constant=constant)
    if signature.random:  # what is drawn is no formula of the arguments
        return None
    plain = _over_arguments(signature, asked, together, place, right, shown, written)
    if plain and plain.is_shown:
        return plain
    state = signature.results[place].name  # a new value of an argument has the argument's name
    is_state = state in [argument.name for argument in signature.arguments]
    if is_state and (relative := change_seen(signature, together, place, shown.key.symbols, state)):
        return FoundFormula(place, right, relative=relative, change_of=state)
    if is_state and (whole := new_state(signature, together, place, right, shown.key, written)):
        return FoundFormula(place, right, formula=whole, is_shown=True)
    further = [with_own(each, asking, function, place, others) for each, asking in zip(asked, askings, strict=True)]
    of_all = [each for answers in further for each in answers]
    with_more = _over_arguments(signature, further, of_all, place, right, shown, written)
    if with_more and with_more.is_shown:
        return with_more
    if entries := wrong_in_entries(signature, asked, place, right, askings, written):
        return FoundFormula(place, right, entries=entries)
    for answers in (asked[0], further[0]):
        everywhere = together if answers is asked[0] else of_all
        if pieces := pieces_of_answer(signature, answers, everywhere, place, right, shown.key, written):
            some = any(np.any(wrong_entries(each, place) == 0) for each in together)
            return FoundFormula(place, right, pieces=pieces, is_partly_right=some)
    if plain:
        return plain
    how = seen_from_right(signature, together, place, shown.key.symbols, scaled)
    return FoundFormula(place, right, relative=how) if how else None


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
