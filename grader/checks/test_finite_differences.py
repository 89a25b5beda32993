"""Finite differences: nudge the variable a little and see at which rate the number behind the step changes."""

from __future__ import annotations

from grader.checks.student import Student
from grader.comparison import DIFFERENTIATED, require_equal
from grader.finite_differences import vector_jacobian_product
from grader.probes import smooth_probes
from grader.steps import VectorJacobianProduct


def test_finite_differences(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    variable = step.variable.name
    for probe in smooth_probes(step, seed):
        require_equal(
            step,
            probe,
            student.ask(probe),
            vector_jacobian_product(step, probe),
            tolerance=DIFFERENTIATED,
            what=f"{step.function} is not the derivative: nudging one entry of {variable} changes "
            f"{step.differentiated} at a different rate from what {step.function} says.",
            next=f"Nudge that entry of {variable} by 0.001 yourself and see how much {step.differentiated} changes. "
            f"Then try `course hint {step.function}`.",
        )
