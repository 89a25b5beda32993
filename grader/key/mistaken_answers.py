"""What the known mistakes answer to the questions of a key, and which laws a random function breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from grader.course.content import Content, ContentError
from grader.functions import Function, Mistake
from grader.key.facts import laws_of
from grader.key.key import (
    Question,
)
from grader.key.laws import asked_of_laws, broken
from grader.key.questions import (
    DIAGNOSIS,
    REFERENCE,
    WORKED,
)
from grader.key.right_answers import asked_for
from grader.key.values import as_float64, copied, mapped
from grader.sandbox import Seed
from grader.sandbox.inside.numeric import arrays_of
from grader.sandbox.reply import read_value

_LARGEST = 1 << 24  # bytes of a mistake's answer


def laws_broken(
    content: Content, function: Callable[..., Any], record: Function, questions: Iterable[Question]
) -> tuple[str, ...]:
    """The names of the laws that the answers of a random function break."""
    asked = asked_of_laws(questions)
    kept: dict[Seed, np.random.Generator] = {}

    def given(leaf: Any) -> Any:
        return (
            kept.setdefault(leaf, np.random.default_rng(leaf.number))
            if isinstance(leaf, Seed) and leaf.kept
            else leaf
        )

    results = [asked_for(record, function, mapped(given, question.arguments), None) for question in asked]
    answers = [each if len(each) > 1 else each[0] for each in results]
    return tuple(law.name for law, _ in broken(laws_of(record), asked, answers))


def mistaken(content: Content, mistake: Mistake, questions: Iterable[Question]) -> tuple[Any, ...]:
    """What the mistake answers where mistakes are told apart; see ``Key.mistaken``."""
    function = content.functions[mistake.function]
    purposes = (REFERENCE, WORKED) if function.random else (DIAGNOSIS, WORKED)
    answers = tuple(_attempt(mistake, function, question) for question in questions if question.purpose in purposes)
    if not function.random:
        return answers
    try:
        return (laws_broken(content, mistake.wrong, function, questions), *answers)
    except Exception as error:  # nobody who writes it can be recognised: the form of the answer is all that is said
        raise ContentError(
            f"{content.folder}: the mistake {mistake.id} gives no answer of the form that its record says, which a "
            f"mistake in a random function must ({error})"
        ) from error


def _attempt(mistake: Mistake, function: Function, question: Question) -> Any:
    """What a known mistake answers, with arrays of float64; None where it raises."""
    try:
        with np.errstate(all="ignore"):
            given = mapped(
                lambda leaf: np.random.default_rng(leaf.number) if isinstance(leaf, Seed) else leaf,
                question.arguments,
            )
            return _as_seen(mistake.wrong(*copied(given)), function)
    except Exception:  # whatever a wrong implementation raises, it gives no answer
        return None


def _as_seen(value: Any, function: Function) -> Any:
    """As a student's answer is seen: a list of equal shapes is one array, unless a list is asked for."""
    form, arrays, _ = arrays_of(value, _LARGEST)
    if form is None:
        return None
    seen = as_float64(read_value(form, iter(arrays)))
    several = len(function.results) > 1
    in_one = several and isinstance(value, list) and isinstance(seen, np.ndarray) and seen.ndim > 0
    items = list(seen) if in_one else seen if several else [seen]
    if not isinstance(items, list | tuple) or len(items) != len(function.results):
        return seen
    found = tuple(
        list(item) if result.many and isinstance(item, np.ndarray) and item.ndim else item
        for result, item in zip(function.results, items, strict=True)
    )
    fits = all(
        isinstance(item, list) if result.many else isinstance(item, np.ndarray)
        for result, item in zip(function.results, found, strict=True)
    )
    return seen if not fits else found if several else found[0]
