"""Worked example: the numbers that are worked out by hand."""

from __future__ import annotations

from grader.asking.comparison import require_right
from grader.asking.student import StudentFunction
from grader.key.key import Key, Signature
from grader.key.questions import WORKED


def test_worked_example(step: Signature, student: StudentFunction, key: Key) -> None:
    wrong = "the answer" if step.gives_numbers else "that one entry"
    for question in key.asked(step.function, WORKED):
        require_right(
            step,
            question,
            student.ask(question),
            what=f"{step.function} disagrees with the example worked by hand.",
            next=f"Work out {wrong} with pencil and paper, then print what {step.function} makes of it.",
        )
