"""A function that is wrong, shown at work: the smallest input that goes wrong, ready to paste, and what came back."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from textwrap import indent
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
from grader.sandbox import Answer, FunctionCall, Request
from grader.sandbox.plain_text import plain_line

_WIDTH = 76
_SECONDS = 1.5  # after that the case is the smallest of those that were asked
_MANY = 400  # calls in a row
_MOST_LINES = 4  # of an answer, and of what was printed


def failing_case(asking: Asking, function: str, outcome: Outcome, anew: Asking | None = None) -> FailingCase | None:
    """The smallest of the small cases that the function gets wrong; None where it gets all of them right.

    Args:
        asking: with the public key.
        function: which function.
        outcome: how its checks ended; a case that ends in the same way comes before a smaller one.
        anew: for a function that may remember its calls, the same in a copy of the submission that nothing has been
            asked yet. What is shown must go wrong for whoever pastes it.
    """
    if outcome not in ("failed", "error"):  # a call that hangs or kills its process says no more the second time
        return None
    student = asking.quietly(function)
    questions = asking.key.asked(function, SHOWN)
    student.prepare(questions)
    until = time.monotonic() + _SECONDS
    asked = itertools.takewhile(lambda _: time.monotonic() < until, questions)
    endings = [(_ending(question, student), question) for question in asked]
    wrong = [(ending != outcome, question) for ending, question in endings if ending in ("failed", "error")]
    chosen = [min(wrong, key=lambda pair: pair[0])[1]] if wrong else [*questions[:1]]  # the first, so the smallest
    for question in chosen if wrong or anew else ():
        answer = (anew or asking).caller.call(function, *question.arguments)  # alone: what it prints belongs to this
        if answer.outcome not in ("returned", "raised"):
            return None
        if not student.is_right(question, answer):
            return _case(student.step, question, answer)
        return _case_of_many(anew, student, question) if anew else None
    return None


def _case_of_many(anew: Asking, student: StudentFunction, question: Question) -> FailingCase | None:
    """As many equal calls as it takes until one goes wrong, after the first; an expression, as one call is."""
    call = FunctionCall(student.step.function, question.arguments)
    for before, answer in enumerate(anew.caller.call_together(Request.of([call] * _MANY)) or (), start=1):
        if answer.outcome not in ("returned", "raised"):
            return None
        if not student.is_right(question, answer):
            case = _case(student.step, question, answer)
            repeated = f"[\n{indent(case.call, '    ')}\n    for _ in range({before + 1})\n][-1]"
            were = "the call before was" if before == 1 else f"the {before} calls before were"
            return replace(case, call=repeated, gave=f"{case.gave}\nand {were} right")
    return None


def _case(step: Signature, question: Question, answer: Answer) -> FailingCase:
    return FailingCase(_call(step, question), _gave(answer, len(step.results) > 1), tuple(_cut(answer.output)))


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
