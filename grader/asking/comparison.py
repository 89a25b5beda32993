"""Are the returned values the right ones? Shapes first, then finite, then values: scalars would broadcast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.wrong_entries import common_to
from grader.key.key import Question, Signature
from grader.key.questions import WORKED
from grader.key.values import as_float64, leaves
from grader.report.message import Finding, Message

Array = NDArray[np.float64]
Results = tuple[Any, ...]  # one value for each result: an array, or a list of arrays

_all = np.logical_and.reduce
_ALIKE = 2e-6  # how close two answers are that come from one formula


@dataclass(frozen=True)
class _Piece:
    """One array of the results: what messages call it, what came back, and what is right."""

    name: str
    got: NDArray[Any]
    low: Array
    high: Array
    slack: Array


def right(question: Question, got: Results) -> bool:
    """Whether the results are right. Cheaper than ``require_right``, which says what is wrong."""
    values = got if len(got) == 1 and isinstance(got[0], np.ndarray) else list(leaves(got))
    return len(values) == len(question.bounds) and all(
        _is_within(question, place, value) for place, value in enumerate(values)
    )


def right_results(question: Question, got: Results) -> set[int]:
    """The places of the results that are right."""
    found = set()
    bounds = 0
    for place, (value, low) in enumerate(zip(got, question.low, strict=True)):
        values, wanted = list(leaves(value)), len(list(leaves(low)))
        if len(values) == wanted and all(_is_within(question, bounds + k, each) for k, each in enumerate(values)):
            found.add(place)
        bounds += wanted
    return found


def _is_within(question: Question, place: int, value: NDArray[Any]) -> bool:
    bounds = question.single_bounds if value.dtype == np.float32 else question.bounds
    low, high = bounds[place]
    return value.shape == low.shape and bool(_all((value >= low) & (value <= high), axis=None))


def same(got: Array, wanted: Array, tolerance: float = _ALIKE) -> bool:
    """Same shape and same values up to ``tolerance``, NaN and infinity in the same places."""
    if got.shape != wanted.shape:
        return False
    odd = ~np.isfinite(wanted)
    if not np.array_equal(got[odd], wanted[odd], equal_nan=True) or not np.isfinite(got[~odd]).all():
        return False
    size = np.abs(wanted[~odd])
    return bool((np.abs(got[~odd] - wanted[~odd]) <= tolerance * (size + 0.1 * size.max(initial=0.0))).all())


def all_same(got: Any, wanted: Any, tolerance: float = _ALIKE) -> bool:
    """As many values, in lists or not, and each is the same as the one in its place."""
    one, other = list(leaves(as_float64(got))), list(leaves(as_float64(wanted)))
    return len(one) == len(other) and all(same(*pair, tolerance) for pair in zip(one, other, strict=True))


def require_shapes(signature: Signature, question: Question, got: Results) -> None:
    """Raises Finding where a result has not the shape that is wanted."""
    for result, value, wanted in zip(signature.results, got, question.low, strict=True):
        if isinstance(wanted, list) and len(value) != len(wanted):
            raise Finding(
                Message(
                    what=f"{signature.function} returns {len(value)} arrays in {result.name}, and "
                    f"{len(wanted)} are wanted.",
                    next=f"Print how many arrays come in, and how many there are after each line of "
                    f"{signature.function}.",
                )
            )
    for piece in _pieces(signature, question, got):
        if piece.got.shape != piece.low.shape:
            raise Finding(_wrong_shape(signature, question, piece))


def require_finite(signature: Signature, question: Question, got: Results) -> None:
    """Raises Finding where a result holds NaN or infinity."""
    for piece in _pieces(signature, question, got):
        odd = ~np.isfinite(piece.got)
        if odd.any():
            kinds = " and ".join(
                name
                for name, present in (("NaN", np.isnan(piece.got).any()), ("infinity", np.isinf(piece.got).any()))
                if present
            )
            raise Finding(
                Message(
                    what=f"{signature.function} returns {kinds}{_in(signature, piece)}.",
                    where=f"In {odd.sum()} of {odd.size} entries, the first at {_index(_first(odd))}.",
                    next="Look for a division by zero, a logarithm of zero or of a negative number, an exponential "
                    "of a large number, np.nan or np.inf, or an array of np.empty that is not filled. "
                    f"The right {signature.signature()} needs none of them for these inputs.",
                )
            )


def require_right(signature: Signature, question: Question, got: Results, *, what: str, next: str) -> None:
    """Raises Finding where the results are not the right ones.

    Args:
        signature: of the function that was asked.
        question: what it was asked.
        got: what it returned.
        what: the message's first part.
        next: the message's last part.
    """
    if right(question, got):
        return
    require_shapes(signature, question, got)
    require_finite(signature, question, got)
    for piece in _pieces(signature, question, got):
        with np.errstate(over="ignore"):  # a wrong answer may be 1e308 times too large
            value = piece.got.astype(np.float64)
            wrong = ~((value >= piece.low - piece.slack) & (value <= piece.high + piece.slack))
            if wrong.any():
                fact, better = common_to(signature, question, wrong)
                where = f"{_where(signature, piece, value, wrong)} {fact}".rstrip()
                next = better or next
                raise Finding(Message(what=what, where=where, next=next), kind=question.case)


def alike(question: Question, answer: Any, given: Any, *, everywhere: bool = False) -> bool:
    """Whether a student's answer is what a known mistake gives, entry by entry that tells mistakes apart.

    Not those where more than one answer is right: a mistake with either is the same mistake. And in the worked
    example, which may hold a probability of 0, not those where the mistake divides by it: people guard that division
    in their own ways.

    Args:
        question: what was asked.
        answer: the student's.
        given: the mistake's.
        everywhere: where more than one answer is right, too, if the mistake gives none of them. Of a mistake that
            shows nowhere else, only this tells anything.
    """
    if answer is None or given is None:
        return answer is given
    answers, wanted = list(leaves(answer)), list(leaves(given))
    if len(answers) != len(wanted) or any(a.shape != b.shape for a, b in zip(answers, wanted, strict=True)):
        return False
    certain = _certain(question, wanted)
    for place, (value, other) in enumerate(zip(answers, wanted, strict=True)):
        decisive = certain[place]
        if everywhere:
            low, high = question.bounds[place]
            decisive = decisive | ~((other >= low) & (other <= high))
        if question.purpose == WORKED:
            decisive = decisive & np.isfinite(other)
        if not same(value[decisive], other[decisive]):
            return False
    return True


def is_wrong_for_certain(question: Question, given: Any) -> bool:
    """Whether an answer is wrong in an entry of which one answer alone is right, or in its shape."""
    values = [] if given is None else list(leaves(given))
    if not _fits(question, values):
        return True
    return any(
        not ((value >= low) & (value <= high))[certain].all()
        for value, (low, high), certain in zip(values, question.bounds, _certain(question, values), strict=True)
    )


def _certain(question: Question, values: list[Array]) -> list[NDArray[np.bool_]]:
    """The entries of which one answer alone is right; all of them where the shapes are others."""
    if not _fits(question, values):
        return [np.ones(value.shape, dtype=bool) for value in values]
    return [low == high for low, high in zip(leaves(question.low), leaves(question.high), strict=True)]


def _fits(question: Question, values: list[Array]) -> bool:
    return [low.shape for low in leaves(question.low)] == [value.shape for value in values]


def _pieces(signature: Signature, question: Question, got: Results) -> Iterator[_Piece]:
    columns = (signature.results, got, question.low, question.high, question.slack)
    for result, *values in zip(*columns, strict=True):
        name = result.name if len(signature.results) > 1 or result.many else signature.function
        if isinstance(values[1], list):
            for number, each in enumerate(zip(*values, strict=True)):
                yield _Piece(f"{name}[{number}]", *each)
        else:
            yield _Piece(name, *values)


def _in(signature: Signature, piece: _Piece) -> str:
    """Which of several arrays it is, " in v"; "" where there is only one."""
    return "" if piece.name == signature.function else f" in {piece.name}"


def _wrong_shape(signature: Signature, question: Question, piece: _Piece) -> Message:
    inputs = ", ".join(
        f"{argument.name} {_shape(value.shape)}"
        for argument, value in zip(signature.arguments, question.arguments, strict=True)
        if isinstance(value, np.ndarray)
    )
    inputs = f"; the inputs were {inputs}" if inputs else ""
    wanted = _shape(piece.low.shape)
    alone = piece.name == signature.function
    variable = signature.results[0].name if alone else piece.name
    what = "an array of the wrong shape" if alone else f"{piece.name} in the wrong shape"
    of = f", the shape of {variable}" if alone and variable != signature.function else ""
    next = f"Print the shapes inside {signature.function} and find the operation that leaves the wrong one."
    if signature.variables and alone:
        next += f" A gradient always has the shape of what it is the gradient by: here, of {variable}."
    return Message(
        what=f"{signature.function} returns {what}.",
        where=f"Got shape {_shape(piece.got.shape)}, wanted {wanted}{of}{inputs}.",
        next=next,
    )


def _where(signature: Signature, piece: _Piece, got: Array, wrong: NDArray[np.bool_]) -> str:
    distance = np.where(wrong, np.maximum(piece.low - got, got - piece.high), -np.inf)
    # The first of those that are equally wrong, but for the last bits, in which processors differ.
    worst = _first(np.isclose(distance, distance.max(), rtol=1e-9, atol=0.0))
    which = "" if piece.name == signature.function else f"In {piece.name}: "
    if not got.ndim:
        kind = "True or False" if piece.got.dtype.kind == "b" else "one number"
        return f"{which}{'it' if which else 'It'} is {kind}, as it should be, and the wrong one."
    text = f"{which}{'the' if which else 'The'} shape {_shape(got.shape)} is right; "
    some = f"{wrong.sum()} of {wrong.size} entries {'is' if wrong.sum() == 1 else 'are'} wrong"
    text += ("every entry is wrong" if wrong.all() else some) + f", the worst is {piece.name}{_index(worst)}."
    return text + _pattern(got[wrong], (0.5 * (piece.low + piece.high))[wrong])


_ENOUGH_WHOLE = 6  # entries


def _pattern(got: Array, wanted: Array) -> str:
    """A plain fact about the wrong entries that is true of all of them, if there is one."""
    if got.size < 2:
        return ""
    if same(got, -wanted):
        return " Each has the right size and the opposite sign."
    if not got.any():
        return " Each is 0 and should not be."
    if not wanted.any():
        return " Each should be 0."
    ratio = float(np.median(got / wanted)) if wanted.all() else 0.0
    if ratio and f"{ratio:.4g}" != "1" and same(got, ratio * wanted):
        return f" Each is {ratio:.4g} times what it should be."
    return _accuracy(got, wanted)


def _accuracy(got: Array, wanted: Array) -> str:
    """How close entries are that are nearly right; nothing where one of them is off by more than a hundredth."""
    for cut, words in ((np.trunc, "its fraction cut off"), (np.floor, "been rounded down to a whole number")):
        if got.size > 3 and (np.abs(got - cut(wanted)) < 1e-9).all():  # fewer may be so by accident
            return f" Each has {words}."
    with np.errstate(all="ignore"):
        worst = float(np.abs(got / wanted - 1).max()) if wanted.all() else np.inf
    for decimals in range(9):
        if np.allclose(got, np.round(wanted, decimals), rtol=1e-12, atol=1e-9 * 10.0**-decimals):
            to = {0: "a whole number", 1: "1 decimal"}.get(decimals, f"{decimals} decimals")
            # A few whole numbers may be what somebody else's formula gives.
            return "" if decimals == 0 and got.size < _ENOUGH_WHOLE else f" Each is rounded to {to}."
    if worst > 0.01:
        return ""
    power = int(np.ceil(np.log10(100 * worst)))  # per cent
    return f" Each is right to within {10.0**power:.8f}".rstrip("0").rstrip(".") + " per cent: is something rounded?"


def _first(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(k) for k in np.unravel_index(np.argmax(mask), mask.shape))


def _index(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else "its only entry"


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
