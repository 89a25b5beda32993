"""The steps as a strip of small tiles, in HTML; every word in it is the course's own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from grader.message import Outcome
from grader.report import StepResult

_SIGNS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "not attempted": "○", "skipped": "–"}


def step_strip(results: Iterable[StepResult]) -> str:
    """One tile for each step: its number, function, outcome in a sign and a word, and points."""
    return f'<ul class="course-strip" aria-label="Your steps">{"".join(map(_tile, results))}</ul>'


def _tile(result: StepResult) -> str:
    outcome, step = result.outcome, result.step
    kind = "good" if outcome == "passed" else "open" if outcome == "not attempted" else "bad"
    return (
        f'<li class="{kind}"><span>Step {step.number}</span><b>{escape(step.function)}</b>'
        f"<i>{_SIGNS.get(outcome, '!')} {outcome}</i>"
        f"<span> · {result.score:g} / {step.points:g}</span></li>"
    )
