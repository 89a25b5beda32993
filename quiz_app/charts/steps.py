"""A strip of small tiles in HTML: where each step, or each line of something, stands, in a sign and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from grader.report.message import Outcome
from grader.report.points import points_text
from grader.report.report import StepResult

TileKind = Literal["good", "bad", "open"]
_SIGNS: dict[Outcome, str] = {"passed": "✓", "failed": "✗", "not attempted": "○", "skipped": "–"}


@dataclass(frozen=True)
class Tile:
    """One tile: small words above, a name, its state, and a small word at the right of those above."""

    kind: TileKind
    above: str
    name: str
    state: str
    right: str = ""


def tiles(label: str, each: Iterable[Tile]) -> str:
    """The strip; `label` says what it lists to those who do not see it."""
    return f'<ul class="course-strip" aria-label="{escape(label, quote=True)}">{"".join(map(_tile, each))}</ul>'


def step_strip(results: Iterable[StepResult]) -> str:
    """A tile for each step: its number, function, outcome and points."""
    return tiles("Your steps", map(_of_step, results))


def _of_step(result: StepResult) -> Tile:
    outcome, step = result.outcome, result.step
    kind: TileKind = "good" if outcome == "passed" else "open" if outcome == "not attempted" else "bad"
    state = f"{_SIGNS.get(outcome, '!')} {outcome}"
    return Tile(kind, f"Step {step.number}", step.function, state, step_points(result))


def step_points(result: StepResult) -> str:
    """A step's points, such as "2.3 / 15", which no line breaks."""
    return f"{points_text(result.score)} / {points_text(result.step.points)}".replace(" ", "\N{NO-BREAK SPACE}")


def _tile(tile: Tile) -> str:
    above = f"<p><span>{escape(tile.above)}</span> <span>{escape(tile.right)}</span></p>" if tile.above else ""
    name = escape(tile.name).replace("_", "_<wbr>")  # where a long name may break
    return f'<li class="{tile.kind}">{above}<b>{name}</b><i>{escape(tile.state)}</i></li>'
