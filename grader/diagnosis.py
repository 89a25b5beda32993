"""Why an answer is wrong: is it, on several probes, just what a known mistake gives?

A wrong diagnosis is worse than none. So a mistake is named only when the student's function and the mistake
agree on *every* diagnosis probe, in shape and value, or in not answering at all, and on at least three of
them with an array.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from grader.comparison import same
from grader.mistakes import Mistake, mistakes_of
from grader.probes import Probe, diagnosis_probes, worked_example
from grader.steps import VectorJacobianProduct

Array = NDArray[np.float64]
Answers = tuple[Array | None, ...]

ENOUGH = 3


def diagnose(step: VectorJacobianProduct, ask: Callable[[Probe], Array | None], seed: int) -> Mistake | None:
    """The known mistake that explains every answer, or None.

    Args:
        step: the step that was answered wrongly.
        ask: calls the student's function; None where it stops with an error.
        seed: of the probes.
    """
    probes = diagnosis_probes(step, seed)
    answers = tuple(ask(probe) for probe in probes)
    if sum(answer is not None for answer in answers) < ENOUGH:
        return None
    for mistake, given in mistaken_answers(step, seed):
        if all(_alike(step, *triple) for triple in zip(probes, answers, given, strict=True)):
            return mistake
    return None


@cache
def mistaken_answers(step: VectorJacobianProduct, seed: int) -> tuple[tuple[Mistake, Answers], ...]:
    """What each known mistake in the step gives on the diagnosis probes; None where it raises."""
    probes = diagnosis_probes(step, seed)
    return tuple(
        (mistake, tuple(_attempt(mistake, probe) for probe in probes)) for mistake in mistakes_of(step.function)
    )


def _attempt(mistake: Mistake, probe: Probe) -> Array | None:
    try:
        with np.errstate(all="ignore"):
            return np.asarray(mistake.wrong(*probe.fresh_arguments()), dtype=np.float64)
    except Exception:  # whatever a wrong implementation raises, it gives no answer
        return None


def _alike(step: VectorJacobianProduct, probe: Probe, answer: Array | None, given: Array | None) -> bool:
    if answer is None or given is None:
        return answer is given
    if answer.shape != given.shape:
        return False
    decisive = _decisive(step, probe, given)
    return same(answer[decisive], given[decisive])


def _decisive(step: VectorJacobianProduct, probe: Probe, given: Array) -> NDArray[np.bool_]:
    """The entries that tell mistakes apart.

    Not those at ReLU's kink, where either slope is right, so that a mistake with either is the same mistake. And
    in the worked example, whose ``y_pred`` holds a 0, not those where the mistake divides by it: people guard that
    division in their own ways.
    """
    if probe is worked_example(step):
        return np.isfinite(given)
    if step.kinked and given.shape == probe.arguments[1].shape:
        return np.asarray(probe.arguments[1] != 0)
    return np.ones(given.shape, dtype=bool)
