"""Contract: the function exists and can be called, and returns finite numbers in the right shape."""

from __future__ import annotations

import numpy as np

from grader.checks.student import Student
from grader.comparison import DIFFERENTIATED, require_finite, require_shape, same
from grader.finite_differences import vector_jacobian_product
from grader.message import Finding
from grader.probes import Probe, contract_probe, one_axis_probes, single_precision_probe, smooth_probes
from grader.steps import VectorJacobianProduct

_SINGLE = 1e-3  # far above what float32 rounds, also where finite differences are taken of it


def test_contract(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    probe = contract_probe(step, seed)
    got = student.ask(probe)
    require_shape(step, probe, got)
    require_finite(step, got)
    _warn_of_single_precision(step, student, seed)
    _warn_of_axes(step, student, seed)


def _warn_of_single_precision(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    """Networks are trained in float32: a function may fail there, be wrong, or make it float64, which is slow."""
    probe = single_precision_probe(step, seed)
    try:
        got = student.raw(probe)
    except Finding as finding:
        student.warn(f"On float32 arrays, with which networks are trained: {finding.message.what}")
        return
    wrong = not same(got.astype(np.float64), vector_jacobian_product(step, probe), _SINGLE)
    if wrong and _is_right(step, student, smooth_probes(step, seed)[0]):
        student.warn(
            f"{step.function} is right on float64 arrays and wrong on float32, with which networks are trained."
        )
    elif got.dtype == np.float64:
        student.warn(f"{step.function} turns float32 inputs into float64. Training would be slower, not wrong.")


def _warn_of_axes(step: VectorJacobianProduct, student: Student, seed: int) -> None:
    """Weights have two axes and biases one. What is right for weights alone is a right formula that cannot train."""
    if not all(_is_right(step, student, probe) for probe in one_axis_probes(step, seed)) and _is_right(
        step, student, contract_probe(step, seed)
    ):
        student.warn(
            f"{step.function} works for weights, which have two axes, and not for biases, which have one. "
            "Training updates both."
        )


def _is_right(step: VectorJacobianProduct, student: Student, probe: Probe) -> bool:
    try:
        return same(student.ask(probe), vector_jacobian_product(step, probe), DIFFERENTIATED)
    except Finding:
        return False
