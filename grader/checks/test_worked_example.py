"""Worked example: the numbers of the exercise that is solved by hand."""

from __future__ import annotations

from grader import by_hand
from grader.checks.student import Student
from grader.comparison import require_equal
from grader.probes import worked_example
from grader.reference import Reference
from grader.steps import VectorJacobianProduct


def test_worked_example(step: VectorJacobianProduct, student: Student, reference: Reference) -> None:
    probe = worked_example(step)
    wanted = by_hand.VALUES.get(step.function)
    require_equal(
        step,
        probe,
        student.ask(probe),
        reference.answer(step, probe) if wanted is None else wanted,
        what=f"{step.function} disagrees with the example worked by hand.",
        next=f"Work out that one entry with pencil and paper, then print what {step.function} makes of it.",
    )
