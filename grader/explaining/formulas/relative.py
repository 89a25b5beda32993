"""What a wrong answer is, seen from the right one: turned, with another sign, a number of times too large."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.operations import Array

# What is done to the right answer, in words that complete "it is the right answer, …".
_DONE: dict[str, Callable[[Array], Any]] = {
    "": lambda value: value,
    "with rows and columns exchanged": lambda value: value.T if value.ndim == 2 else None,
    "added up over its first axis": lambda value: value.sum(axis=0) if value.ndim else None,
    "added up over its second axis": lambda value: value.sum(axis=1) if value.ndim > 1 else None,
    "added up over all of its entries": lambda value: value.sum() if value.ndim else None,
    "averaged over its first axis": lambda value: value.mean(axis=0) if value.ndim else None,
    "averaged over its second axis": lambda value: value.mean(axis=1) if value.ndim > 1 else None,
    "with one more axis, in front": lambda value: value[None],
    "with one more axis, at the end": lambda value: value[..., None] if value.ndim else None,
    "without its signs": np.abs,
    "with its entries squared": np.square,
    "with 0 in place of what is negative": lambda value: np.maximum(value, 0),
    "in the opposite order of its rows": lambda value: value[::-1] if value.ndim else None,
    "in the opposite order of its columns": lambda value: value[:, ::-1] if value.ndim > 1 else None,
    "cut down to its last row": lambda value: value[-1] if value.ndim > 1 else None,
    "cut down to its first row": lambda value: value[0] if value.ndim > 1 else None,
    "cut down to its last column": lambda value: value[:, -1] if value.ndim > 1 else None,
    "cut down to its first column": lambda value: value[:, 0] if value.ndim > 1 else None,
    "turned upside down, 1 divided by it": lambda value: 1 / value,
    "taken from 1": lambda value: 1 - value,
    "rounded to whole numbers": np.round,
    "cut off to whole numbers": np.trunc,
}
# The other way round: what would have to be done to the wrong answer, and what it is then.
_NOT_DONE: dict[str, Callable[[Array], Any]] = {
    "before it is added up over its first axis": lambda value: value.sum(axis=0) if value.ndim else None,
    "before it is added up over its second axis": lambda value: value.sum(axis=1) if value.ndim > 1 else None,
    "before all of it is added up": lambda value: value.sum() if value.ndim else None,
    "before it is averaged": lambda value: value.mean() if value.ndim and value.size else None,
    "in its diagonal alone, among numbers that do not belong to it": lambda value: (
        np.diagonal(value) if value.ndim == 2 and value.shape[0] == value.shape[1] else None
    ),
    "in its first row alone": lambda value: value[0] if value.ndim > 1 else None,
    "in other brackets, with an axis too many": lambda value: (
        value.reshape([size for size in value.shape if size > 1]) if 1 in value.shape else None
    ),
}
_LEAST = 3  # entries of a row that is a multiple of another; fewer are so by accident


@dataclass(frozen=True)
class Relative:
    """A wrong answer as the right one with something done to it.

    Attributes:
        done: what, in words; "" for nothing.
        by: what it is multiplied by, in words; "" for nothing.
    """

    done: str
    by: str

    def __str__(self) -> str:
        return ", and ".join(part for part in (self.done, self.by) if part)


def relative_to_right(
    answers: Sequence[Array], wanted: Sequence[Array], numbers: Sequence[Mapping[str, float]]
) -> Relative | None:
    """What is done to the right answers to give these, or None.

    Args:
        answers: the wrong answers to several questions.
        wanted: the right ones.
        numbers: for each question the numbers that it may be multiplied or divided by, by what they are called.
    """
    for done, apply in _DONE.items():
        with np.errstate(all="ignore"):
            changed = [apply(value) for value in wanted]
        if found := _multiple(done, _ratios(answers, changed), numbers):
            return found
    for done, apply in _NOT_DONE.items():
        with np.errstate(all="ignore"):
            applied = [apply(value) for value in answers]
        if not any(value is None for value in applied):
            ratios = _ratios([np.asarray(value) for value in applied], list(wanted))
            if found := _multiple(done, ratios, numbers):
                return found
    return None


def _multiple(done: str, ratios: Array | None, numbers: Sequence[Mapping[str, float]]) -> Relative | None:
    """With the number that explains the ratios."""
    if ratios is None:
        return None
    for by, factors in _factors(numbers):
        if np.allclose(ratios, factors, rtol=1e-6) and (done or by):
            return Relative(done, by)
    if not done and len(ratios) >= _LEAST and np.allclose(ratios, ratios[0], rtol=1e-6):
        factor = f"{ratios[0]:.4g}"
        return Relative("", f"multiplied by {factor}, whatever the numbers are") if factor != "1" else None
    return None


def scaled(
    answers: Sequence[Array], wanted: Sequence[Array], numbers: Sequence[Mapping[str, float]]
) -> Relative | None:
    """Multiplied by a number that is another one each time: of all of it, of each row, or of each column."""
    pairs = list(zip(answers, wanted, strict=True))
    if any(
        answer.shape != value.shape or not np.isfinite(answer).all() or not answer.any() for answer, value in pairs
    ):
        return None
    large = [(answer, value) for answer, value in pairs if np.count_nonzero(value) >= _LEAST]
    whole = [_factor(np.ravel(answer), np.ravel(value)) for answer, value in large]
    factors = {f"{each:.4g}" for each in whole if each is not None}
    if None not in whole and len(factors) >= _LEAST and "1" not in factors:
        return Relative(
            "", "multiplied by another number in each question: the proportions are right, the size is not"
        )
    for words, turned in (("row", False), ("column", True)):
        if found := _scaled_rows(large, words, turned):
            return found
    return None


def _scaled_rows(pairs: Sequence[tuple[Array, Array]], words: str, turned: bool) -> Relative | None:
    """With each row, or each column, multiplied by a number of its own."""
    tables = [
        (answer.T, value.T) if turned else (answer, value)
        for answer, value in pairs
        if value.ndim == 2 and value.shape[0 if turned else 1] >= _LEAST
    ]
    several = 0
    for answer, value in tables:
        factors = [_factor(*row) for row in zip(answer, value, strict=True)]
        if None in factors:
            return None
        several += len({f"{each:.4g}" for each in factors}) > 1
    is_usual = len(tables) >= _LEAST and 2 * several > len(tables)
    return Relative("", f"with each {words} multiplied by a number of its own") if is_usual else None


def _factor(given: Array, right: Array) -> float | None:
    """What it is multiplied by; None where it is no multiple, or where that could be by accident."""
    if np.count_nonzero(right) < _LEAST:
        return None if right.any() or given.any() else 1.0
    largest = np.abs(right).argmax()
    factor = float(given[largest] / right[largest]) if right[largest] else 0.0
    return factor if same(given, factor * right) else None


def _ratios(answers: Sequence[Array], changed: Sequence[Array | None]) -> Array | None:
    """The number that each answer is a multiple of the other by; None where there is no such number."""
    found = []
    for answer, value in zip(answers, changed, strict=True):
        if value is None or np.shape(value) != answer.shape or not np.isfinite(answer).all():
            return None
        value = np.asarray(value, dtype=np.float64)
        largest = value.reshape(-1)[np.abs(value).argmax()] if value.size else 0.0
        if not largest:
            continue
        with np.errstate(all="ignore"):
            ratio = float(answer.reshape(-1)[np.abs(value).argmax()] / largest)
        if not ratio or not same(answer, ratio * value):
            return None
        found.append(ratio)
    return np.array(found) if len(found) == len(answers) else None


def _factors(numbers: Sequence[Mapping[str, float]]) -> Iterator[tuple[str, Array]]:
    """Products of what may be there, in words, with their values on each question; the simple ones first."""
    named = {name: np.array([each[name] for each in numbers]) for name in numbers[0]}
    ones = np.ones(len(numbers))
    single = {"": ones, "multiplied by 2": 2 * ones, "divided by 2": ones / 2}
    for name, value in named.items():
        with np.errstate(all="ignore"):
            single[f"multiplied by {name}"] = value
            single[f"divided by {name}"] = 1 / value
            single[f"multiplied by 1 - {name}"] = 1 - value
            single[f"divided by 1 - {name}"] = 1 / (1 - value)
    for one, other in itertools.permutations(named, 2):
        if one.startswith("`") and other.startswith("`"):
            with np.errstate(all="ignore"):
                power = 1 - np.abs(named[one]) ** named[other]
                single[f"multiplied by 1 - {one} ** {other}"] = power
                single[f"divided by 1 - {one} ** {other}"] = 1 / power
    for words, value in single.items():
        yield words, value
        yield f"with the opposite sign{' and ' if words else ''}{words}", -value
    plain = [words for words in single if words and "**" not in words]
    for one, other in itertools.combinations(plain, 2):
        with np.errstate(all="ignore"):
            both = single[one] * single[other]
        yield f"{one} and {other}", both
        yield f"with the opposite sign, {one} and {other}", -both
