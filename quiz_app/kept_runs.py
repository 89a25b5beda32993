"""The runs that a browser has begun: each is kept before another one takes its place, and a card says what it was."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict

from quiz_app.runs.card import RunCard, card_of
from quiz_app.runs.registry import Registry
from quiz_app.runs.run import Run
from quiz_app.session import belongings

MOST = 40
_KEPT = "kept-runs"


def cards() -> list[RunCard]:
    """Of all that were kept, the last one first."""
    kept = belongings().get(_KEPT)
    return [RunCard.of(table) for table in kept] if isinstance(kept, list) else []


def ids(kind: str, most: int) -> list[str]:
    """The last ones of a kind, the last one first."""
    return [card.id for card in cards() if card.kind == kind][:most]


def keep(registry: Registry, kind: str, run: Run | None) -> None:
    """A copy of what a run has reached, before another one takes its place; one without a step is none."""
    if run is None or not any(lane.step for lane in run.view.lanes):
        return
    card = card_of(registry.keep_copy(run), kind, run.view, time.time())
    belongings().keep(_KEPT, [asdict(one) for one in (card, *cards())][:MOST])


def with_current(runs: Iterable[tuple[str, Run | None]]) -> list[RunCard]:
    """The cards of these runs, by their kinds, and of all that were kept."""
    now = time.time()
    here = [
        card_of(run.id, kind, run.view, now)
        for kind, run in runs
        if run is not None and any(lane.step for lane in run.view.lanes)
    ]
    return [*here, *cards()]
