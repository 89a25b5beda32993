"""What grading found: per check, per step, per submission. Frozen facts; rendering is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import Assignment, Scoring, Step
from grader.report.explanation import Explanation
from grader.report.message import Message, Outcome

CONTRADICTION = (
    "Each step is right by itself, and composed they are not, or give no answer: one of the functions must keep "
    "something of an earlier call, or use something besides its arguments."
)


@dataclass(frozen=True)
class CheckResult:
    """How one check of one step ended.

    Attributes:
        check: its name.
        outcome: how it ended.
        message: None for a check that passed or was not asked.
        mistake: id of the diagnosed mistake, or None.
        mistake_name: what it is called, or "".
        counts: whether it decides the step's outcome; a check without a share of the points does not.
        explanation: the proved reason, if there is one; it is in the message, too.
    """

    check: str
    outcome: Outcome
    message: Message | None = None
    mistake: str | None = None
    mistake_name: str = ""
    counts: bool = True
    explanation: Explanation | None = None


@dataclass(frozen=True)
class FailingCase:
    """One call of a student's function that goes wrong. It never says what would be right.

    Attributes:
        call: the call as Python text. It assigns nothing, so it takes no name away from whoever pastes it.
        gave: what came back, in words or as an array.
        printed: lines that the function printed in this call, cut.
    """

    call: str
    gave: str
    printed: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [*self.call.splitlines(), *(f"# {line}" for line in self.gave.splitlines())]
        if self.printed:
            lines += ["# and printed:", *(f"#   {line}".rstrip() for line in self.printed)]
        return "\n".join(lines)


@dataclass(frozen=True)
class StepResult:
    """All checks of one step, and what they are worth together.

    `case` shows a wrong function at work. `answers` is a name for its answers where nothing explains them, else "".
    """

    step: Step
    score: float
    checks: tuple[CheckResult, ...]
    case: FailingCase | None = None
    answers: str = ""

    @property
    def decisive(self) -> CheckResult | None:
        """The first check that counts and did not pass; None where all did."""
        return next(
            (check for check in self.checks if check.counts and check.outcome not in ("passed", "skipped")), None
        )

    @property
    def outcome(self) -> Outcome:
        """`passed`, or how the first check that did not pass ended."""
        return self.decisive.outcome if self.decisive else "passed"

    @property
    def message(self) -> Message | None:
        """What to tell the student, with the likely mistake where there is one."""
        return self.decisive.message if self.decisive else None

    @property
    def mistake(self) -> str | None:
        """Id of the diagnosed mistake."""
        return self.decisive.mistake if self.decisive else None

    @property
    def explanation(self) -> Explanation | None:
        """The proved reason; None where there is none."""
        return self.decisive.explanation if self.decisive else None

    @property
    def agreement(self) -> str:
        """What to say where all checks passed: which there were."""
        names = [check.check.replace("_", " ") for check in self.checks if check.outcome == "passed"]
        return f"All checks agree: {', '.join(names)}."

    @property
    def mistake_name(self) -> str:
        """What the diagnosed mistake is called; "" where none is."""
        return self.decisive.mistake_name if self.decisive else ""


@dataclass(frozen=True)
class Report:
    """One graded submission.

    `seconds` is wall-clock time; `isolation` the level its code ran at; `composed` what the functions give together,
    "" where that is nothing.
    """

    submission: Path
    assignment: Assignment
    steps: tuple[StepResult, ...]
    chain: CheckResult | None
    isolation: str
    seconds: float
    warnings: tuple[str, ...] = ()
    composed: str = ""

    @property
    def score(self) -> float:
        """Points earned."""
        return round(sum(step.score for step in self.steps), 6)

    @property
    def max_score(self) -> float:
        """Points that the graded steps are worth."""
        return sum(step.step.points for step in self.steps)

    @property
    def complete(self) -> bool:
        """Whether every step passed every check."""
        return all(step.outcome == "passed" for step in self.steps)

    @property
    def contradicts_itself(self) -> bool:
        """Whether every step of the assignment is right by itself, and their composition is not: one for a person."""
        whole = len(self.steps) == len(self.assignment.steps)
        return whole and self.complete and self.chain is not None and self.chain.outcome not in ("passed", "skipped")

    @property
    def focus(self) -> StepResult | None:
        """The step to work on now: the first wrong one, else the first unwritten one; None when complete."""
        open_steps = [step for step in self.steps if step.outcome != "passed"]
        return next((step for step in open_steps if step.outcome != "not attempted"), next(iter(open_steps), None))

    def to_json(self) -> dict[str, Any]:
        """The report as plain data, in the format that `course grade --json` prints."""
        return {
            "submission": str(self.submission),
            "assignment": self.assignment.name,
            "score": self.score,
            "max_score": self.max_score,
            "isolation": self.isolation,
            "seconds": round(self.seconds, 4),
            "warnings": list(self.warnings),
            "chain": self.chain.outcome if self.chain else "skipped",
            "steps": [step_to_json(step) for step in self.steps],
        }


def score_step(
    step: Step, scoring: Scoring, checks: tuple[CheckResult, ...], applies: Callable[[str], bool] = lambda check: True
) -> StepResult:
    """Points of a step from its checks: the shares of those that passed, capped where any did not.

    The checks are witnesses to one fact. A function that convinces one of them and not another is wrong, and a
    wrong answer earns at most `wrong_at_most` per cent. A check that was not run is not passed.

    Args:
        step: the step.
        scoring: the checks' shares. Those of checks that do not apply go to the others.
        checks: how the checks ended.
        applies: whether a check has anything to ask of the step's function.
    """
    passed = {check.check for check in checks if check.outcome == "passed"}
    shares = {name: share for name, share in scoring.checks.items() if applies(name)}
    whole = sum(shares.values()) or 1.0  # a kit may lack the only check
    earned = 100 * sum(share for name, share in shares.items() if name in passed) / whole
    if not passed.issuperset(shares):
        earned = min(earned, scoring.wrong_at_most)
    return StepResult(step, round(step.points * earned / 100, 6), checks)


def step_to_json(result: StepResult) -> dict[str, Any]:
    """One function's result as plain data."""
    return {
        "step": result.step.function,
        "score": result.score,
        "max_score": result.step.points,
        "outcome": result.outcome,
        "mistake": result.mistake,
        "explanation": {"tier": why.tier, "text": why.text} if (why := result.explanation) else None,
        "message": str(result.message or "") + (f"\nCase: {result.case}" if result.case else ""),
        "checks": [
            {"check": check.check, "outcome": check.outcome, "message": str(check.message or "")}
            for check in result.checks
        ],
    }
