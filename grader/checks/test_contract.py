"""Contract: the function exists and can be called, and returns finite numbers in the right shapes."""

from __future__ import annotations

from grader.asking.comparison import require_finite, require_shapes
from grader.asking.student import StudentFunction
from grader.key.key import Key, Signature
from grader.key.questions import CONTRACT, PROPERTY


def test_contract(step: Signature, student: StudentFunction, key: Key) -> None:
    if step.random:
        student.ask(key.asked(step.function, PROPERTY)[0])
        return
    for question in key.asked(step.function, CONTRACT):
        got = student.ask(question)
        require_shapes(step, question, got)
        require_finite(step, question, got)
