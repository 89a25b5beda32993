"""A formula as it may be told: a part that is some function's right answer is named by that function, not written."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from grader.asking.comparison import same
from grader.explaining.formulas.asked import PROBES, leaves_of
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.operations import Array
from grader.key.key import Key, Question, Signature
from grader.key.questions import DIAGNOSIS

RIGHT = "(the right answer)"


def told(formula: Formula, key: Key, function: str, written: str) -> Formula | None:
    """The formula with names for what is the right answer of some function of the assignment, or a multiple of it.

    None where such a part has no name. What is `written` in the submission's text is not given away by telling it.
    """
    if not formula.parts or str(formula).replace(" ", "") in written.replace(" ", ""):
        return formula
    for signature in key.signatures.values():
        if signature.random or any(result.many for result in signature.results):
            continue
        questions = key.asked(signature.function, DIAGNOSIS)[:PROBES]
        known = [leaves_of(signature, question) for question in questions]
        values = [formula.value(each) if each else None for each in known]
        for place in range(len(signature.results)):
            if questions and (ratios := _ratios(values, questions, place)) is not None:
                if signature.function != function and _is_plain(formula) and not np.allclose(ratios, 1.0):
                    continue
                return _named(signature, place, ratios, questions, key, function)
    parts = [told(part, key, function, written) for part in formula.parts]
    kept = tuple(part for part in parts if part is not None)
    return Formula(formula.operation, kept) if len(kept) == len(parts) else None


def _is_plain(formula: Formula) -> bool:
    """Whether it is one argument and another, or without it: a multiple of some answer, and no secret."""
    return formula.operation in ("{} + {}", "{} - {}") and not any(part.parts for part in formula.parts)


def _named(
    signature: Signature, place: int, ratios: Array, questions: Sequence[Question], key: Key, function: str
) -> Formula | None:
    arguments = ", ".join(argument.name for argument in signature.arguments)
    which = f" as {signature.results[place].name}" if len(signature.results) > 1 else ""
    name = f"{signature.function}({arguments})" if not which else f"(what {signature.function} returns{which})"
    answer = Formula(RIGHT if signature.function == function and not which else name)
    taken = {argument.name for argument in key.signatures[function].arguments}
    for factor, numbers in _factors(questions, taken):
        quotients = ratios / numbers
        number = float(quotients[0])
        if np.allclose(quotients, number, rtol=1e-7) and (simple := _simple(number)):
            parts = [Formula(each) for each in (simple, *factor) if each != "1"]
            return _product([*parts, answer])
    return None


def _factors(questions: Sequence[Question], taken: Collection[str]) -> Iterator[tuple[tuple[str, ...], Array]]:
    """Products of sizes, and their values on each question; a size that has an argument's name cannot be told."""
    names = set.intersection(*(set(question.sizes) for question in questions)).difference(taken)
    for count in range(3):
        for chosen in itertools.combinations(sorted(names), count):
            yield chosen, np.array([float(np.prod([q.sizes[name] for name in chosen])) for q in questions])


def _simple(number: float) -> str:
    """A number as people write it; "" for another one."""
    for denominator in (1, 2, 4):
        if abs(number * denominator - round(number * denominator)) < 1e-7 and 0 < abs(number) <= 8:
            return f"{number:g}"
    return ""


def _product(parts: Sequence[Formula]) -> Formula:
    *others, last = parts
    return Formula("{} * {}", (_product(others), last)) if others else last


def _ratios(values: Sequence[Array | None], questions: Sequence[Question], place: int) -> Array | None:
    """The number of times that each value is the right answer, turned or not; None where it is none."""
    pairs = [(question.low[place], question.high[place]) for question in questions]
    ratios = [None if value is None else _ratio(value, *pair) for value, pair in zip(values, pairs, strict=True)]
    found = np.array([ratio for ratio in ratios if ratio is not None])
    is_number = all(low.ndim == 0 for low, _ in pairs)
    is_multiple = len(found) == len(pairs) and (not is_number or np.allclose(found, found[0]))
    return found if is_multiple else None


def _ratio(value: Array, low: Array, high: Array) -> float | None:
    """How many times the right answer it is, where one answer alone is right; None if it is no multiple.

    NaN where it is turned.
    """
    certain = low == high
    for turned, sign in ((value, 1.0), (value.T, np.nan)):
        if turned.shape == low.shape and low[certain].any():
            one, other = turned[certain], low[certain]
            largest = np.abs(other).argmax()
            ratio = float(one[largest] / other[largest])
            if same(one, ratio * other):
                return sign * ratio
    return None
