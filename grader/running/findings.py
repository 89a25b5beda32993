"""What the checks of one submission found, function by function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from grader.course import Assignment, Step
from grader.key.key import Key
from grader.report.report import CheckResult, StepResult, score_step


class Findings:
    """The results of the checks, and the points that they give.

    Args:
        assignment: points and shares.
        steps: those that are graded.
        key: says which checks can be asked.

    Attributes:
        chain: of the whole chain; None where it was not asked.
        forgetful: functions that were right and answered otherwise when they were asked again.
    """

    def __init__(self, assignment: Assignment, steps: Sequence[Step], key: Key) -> None:
        self.steps = steps
        self.chain: CheckResult | None = None
        self.forgetful: set[str] = set()
        self._assignment = assignment
        self._key = key
        self._results: dict[str, dict[str, CheckResult]] = {step.function: {} for step in steps}

    def of(self, function: str) -> Mapping[str, CheckResult]:
        """The results of a function's checks, by their names."""
        return self._results.get(function, {})

    def add(self, function: str, result: CheckResult) -> None:
        """Keep how a check ended. One that is parametrised is asked several times, and has to pass each time."""
        before = self._results[function].get(result.check)
        if before is None or before.outcome == "passed":
            self._results[function][result.check] = result

    def replace(self, function: str, result: CheckResult) -> None:
        """Put this in the place of what the check found."""
        self._results[function][result.check] = result

    def scored(self, step: Step) -> StepResult:
        """All about a step, with its points."""
        checks = tuple(self._results[step.function].values())
        return score_step(step, self._assignment.scoring, checks, partial(self._key.asks, step.function))
