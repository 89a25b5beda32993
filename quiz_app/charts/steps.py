"""A strip of small tiles in HTML: where each step, or each line of something, stands, in a sign and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from grader.report.message import Outcome
from grader.report.report import StepResult

TileKind = Literal["good", "bad", "open"]
_SIGNS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "not attempted": "○", "skipped": "–"}


@dataclass(frozen=True)
class Tile:
    """One tile: a small word above, a name, its state, and a small word after the state."""

    kind: TileKind
    above: str
    name: str
    state: str
    after: str = ""


def tiles(label: str, each: Iterable[Tile]) -> str:
    """The strip; `label` says what it lists to those who do not see it."""
    return f'<ul class="course-strip" aria-label="{escape(label, quote=True)}">{"".join(map(_tile, each))}</ul>'


def step_strip(results: Iterable[StepResult]) -> str:
    """A tile for each step: its number, function, outcome and points."""
    return tiles("Your steps", map(_of_step, results))


def _of_step(result: StepResult) -> Tile:
    outcome, step = result.outcome, result.step
    kind: TileKind = "good" if outcome == "passed" else "open" if outcome == "not attempted" else "bad"
    points = f" · {result.score:g} / {step.points:g}"
    return Tile(kind, f"Step {step.number}", step.function, f"{_SIGNS.get(outcome, '!')} {outcome}", points)


def _tile(tile: Tile) -> str:
    above = f"<span>{escape(tile.above)}</span>" if tile.above else ""
    return (
        f'<li class="{tile.kind}">{above}<b>{escape(tile.name)}</b><i>{escape(tile.state)}</i>'
        f"<span>{escape(tile.after)}</span></li>"
    )
