"""A function that is wrong, shown at work: the smallest input that goes wrong, ready to paste, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.student import Caller, Student
from grader.comparison import DIFFERENTIATED, same
from grader.finite_differences import vector_jacobian_product
from grader.message import Finding, Outcome
from grader.probes import Probe
from grader.sandbox import Answer
from grader.sandbox.plain_text import plain_line
from grader.small_cases import small_cases
from grader.steps import VectorJacobianProduct

_WIDTH = 76
_MOST_LINES = 4  # of an answer, and of what was printed


@dataclass(frozen=True)
class FailingCase:
    """One call of a student's function that goes wrong. It never says what would be right.

    Attributes:
        call: the call as Python text. It assigns nothing, so it takes no name away from whoever pastes it.
        gave: what came back, in words or as an array.
        printed: lines that the function printed in this call, cut.
    """

    call: str
    gave: str
    printed: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [*self.call.splitlines(), *(f"# {line}" for line in self.gave.splitlines())]
        if self.printed:
            lines += ["# and printed:", *(f"#   {line}".rstrip() for line in self.printed)]
        return "\n".join(lines)


def failing_case(step: VectorJacobianProduct, caller: Caller, outcome: Outcome) -> FailingCase | None:
    """The smallest of the small cases that the function gets wrong; None where it gets all of them right.

    Args:
        step: which function.
        caller: runs it.
        outcome: how its checks ended; a case that ends in the same way comes before a smaller one.
    """
    if outcome not in ("failed", "error"):  # a call that hangs or kills its process says no more the second time
        return None
    student = Student(step, caller, lambda _: None)
    cases = small_cases(step)
    student.prepare(cases)
    endings = [(_ending(step, probe, student), probe) for probe in cases]
    wrong = [(ending != outcome, probe) for ending, probe in endings if ending in ("failed", "error")]
    if not wrong:
        return None
    probe = min(wrong, key=lambda pair: pair[0])[1]  # the first, so the smallest, of those
    answer = caller.call(step.function, *probe.arguments)  # alone: what it prints belongs to this case
    if answer.outcome not in ("returned", "raised") or _is_right(step, probe, answer):
        return None
    return FailingCase(_call(step, probe), _gave(answer), tuple(_cut(answer.output)))


def _ending(step: VectorJacobianProduct, probe: Probe, student: Student) -> Outcome:
    try:
        got = student.ask(probe)
    except Finding as finding:
        return finding.outcome
    return "passed" if same(got, vector_jacobian_product(step, probe), DIFFERENTIATED) else "failed"


def _is_right(step: VectorJacobianProduct, probe: Probe, answer: Answer) -> bool:
    return len(answer.arrays) == 1 and same(
        answer.arrays[0].astype(np.float64), vector_jacobian_product(step, probe), DIFFERENTIATED
    )


def _call(step: VectorJacobianProduct, probe: Probe) -> str:
    literals = [_literal(value) for value in probe.arguments]
    if len(literals) == 1:
        return f"{step.function}({literals[0]})"
    names = [argument.name for argument in step.arguments]
    lines = [f"    {literal},  # {name}" for literal, name in zip(literals, names, strict=True)]
    return "\n".join([f"{step.function}(", *lines, ")"])


def _literal(value: Any) -> str:
    return f"np.array({value.tolist()})" if isinstance(value, np.ndarray) else repr(value)


def _gave(answer: Answer) -> str:
    if answer.outcome == "raised":
        said = plain_line(answer.message, 200).strip()
        return _short(f"stopped with {plain_line(answer.error, 80)}" + (f": {said}" if said else ""))
    if len(answer.arrays) != 1 or answer.returned.startswith("tuple"):
        kind = plain_line(answer.returned, 60)
        what = f"a {kind}" if kind.startswith("tuple of") else f"a value of type {kind}" if kind else "no numbers"
        return f"gave {'None' if kind == 'NoneType' else what}"
    text = np.array2string(
        answer.arrays[0],
        precision=6,
        separator=", ",
        max_line_width=_WIDTH,
        threshold=24,
        edgeitems=2,
        prefix="gave ",
    )
    return "\n".join(_cut("\n".join(line for line in f"gave {text}".split("\n") if line)))


def _cut(text: str) -> list[str]:
    lines = [_short(plain_line(line, 200)) for line in text.rstrip("\n").split("\n")] if text.strip() else []
    more = len(lines) - _MOST_LINES
    return lines if more <= 0 else [*lines[:_MOST_LINES], f"… and {more} more line{'s' if more > 1 else ''}"]


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
