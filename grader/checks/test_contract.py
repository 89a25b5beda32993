"""Contract: the function exists and can be called, and returns finite numbers in the right shape."""

from __future__ import annotations

from grader.checks.student import Student
from grader.comparison import require_finite, require_shape
from grader.probes import contract_probe
from grader.steps import VectorJacobianProduct


def test_contract(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    probe = contract_probe(step, seed)
    got = student.ask(probe)
    require_shape(step, probe, got)
    require_finite(step, got)
