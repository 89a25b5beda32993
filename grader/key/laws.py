"""Properties, from the source text that an answer key carries: which of them a function's answers break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from grader.key.key import Law, Question
from grader.sandbox import Seed


def twice(questions: Iterable[Question]) -> list[Question]:
    """The questions as properties are asked: each of them two times."""
    return [question for question in questions for _ in range(2)]


def broken(laws: Sequence[Law], questions: Sequence[Question], answers: Sequence[Any]) -> Iterator[tuple[Law, str]]:
    """The laws that do not hold, each with a sentence for the student.

    Args:
        laws: of a function.
        questions: what it was asked.
        answers: what came back, one value each.
    """
    calls = [tuple(map(_shown, question.arguments)) for question in questions]
    for law in laws:
        try:
            sentence = _holds(law)(calls, answers)
        except Exception:  # answers of a form that the law does not expect
            sentence = "The answers do not have the form that is asked for."
        if sentence:
            yield law, sentence


def _shown(argument: Any) -> Any:
    return argument.number if isinstance(argument, Seed) else argument


@cache
def _holds(law: Law) -> Callable[..., str]:
    names: dict[str, Any] = {"np": np}
    exec(compile(law.source, f"<property {law.name}>", "exec"), names)
    holds: Callable[..., str] = names[law.function]
    return holds
