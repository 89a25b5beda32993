"""A wrong answer in pieces: it is right in some entries, or in none, and one of two formulas gives each other one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.explaining.formulas.asked import Asked, columns, is_square, with_results
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.kept import kept_bank
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.telling import told
from grader.key.key import Key, Signature
from grader.key.questions import DIAGNOSIS

_LEAST_ENTRIES = 6  # right ones and wrong ones
_LEAST_VALUES = 5  # different ones
_SIMPLE = 900  # formulas that pieces are chosen from


def pieces_of_answer(
    signature: Signature,
    shown: Sequence[Asked],
    together: Sequence[Asked],
    place: int,
    right: Sequence[int],
    key: Key,
    written: str,
) -> tuple[Formula, ...]:
    """Formulas of which one gives each wrong entry; () where there are none."""
    if any(wrong_entries(each, place) is None for each in together):
        return ()
    is_scalar = not signature.results[place].shape
    probes = [each for each in shown if is_scalar or each.question.purpose == DIAGNOSIS]
    probes = [each for each in probes if not is_square(each.question)]
    wrong = [wrong_entries(each, place) for each in probes]
    count = sum(int(each.sum()) for each in wrong if each is not None)
    entries = sum(each.size for each in wrong if each is not None)
    if count < _LEAST_ENTRIES or 0 < entries - count < _LEAST_ENTRIES:
        return ()
    if signature.results[place].shape and (number := _one_number(together, place)):
        return (Formula(number),)
    if (leaves := columns(signature, probes, right)) is None:
        return ()
    target = tuple(each.answers[place] for each in probes)
    if len(np.unique(np.concatenate([np.ravel(value) for value in target]))) < _LEAST_VALUES:
        return ()  # of 0 and 1, say: many formulas give those
    with kept_bank(key, leaves) as bank:
        found = bank.pieces(target, tuple(each for each in wrong if each is not None), _SIMPLE)
    for pieces in found:
        holds = all(_explains(pieces, signature, each, place, right) for each in together)
        named = [told(piece, key, signature.function, written) for piece in pieces] if holds else []
        if named and all(named):
            return tuple(piece for piece in named if piece)
    return ()


def _one_number(together: Sequence[Asked], place: int) -> str:
    """The number that each wrong entry is; "" where they differ, or where none is right."""
    pairs = [(np.ravel(each.answers[place]), wrong_entries(each, place)) for each in together]
    values = np.concatenate([value[np.ravel(wrong) > 0] for value, wrong in pairs if wrong is not None])
    count = sum(value.size for value, _ in pairs) - values.size
    is_one = count >= _LEAST_ENTRIES and values.size and bool((values == values[0]).all())
    return f"{values[0]:g}" if is_one else ""


def wrong_entries(asked: Asked, place: int) -> Array | None:
    """1 for each wrong entry, and 0 for the others; None where the shape is wrong."""
    question, value = asked.question, asked.answers[place]
    low, high, slack = question.low[place], question.high[place], question.slack[place]
    if np.shape(value) != np.shape(low):
        return None
    return np.where((value >= low - slack) & (value <= high + slack), 0.0, 1.0)


def _explains(
    pieces: Sequence[Formula], signature: Signature, asked: Asked, place: int, right: Sequence[int]
) -> bool:
    known = with_results(signature, asked, asked.answers, right)
    wrong = wrong_entries(asked, place)
    values = [piece.value(known) for piece in pieces] if known else []
    if wrong is None or not values or any(value is None for value in values):
        return False
    got = asked.answers[place]
    try:
        near = [np.abs(np.broadcast_to(v, got.shape) - got) <= 1e-6 * np.abs(got) for v in values if v is not None]
    except ValueError:
        return False
    return bool(np.where(wrong > 0, np.logical_or.reduce(near), True).all())
