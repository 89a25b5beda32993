"""Contract: the function exists and can be called, and returns finite numbers in the right shape."""

from __future__ import annotations

import numpy as np

from grader.checks.student import Student
from grader.comparison import require_finite, require_shape
from grader.message import Finding
from grader.probes import contract_probe, single_precision_probe
from grader.steps import VectorJacobianProduct


def test_contract(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    probe = contract_probe(step, seed)
    got = student.ask(probe)
    require_shape(step, probe, got)
    require_finite(step, got)
    _warn_of_float64(step, student, seed)


def _warn_of_float64(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    """Networks are trained in float32; a function that turns it into float64 makes training slow, not wrong."""
    try:
        got = student.raw(single_precision_probe(step, seed))
    except Finding:
        return
    if got.dtype == np.float64:
        student.warn(f"{step.function} turns float32 inputs into float64. Training would be slower, not wrong.")
