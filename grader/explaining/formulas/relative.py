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
    "rounded to whole numbers": np.round,
    "cut off to whole numbers": np.trunc,
}


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
        ratios = _ratios(answers, changed)
        if ratios is None:
            continue
        for by, factors in _factors(numbers):
            if np.allclose(ratios, factors, rtol=1e-6) and (done or by):
                return Relative(done, by)
    return None


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
    for words, value in single.items():
        yield words, value
        yield f"with the opposite sign{' and ' if words else ''}{words}", -value
    for one, other in itertools.combinations([words for words in single if words], 2):
        with np.errstate(all="ignore"):
            both = single[one] * single[other]
        yield f"{one} and {other}", both
        yield f"with the opposite sign, {one} and {other}", -both
