"""Contract: the function exists and can be called, and returns finite numbers in the right shape."""

from __future__ import annotations

import numpy as np

from grader.checks.student import Student
from grader.comparison import require_finite, require_shape
from grader.message import Finding
from grader.probes import Probe, contract_probe
from grader.steps import VectorJacobianProduct


def test_contract(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    probe = contract_probe(step, seed)
    got = student.ask(probe)
    require_shape(step, probe, got)
    require_finite(step, got)
    _warn_of_float64(step, student, probe)


def _warn_of_float64(step: VectorJacobianProduct, student: Student, probe: Probe) -> None:
    """Networks are trained in float32; a function that turns it into float64 makes training slow, not wrong."""
    single = [value.astype(np.float32) if isinstance(value, np.ndarray) else value for value in probe.arguments]
    try:
        got = student.raw(*single)
    except Finding:
        return
    if got.dtype == np.float64:
        student.warn(f"{step.function} turns float32 inputs into float64. Training would be slower, not wrong.")
