"""An argument that takes no part: the function answers the same whatever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.asking.asking import Asking
from grader.explaining.edits.proof import questions_of
from grader.key.key import Question, Signature
from grader.key.values import leaves, mapped
from grader.report.explanation import Explanation
from grader.report.message import Finding
from grader.sandbox import FunctionCall, Request

_LEAST = 4  # questions in which the argument is changed; fewer may be alike by accident


def takes_no_part(function: str, askings: Sequence[Asking]) -> Explanation | None:
    """The reason in words, where an argument can be changed and all results stay; None where each matters."""
    signature = askings[0].key.signatures[function]
    if signature.random:
        return None
    # Of several results some are right without an argument. Without all of them, none is.
    unused = [
        argument
        for argument in range(len(signature.arguments))
        if all(_is_unused(function, argument, asking) for asking in askings)
    ]
    return _explained(signature, unused) if unused else None


def _explained(signature: Signature, unused: Sequence[int]) -> Explanation:
    names = [f"`{signature.arguments[place].name}`" for place in unused]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    verb, they = ("takes", "it has") if len(names) == 1 else ("take", "each of them has")
    return Explanation(
        "formula",
        f"{listed} {verb} no part in what {signature.function} returns: it was called again with other values "
        f"of {listed} and all else the same, and nothing changed. In a right answer {they} a part.",
        f"What is {names[0]} for? Follow it through the lines of {signature.function}: where does it come in, and "
        "where is it lost?",
        "unused",
    )


def _is_unused(function: str, argument: int, asking: Asking) -> bool:
    questions = [question for question in questions_of(function, asking) if not question.case]
    pairs = [(question, _otherwise(question, argument)) for question in questions]
    changed = [(question, arguments) for question, arguments in pairs if arguments is not None]
    calls = [call for question, arguments in changed for call in (question.arguments, arguments)]
    if len(changed) < _LEAST or len({_key(question.low) for question, _ in changed}) < _LEAST:
        return False
    answers = asking.caller.call_together(Request.of(FunctionCall(function, arguments) for arguments in calls))
    if answers is None:
        return False
    pairs_of_answers = [*zip(answers[::2], answers[1::2], strict=True)]
    if any(one.outcome != other.outcome for one, other in pairs_of_answers):
        return False
    student = asking.quietly(function)
    ended = [pair for pair in pairs_of_answers if pair[0].outcome == "returned"]
    try:
        found = [(student.results(one), student.results(other)) for one, other in ended]
    except Finding:
        return False
    return len(found) >= _LEAST and all(_key(one) == _key(other) for one, other in found)


def _key(value: Any) -> bytes:
    return b"".join(np.asarray(leaf).tobytes() for leaf in leaves(value))


def _otherwise(question: Question, place: int) -> tuple[Any, ...] | None:
    """The arguments with another value in one place; None where there is none of its kind."""
    value = question.arguments[place]
    other = mapped(_changed, value)
    if _key(other) == _key(value):
        return None
    return (*question.arguments[:place], other, *question.arguments[place + 1 :])


def _changed(leaf: Any) -> Any:
    """A value of the same kind: the same entries in other places, or another number."""
    if isinstance(leaf, np.ndarray):
        return leaf[::-1].copy() if leaf.ndim else leaf
    if isinstance(leaf, bool) or not isinstance(leaf, int | float):
        return leaf
    return leaf + 3 if isinstance(leaf, int) else leaf / 2
