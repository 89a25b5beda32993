"""What the questions that go wrong have in common: a condition that all of them meet, and no other question."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.asking.asking import Asking
from grader.explaining.edits.proof import questions_of
from grader.key.key import Key, Question, Signature
from grader.key.questions import DIAGNOSIS, PROPERTY, SHOWN
from grader.key.values import leaves
from grader.report.explanation import Explanation
from grader.sandbox import Answer, FunctionCall, Request, Seed

_LEAST, _LEAST_OF_EACH = 12, 3  # questions in all, and of those that go right and wrong: fewer are so by accident

# Of two numbers, in words; of a number alone.
_OF_TWO: dict[str, Callable[[float, float], bool]] = {
    "{0} is larger than {1}": operator.gt,
    "{0} is smaller than {1}": operator.lt,
    "{0} is {1}": operator.eq,
    "{0} is not {1}": operator.ne,
    "{0} is at least {1}": operator.ge,
    "{0} is at most {1}": operator.le,
}
_OF_WHOLE: dict[str, Callable[[float, float], bool]] = {
    "{0} is a multiple of {1}": lambda a, b: bool(b) and a % b == 0,
    "{0} is no multiple of {1}": lambda a, b: bool(b) and a % b != 0,
}
_OF_ONE: dict[str, Callable[[float], bool]] = {
    "{0} is 0": lambda a: a == 0,
    "{0} is not 0": lambda a: a != 0,
    "{0} is 1": lambda a: a == 1,
    "{0} is more than 1": lambda a: a > 1,
}


@dataclass(frozen=True)
class _Case:
    """A question, whether its answer is right, and the numbers in it by what they are called."""

    is_right: bool
    stopped: bool
    numbers: Mapping[str, float]
    says: bool | None  # the answer, where it is True or False
    written: Mapping[str, str]  # the arguments, where all are numbers; a seed is left out


def common_case(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where one simple condition tells right from wrong in all questions, or a pair shows it."""
    cases = [case for asking in askings for case in _cases(function, asking)]
    wrong = [case for case in cases if not case.is_right]
    stopped = [case for case in wrong if case.stopped]
    both = len(stopped) not in (0, len(wrong)) and len(cases) - len(wrong) >= _LEAST_OF_EACH
    return (
        _condition(function, cases, wrong, "stops" if len(stopped) == len(wrong) else "is wrong")
        or (_condition(function, cases, stopped, "stops") if both else None)
        or (_answered(function, cases) if wrong else None)
        or _one_sided(function, cases, wrong)
        or _contrast(function, cases)
    )


def _condition(function: str, cases: Sequence[_Case], met: Sequence[_Case], goes: str) -> Explanation | None:
    """A condition that is met in these cases and in no other."""
    rest = len(cases) - len(met)
    if len(cases) < _LEAST or min(len(met), rest) < _LEAST_OF_EACH:
        return None
    chosen = set(map(id, met))
    for words, holds in _conditions(cases):
        if all(holds(case.numbers) == (id(case) in chosen) for case in cases):
            return Explanation(
                "formula",
                f"{function} {goes} where {words}, and nowhere else: in all of the {len(met)} questions of that "
                f"kind, and in none of the {rest} others.",
                ""  # what to do follows from where it stops
                if any(case.stopped for case in met)
                else f"Take small numbers where {words}, and go through {function} line by line. What does each line "
                "do in that case, and what should it do?",
                "case",
            )
    return None


def _contrast(function: str, cases: Sequence[_Case]) -> Explanation | None:
    """Two questions that differ in one number, of which one goes right and one wrong."""
    right = [case for case in cases if case.is_right and case.written]
    wrong = [case for case in cases if not case.is_right and case.written]
    if min(len(right), len(wrong)) < _LEAST_OF_EACH - 1:
        return None
    pairs = [
        (distance, good, bad) for good, bad in itertools.product(right, wrong) if (distance := _distance(good, bad))
    ]
    if not pairs:
        return None
    _, good, bad = min(pairs, key=lambda pair: pair[0])
    given = " and ".join(name for name in bad.written if bad.written[name] != good.written[name])
    return Explanation(
        "formula",
        f"{function} is right for some numbers alone. {_written(good)} goes right; {_written(bad)} "
        f"{'stops' if bad.stopped else 'goes wrong'}. Of the {len(cases)} questions {len(wrong)} go wrong.",
        f"Only {given} differs between the two. Go through {function} with both, line by line: at which line does it "
        "begin to treat them otherwise, or fail to?",
        "contrast",
    )


def _distance(good: _Case, bad: _Case) -> float | None:
    """How far two questions are apart that differ in one argument; None where they differ in more."""
    different = [name for name in good.written if good.written[name] != bad.written[name]]
    if len(different) != 1 or different[0] not in good.numbers:
        return None
    return abs(good.numbers[different[0]] - bad.numbers[different[0]])


def _written(case: _Case) -> str:
    return ", ".join(f"{name} = {value}" for name, value in case.written.items())


def _answered(function: str, cases: Sequence[_Case]) -> Explanation | None:
    """The condition under which it says True, where it says True or False."""
    true = [case for case in cases if case.says]
    if any(case.says is None for case in cases) or min(len(true), len(cases) - len(true)) < _LEAST_OF_EACH:
        return None
    for words, holds in _conditions(cases):
        if all(holds(case.numbers) == case.says for case in cases):
            return Explanation(
                "formula",
                f"{function} says True where {words}, and False everywhere else. So it was in all of the "
                f"{len(cases)} questions, and that is not the condition that is asked for.",
                f"Say in your own words when the right answer is True. Then find a small example where {words}, and "
                "the right answer is False, or the other way round.",
                "condition",
            )
    return None


def _one_sided(function: str, cases: Sequence[_Case], wrong: Sequence[_Case]) -> Explanation | None:
    said = {case.says for case in wrong}
    if len(said) != 1 or None in said or all(case.says is not False and case.says is not True for case in cases):
        return None
    answer = said.pop()
    return Explanation(
        "formula",
        f"Where {function} is wrong, it says {answer}: in {len(wrong)} of {len(cases)} questions. It never says "
        f"{not answer} where {answer} is right. So the condition is met too {'often' if answer else 'seldom'}.",
        f"Take the case that goes wrong, and say in words why the answer is {not answer} there. Which part of that "
        f"does {function} not look at?",
        "one-sided",
    )


def _cases(function: str, asking: Asking) -> Iterator[_Case]:
    key = asking.key
    signature = key.signatures[function]
    usual = [*questions_of(function, asking), *key.asked(function, DIAGNOSIS, SHOWN)]
    asked = key.asked(function, PROPERTY) if signature.random else usual
    questions = [question for question in asked if not question.case]
    answers = asking.caller.call_together(Request.of(FunctionCall(function, q.arguments) for q in questions))
    student = asking.quietly(function)
    for question, answer in zip(questions, answers or (), strict=answers is not None):
        stopped = answer.outcome != "returned"
        is_right = not stopped and (signature.random or student.is_right(question, answer))
        yield _Case(is_right, stopped, _numbers(signature, question, key), _said(answer), _plain(signature, question))


def _said(answer: Answer) -> bool | None:
    if len(answer.arrays) != 1 or answer.arrays[0].dtype.kind != "b" or answer.arrays[0].ndim:
        return None
    return bool(answer.arrays[0])


def _plain(signature: Signature, question: Question) -> dict[str, str]:
    pairs = [(f"`{a.name}`", v) for a, v in zip(signature.arguments, question.arguments, strict=True)]
    numbers = {name: f"{value:g}" for name, value in pairs if isinstance(value, int | float)}
    return numbers if all(isinstance(value, int | float | Seed) for _, value in pairs) else {}


def _numbers(signature: Signature, question: Question, key: Key) -> dict[str, float]:
    found: dict[str, float] = {}
    for argument, value in zip(signature.arguments, question.arguments, strict=True):
        if isinstance(value, int | float):
            found[f"`{argument.name}`"] = float(value)
        elif isinstance(value, list | tuple) and value:
            is_flat = not isinstance(value[0], np.ndarray)
            found[f"the {'length' if is_flat else 'number of arrays'} of `{argument.name}`"] = float(len(value))
            found |= _of_row(f"`{argument.name}`", np.asarray(value, dtype=np.float64)) if is_flat else {}
        if isinstance(value, list | tuple):
            arrays = [np.asarray(leaf, dtype=np.float64) for leaf in leaves(value)]
            found[f"the norm of `{argument.name}`"] = float(np.sqrt(sum((each**2).sum() for each in arrays)))
    return found | {key.symbols.get(name, name): float(size) for name, size in question.sizes.items()}


def _of_row(name: str, row: NDArray[np.float64]) -> dict[str, float]:
    """Numbers that say something of a row of numbers in its order."""
    up = np.diff(row) > 0
    steps = [len(list(group)) if goes else -len(list(group)) for goes, group in itertools.groupby(up)]
    return {
        f"the first of {name}": float(row[0]),
        f"the last of {name}": float(row[-1]),
        f"the smallest of {name}": float(row.min()),
        f"the place of the smallest of {name}, counted from 0,": float(row.argmin()),
        f"the number of values behind the smallest of {name}": float(len(row) - 1 - row.argmin()),
        f"the number of steps up in {name}": float(up.sum()),
        f"the number of steps up at the end of {name}": float(max(0, steps[-1]) if steps else 0),
        f"the number of steps down at the end of {name}": float(max(0, -steps[-1]) if steps else 0),
    }


def _conditions(
    cases: Sequence[_Case],
) -> Iterator[tuple[str, Callable[[Mapping[str, float]], bool]]]:
    """Conditions in words, and whether they hold of numbers; the simple ones first."""
    names = [name for name in cases[0].numbers if all(name in case.numbers for case in cases)]
    for name in names:
        for words, holds in _OF_ONE.items():
            yield words.format(name), _of_one(holds, name)
    for one, other in itertools.permutations(names, 2):
        if "norm" in other:
            continue
        values = [case.numbers[name] for case in cases for name in (one, other)]
        of_whole = _OF_WHOLE if all(value == int(value) for value in values) else {}
        for words, compare in (_OF_TWO | of_whole).items():
            yield words.format(one, other), _of_two(compare, one, other)


def _of_one(holds: Callable[[float], bool], name: str) -> Callable[[Mapping[str, float]], bool]:
    return lambda numbers: holds(numbers[name])


def _of_two(holds: Callable[[float, float], bool], one: str, other: str) -> Callable[[Mapping[str, float]], bool]:
    return lambda numbers: holds(numbers[one], numbers[other])
