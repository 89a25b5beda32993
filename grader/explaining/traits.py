"""What all answers of a wrong function have in common and right ones have not, or the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.asking.asking import Asking
from grader.explaining.formulas.asked import Asked, answers_of, is_right
from grader.explaining.formulas.operations import Array
from grader.explaining.formulas.seen import is_certain
from grader.key.key import Signature
from grader.report.explanation import Explanation
from grader.report.listing import listed

_LEAST = 5  # questions; fewer are so by accident
_ROUNDING = 1e-9

Holds = Callable[[Array, Mapping[str, int]], bool]


@dataclass(frozen=True)
class _Trait:
    """Something that holds of answers: in words that complete "each time …", and what to think about."""

    words: str
    holds: Holds
    ask: str = ""


def _every(test: Callable[[Array], NDArray[np.bool_]]) -> Holds:
    return lambda value, _: bool(value.size) and bool(np.all(test(value)))


def _adds_up(axis: int, to: float) -> Holds:
    def holds(value: Array, _: Mapping[str, int]) -> bool:
        if value.ndim != 2:
            return False
        size = np.abs(value).sum(axis=axis) + abs(to)
        return bool((np.abs(value.sum(axis=axis) - to) <= _ROUNDING * size).all())

    return holds


# Of wrong answers, the most telling first.
_OF_WRONG = (
    _Trait(
        "each entry is 0 or 1",
        _every(lambda value: (value == 0) | (value == 1)),
        "That is the answer to a yes-or-no question, such as a comparison. Which one does it ask?",
    ),
    _Trait(
        "each entry is a whole number",
        _every(lambda value: value == np.round(value)),
        "Something counts, rounds or picks a place here. Which line is that?",
    ),
    _Trait(
        "each row adds up to 1",
        _adds_up(1, 1.0),
        "So a row looks like probabilities that belong together. Is that what should come back?",
    ),
    _Trait("no entry is negative", _every(lambda value: value >= 0), "Which line takes the signs away?"),
    _Trait("no entry is positive", _every(lambda value: value <= 0), "Which line makes all of it negative?"),
)
# Of right answers.
_OF_RIGHT = (
    _Trait("each row adds up to 1", _adds_up(1, 1.0)),
    _Trait("each column adds up to 0", _adds_up(0, 0.0)),
    _Trait("each row adds up to 0", _adds_up(1, 0.0)),
    _Trait("no entry is negative", _every(lambda value: value >= 0)),
    _Trait("no entry is positive", _every(lambda value: value <= 0)),
)


def told_by_traits(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where a simple trait tells all answers from right ones; None where there is none."""
    signature = askings[0].key.signatures[function]
    asked = [each for asking in askings for each in answers_of(function, asking)]
    for place, result in enumerate(signature.results):
        certain = [each for each in asked if is_certain(each, place)]
        if len(certain) < _LEAST or result.many or all(is_right(each, place) for each in certain):
            continue
        rest = _rest(signature, asked, place)
        name = f"returns as {result.name}" if len(signature.results) > 1 else "returns"
        given = [(each.answers[place], each.question.sizes) for each in certain]
        right = [(np.asarray(each.question.low[place]), each.question.sizes) for each in certain]
        for trait in (*_OF_WRONG, *_counts(certain[0], askings[0].key.symbols)):
            also = sum(trait.holds(*each) for each in right)
            if 2 * also < len(right) and all(trait.holds(*each) for each in given):
                return _of_wrong(function, name, trait, (len(certain), also), rest)
        for trait in _OF_RIGHT:
            if all(trait.holds(*each) for each in right) and not any(trait.holds(*each) for each in given):
                return _of_right(function, name, trait, len(certain), rest)
        if (rest or not result.shape) and (said := _one_sided(function, name, certain, place, rest)):
            return said
    return None


def _counts(asked: Asked, symbols: Mapping[str, str]) -> Iterator[_Trait]:
    """For each size: that answers are whole numbers, divided by it."""
    for symbol in asked.question.sizes:

        def holds(value: Array, sizes: Mapping[str, int], symbol: str = symbol) -> bool:
            times = value * sizes.get(symbol, np.nan)
            return bool(np.all(np.abs(times - np.round(times)) < _ROUNDING))

        yield _Trait(
            f"it is a whole number, divided by {symbols.get(symbol, symbol)}",
            holds,
            "So something is counted here: each counts in full or not at all, however near it is. Which line does "
            "that?",
        )


def _rest(signature: Signature, asked: Sequence[Asked], place: int) -> str:
    """That all other results are right, in words; "" where they are not, or where there are none."""
    others = [number for number in range(len(signature.results)) if number != place]
    if not others or not all(is_right(each, number) for each in asked for number in others):
        return ""
    names = listed([f"`{signature.results[number].name}`" for number in others])
    return f"{names[:1].upper() + names[1:]} {'are' if len(others) > 1 else 'is'} right. "


def _of_wrong(function: str, name: str, trait: _Trait, counts: tuple[int, int], rest: str) -> Explanation:
    return Explanation(
        "formula",
        f"{rest}Look at what {function} {name}: {trait.words}, in all of {counts[0]} questions with other numbers "
        f"each time. Of the right answers to them that is so in {counts[1] or 'none'}. {trait.ask}",
        f"Take one small example, and print what each line of {function} makes of it. Where does this begin?",
        "trait",
    )


def _of_right(function: str, name: str, trait: _Trait, count: int, rest: str) -> Explanation:
    return Explanation(
        "formula",
        f"{rest}Something holds of every right answer, and of none of yours. In a right answer {trait.words}, in all "
        f"of {count} questions with other numbers each time. In what {function} {name} that is never so.",
        f"Print these sums or signs for a small example. Ask why they have to be so: what do all entries have in "
        f"common that a change of one of them does to the others? Which part of {function} should see to it?",
        "trait",
    )


def _one_sided(function: str, name: str, asked: Sequence[Asked], place: int, rest: str) -> Explanation | None:
    """Where numbers are too small, or too large, each time."""
    low = [np.asarray(each.question.low[place] - each.question.slack[place]) for each in asked]
    high = [np.asarray(each.question.high[place] + each.question.slack[place]) for each in asked]
    given = [np.asarray(each.answers[place]) for each in asked]
    if any(one.shape != other.shape or not one.size for one, other in zip(given, low, strict=True)):
        return None
    if all(bool((one < other).all()) for one, other in zip(given, low, strict=True)):
        side = "small"
    elif all(bool((one > other).all()) for one, other in zip(given, high, strict=True)):
        side = "large"
    else:
        return None
    return Explanation(
        "formula",
        f"{rest}What {function} {name} is too {side}, in every entry, and in all of {len(asked)} questions with "
        "other numbers each time. So it is no accident of the numbers: something works in one direction.",
        f"When is it worked out, and of which values: of old ones or of new ones? What else makes it {side}er? Print "
        "the values that go into it, and those that come out.",
        "one-sided",
    )
