"""1/N in other functions than in this course: right when composed, so it is one difference, and not many mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks.asking import Asking
from grader.message import Finding, Message
from grader.probes import reference_probes
from grader.reference import Reference
from grader.steps import STEPS


@dataclass(frozen=True)
class Convention:
    """Functions that are N or 1/N times what they are here, so that the composition is right.

    Attributes:
        function: the first of them in the chain; the difference costs its points.
        others: those that make up for it.
        too_large: whether the first one is N times as large, not 1/N.
    """

    function: str
    others: tuple[str, ...]
    too_large: bool

    def message(self) -> Message:
        """What to say of the step that differs."""
        others = ", ".join(self.others)
        if self.too_large:
            what = f"{self.function} lacks a factor 1/N, and these have one too many: {others}."
            next_step = f"Divide by N in {self.function}, and no longer in the others."
        else:
            what = f"{self.function} has a factor 1/N too many, and these lack one: {others}."
            next_step = f"Divide by N in the others, and no longer in {self.function}."
        return Message(
            what=what,
            why="Composed, your functions give the right gradients: the 1/N only has another place than in this "
            "course. That is one difference, and costs the points of this step alone.",
            next=next_step,
        )


def find_convention(wrong: Sequence[str], asking: Asking, reference: Reference) -> Convention | None:
    """The convention behind wrong functions whose composition is right; None where there is none.

    Args:
        wrong: functions that failed, in the order of the chain.
        asking: puts the questions.
        reference: right answers.
    """
    powers = {function: power for function in wrong if (power := _power(function, asking, reference))}
    if set(powers.values()) != {1, -1}:
        return None
    first, *others = powers
    return Convention(first, tuple(others), powers[first] > 0)


def _power(function: str, asking: Asking, reference: Reference) -> int:
    """1 or -1 where every answer is N to that power times the right one; else 0."""
    step, student = STEPS[function], asking.quietly(function)
    probes = [probe for probe in reference_probes(step, asking.seed) if "N" in probe.dims]
    student.prepare(probes)
    try:
        answers = [(reference.accepted(step, probe), probe.dims["N"], student.raw(probe)) for probe in probes]
    except Finding:
        return 0
    return next(
        (p for p in (1, -1) if all(accepted.holds(got * float(N) ** -p) for accepted, N, got in answers)),
        0,
    )
