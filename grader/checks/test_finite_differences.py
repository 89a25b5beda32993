"""Finite differences: nudge the variable a little and see at which rate the number behind the function changes."""

from __future__ import annotations

from grader.asking.comparison import require_right
from grader.asking.student import StudentFunction
from grader.key.key import Key, Signature
from grader.key.questions import DIFFERENCES


def test_finite_differences(step: Signature, student: StudentFunction, key: Key) -> None:
    variable = " and ".join(step.variables)
    for question in key.asked(step.function, DIFFERENCES):
        require_right(
            step,
            question,
            student.ask(question),
            what=f"{step.function} is not the derivative: nudging one entry of {variable} changes "
            f"{step.differentiated} at a different rate from what {step.function} says.",
            next=f"Nudge that entry of {variable} by 0.001 yourself and see how much {step.differentiated} changes. "
            f"Then try `course hint {step.function}`.",
        )
