"""Names that tests of the grader share: where things are, and how a command ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.report import Report, StepResult

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"

GradeFiles = Callable[..., dict[str, Report]]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def step_of(report: Report, function: str) -> StepResult:
    """A report's result for one step."""
    return next(result for result in report.steps if result.step.function == function)
