"""Names that tests of the grader share: where things are, and how a command ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.course.content import load_content
from grader.key.build import build_key
from grader.key.key import Key
from grader.report.report import Report, StepResult

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"

BACKPROP = ROOT / "solutions" / "backprop"


@cache
def backprop_key() -> Key:
    """The public answer key of the course's own first assignment."""
    return build_key(load_content(BACKPROP), "of the tests", 20240229)


GradeFiles = Callable[..., dict[str, Report]]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def written_in(assignment: str, kind: str) -> list[Path]:
    """The files that the fixtures have of an assignment: "unusual" or "wrong" ones."""
    return sorted(path for path in (FIXTURES / assignment / kind).iterdir() if path.suffix in (".py", ".ipynb"))


def step_of(report: Report, function: str) -> StepResult:
    """A report's result for one step."""
    return next(result for result in report.steps if result.step.function == function)
