"""Properties, from the source text that an answer key carries: which of them a function's answers break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from grader.key.key import Law, Question
from grader.key.questions import IN_A_ROW, PROPERTY
from grader.sandbox import Seed


def asked_of_laws(questions: Iterable[Question]) -> list[Question]:
    """Of a function's questions those of its properties: each two times, then those in a row."""
    every = list(questions)
    twice = [question for question in every if question.purpose == PROPERTY for _ in range(2)]
    return twice + [question for question in every if question.purpose == IN_A_ROW]


def broken(laws: Sequence[Law], questions: Sequence[Question], answers: Sequence[Any]) -> Iterator[tuple[Law, str]]:
    """The laws that do not hold, each with a sentence for the student.

    Args:
        laws: of a function.
        questions: what it was asked, as ``asked_of_laws`` gives it.
        answers: what came back, one value each.
    """
    found: dict[bool, tuple[list[Any], list[Any]]] = {True: ([], []), False: ([], [])}
    for question, answer in zip(questions, answers, strict=True):
        calls, given = found[question.purpose == IN_A_ROW]
        calls.append(tuple(map(_shown, question.arguments)))
        given.append(answer)
    for law in laws:
        try:
            with np.errstate(all="ignore"):  # answers may be of any size
                sentence = _holds(law)(*found[law.in_a_row])
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
