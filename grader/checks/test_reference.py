"""Reference: on random inputs of many shapes and sizes the function returns what the reference solution returns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks.student import Student
from grader.comparison import DIFFERENTIATED, require_equal, same, tolerance_of
from grader.finite_differences import vector_jacobian_product
from grader.message import Finding
from grader.probes import (
    Probe,
    in_double_precision,
    large_probe,
    ordinary_probes,
    reference_probes,
    single_examples,
    single_precision_probe,
    smooth_probes,
)
from grader.reference import Reference
from grader.steps import VectorJacobianProduct

_LARGE_SECONDS = 0.5  # right code takes a thousandth of it; slow and right code is not asked again


def test_reference(step: VectorJacobianProduct, student: Student, reference: Reference, seed: int) -> None:
    for probe in reference_probes(step, seed):
        _require_right(step, student, reference, probe, seed)
    single = single_precision_probe(step, seed)
    trainable = _require_right_in_single_precision(step, student, reference, single, seed)
    large = large_probe(step, seed)
    _require_right_if_there_is_time(
        step, student, reference, large if trainable else in_double_precision(large), seed
    )


def _require_right(
    step: VectorJacobianProduct, student: Student, reference: Reference, probe: Probe, seed: int
) -> None:
    with _asked_with(step, probe):
        _compare(step, student, student.raw(probe), reference, probe, seed)


def _require_right_in_single_precision(
    step: VectorJacobianProduct, student: Student, reference: Reference, probe: Probe, seed: int
) -> bool:
    """Networks are trained in float32. Whether there was an answer; none, and one that is slow, are worth a note."""
    try:
        got = student.raw(probe)
    except Finding:  # what it says may quote the numbers
        student.warn(f"{step.function} gives no answer on float32 arrays, with which networks are trained.")
        return False
    with _asked_with(step, probe):
        _compare(step, student, got, reference, probe, seed)
    if got.dtype == np.float64:
        student.warn(f"{step.function} turns float32 inputs into float64. Training would be slower, not wrong.")
    return True


def _require_right_if_there_is_time(
    step: VectorJacobianProduct, student: Student, reference: Reference, probe: Probe, seed: int
) -> None:
    """Code that is right and slow, or that needs much memory, is not wrong: it is told so, and keeps its points."""
    if student.can_answer(probe, _LARGE_SECONDS):
        _require_right(step, student, reference, probe, seed)
    else:
        student.warn(
            f"{step.function} has too little time or memory for {probe.kind}, as training has them. "
            "Training would be slow, or stop."
        )


@contextmanager
def _asked_with(step: VectorJacobianProduct, probe: Probe) -> Iterator[None]:
    """What is found says what was special about the question."""
    try:
        yield
    except Finding as finding:
        message = finding.message
        if probe.kind and not message.what.endswith(f"{_on(step, probe)}."):
            message = replace(message, where=f"It was asked with {probe.kind}. {message.where}".rstrip())
        raise Finding(message, finding.outcome, probe.kind) from None


def _compare(
    step: VectorJacobianProduct, student: Student, got: NDArray[Any], reference: Reference, probe: Probe, seed: int
) -> None:
    if reference.accepted(step, probe).holds(got):
        return
    require_equal(
        step,
        probe,
        got.astype(np.float64),
        reference.answer(step, probe),
        what=f"{step.function} returns wrong values{_on(step, probe)}.",
        next=_next(step, student, probe, seed),
        tolerance=tolerance_of(probe),
        magnitude=reference.magnitude(step, probe),
    )


def _on(step: VectorJacobianProduct, probe: Probe) -> str:
    if probe.kind:
        return f" on {probe.kind}"
    return f" on {probe.dims['N']} examples" if _has_examples(step) else ""


def _next(step: VectorJacobianProduct, student: Student, probe: Probe, seed: int) -> str:
    if probe.kind:
        return f"It was right on the questions before this one. Look for {_LOOK_FOR[probe.kind]}."
    ordinary = ordinary_probes(step, seed)
    if right := [str(one.dims["N"]) for one in ordinary[: ordinary.index(probe)] if "N" in one.dims]:
        on = f" on {' and '.join(right)} examples" if _has_examples(step) else " on the question before this one"
        return (
            f"It was right{on}. Look for a number that is written down and holds only there, or for "
            "something that is kept between calls."
        )
    numbers = "other numbers than those of the worked example"
    begin = ""
    if _needs_several_examples(step, student, seed):
        numbers, begin = "two examples", "Each example by itself it gets right, and several together it does not. "
    return f"{begin}Take {numbers} and work out one entry by hand. Then try `course hint {step.function}`."


def _needs_several_examples(step: VectorJacobianProduct, student: Student, seed: int) -> bool:
    """Whether it is right on each example alone and wrong on all of them: with one, nothing would be seen."""
    alone = single_examples(step, seed)
    return (
        bool(alone)
        and not _is_right(step, student, smooth_probes(step, seed)[0])
        and all(_is_right(step, student, probe) for probe in alone)
    )


def _is_right(step: VectorJacobianProduct, student: Student, probe: Probe) -> bool:
    try:
        return same(student.ask(probe), vector_jacobian_product(step, probe), DIFFERENTIATED)
    except Finding:
        return False


def _has_examples(step: VectorJacobianProduct) -> bool:
    return "N" in step.arguments[0].shape


_SHAPES = "a choice that depends on the shapes"
_LIMIT = "a limit on the numbers, such as np.clip"
_ROUNDING = "something that rounds, or that drops small numbers, such as np.round"
_COUNTED = "a number of rows or columns that is written down, or for a loop that ends too early"
_LOOK_FOR = {
    "arrays of equal sizes": _SHAPES,
    "arrays of equal sizes with large numbers": f"{_SHAPES}, or for {_LIMIT}",
    "arrays with one axis, as biases have": "a line that needs two axes: training updates biases, too",
    "one example": f"np.squeeze, or for {_SHAPES}",
    "one unit": f"np.squeeze, or for {_SHAPES}",
    "many units": _COUNTED,
    "130 rows and 300 columns": _COUNTED,
    "very small numbers": _ROUNDING,
    "small numbers": _ROUNDING,
    "large numbers": _LIMIT,
    "very large numbers": _LIMIT,
    "probabilities close to 0 and 1": f"{_LIMIT}, or for {_ROUNDING}",
    "float32 numbers": "a choice that depends on the type of the numbers, or for an array that is made with another "
    "type: networks are trained in float32",
}
