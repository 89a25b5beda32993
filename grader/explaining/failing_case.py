"""A function that is wrong, shown at work: the smallest input that goes wrong, ready to paste, and what came back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.asking.asking import Asking
from grader.asking.comparison import right
from grader.asking.student import StudentFunction
from grader.key.key import Question, Signature
from grader.key.questions import SHOWN
from grader.report.message import Finding, Outcome
from grader.report.report import FailingCase
from grader.sandbox import Answer
from grader.sandbox.plain_text import plain_line

_WIDTH = 76
_MOST_LINES = 4  # of an answer, and of what was printed


def failing_case(asking: Asking, function: str, outcome: Outcome) -> FailingCase | None:
    """The smallest of the small cases that the function gets wrong; None where it gets all of them right.

    Args:
        asking: with the public key.
        function: which function.
        outcome: how its checks ended; a case that ends in the same way comes before a smaller one.
    """
    if outcome not in ("failed", "error"):  # a call that hangs or kills its process says no more the second time
        return None
    student = asking.quietly(function)
    questions = asking.key.asked(function, SHOWN)
    student.prepare(questions)
    endings = [(_ending(question, student), question) for question in questions]
    wrong = [(ending != outcome, question) for ending, question in endings if ending in ("failed", "error")]
    if not wrong:
        return None
    question = min(wrong, key=lambda pair: pair[0])[1]  # the first, so the smallest, of those
    answer = asking.caller.call(function, *question.arguments)  # alone: what it prints belongs to this case
    if answer.outcome not in ("returned", "raised") or student.is_right(question, answer):
        return None
    return FailingCase(
        _call(student.step, question), _gave(answer, len(student.step.results) > 1), tuple(_cut(answer.output))
    )


def _ending(question: Question, student: StudentFunction) -> Outcome:
    try:
        got = student.ask(question)
    except Finding as finding:
        return finding.outcome
    return "passed" if right(question, got) else "failed"


def _call(signature: Signature, question: Question) -> str:
    literals = [_literal(value) for value in question.arguments]
    if len(literals) == 1:
        return f"{signature.function}({literals[0]})"
    names = [argument.name for argument in signature.arguments]
    lines = [f"    {literal},  # {name}" for literal, name in zip(literals, names, strict=True)]
    return "\n".join([f"{signature.function}(", *lines, ")"])


def _literal(value: Any) -> str:
    if isinstance(value, list | tuple):
        items = ", ".join(map(_literal, value))
        return f"[{items}]" if isinstance(value, list) else f"({items},)"
    return f"np.array({value.tolist()})" if isinstance(value, np.ndarray) else repr(value)


def _gave(answer: Answer, several: bool) -> str:
    if answer.outcome == "raised":
        said = plain_line(answer.message, 200).strip()
        return _short(f"stopped with {plain_line(answer.error, 80)}" + (f": {said}" if said else ""))
    if several and isinstance(answer.value, list | tuple) and len(answer.arrays) == len(answer.value):
        lines = [line for place, array in enumerate(answer.arrays) for line in _shown(array, f"result {place}: ")]
        return "\n".join(_cut("\n".join(lines), 2 * _MOST_LINES))
    if len(answer.arrays) != 1 or answer.returned.startswith("tuple"):
        kind = plain_line(answer.returned, 60)
        what = f"a {kind}" if kind.startswith("tuple of") else f"a value of type {kind}" if kind else "no numbers"
        return f"gave {'None' if kind == 'NoneType' else what}"
    return "\n".join(_cut("\n".join(_shown(answer.arrays[0], "gave "))))


def _shown(array: NDArray[Any], prefix: str) -> list[str]:
    text = np.array2string(
        array, precision=6, separator=", ", max_line_width=_WIDTH, threshold=24, edgeitems=2, prefix=prefix
    )
    return [line for line in f"{prefix}{text}".split("\n") if line]


def _cut(text: str, most: int = _MOST_LINES) -> list[str]:
    lines = [_short(plain_line(line, 200)) for line in text.rstrip("\n").split("\n")] if text.strip() else []
    more = len(lines) - most
    return lines if more <= 0 else [*lines[:most], f"… and {more} more line{'s' if more > 1 else ''}"]


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
