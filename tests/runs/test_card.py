"""A run in a line: its settings, the digest of its code, its seed, and what came of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from quiz_app.runs.archive import Archive
from quiz_app.runs.card import RunCard, card_of, code_digest
from quiz_app.runs.job import Job
from quiz_app.runs.run import Run


def test_the_digest_is_that_of_the_code(job: Callable[..., Job]) -> None:
    one, same, other = job("").lanes[0], job("").lanes[0], job("x = 1").lanes[0]
    assert code_digest(one) == code_digest(same)
    assert code_digest(one) != code_digest(other)
    assert code_digest(one) != code_digest(dataclasses.replace(one, program="another network"))
    assert code_digest(one) == code_digest(dataclasses.replace(one, label="another name"))


def test_a_card_says_how_it_was_trained_and_survives_json(started: Callable[..., Run]) -> None:
    run = started(do="step")
    card = card_of(run.id, "training", run.view, 0.0)
    assert RunCard.of(json.loads(json.dumps(dataclasses.asdict(card)))) == card
    (line,) = card.lanes
    digest = code_digest(run.view.job.lanes[0])
    assert f"batches of 50 · rate 0.1 · seed 0 · code {digest} · at step " in line


def test_a_run_comes_back_with_or_without_its_path(
    tmp_path: Path, started: Callable[..., Run], until: Callable[..., None]
) -> None:
    run = started(do="step")
    until(lambda: len(run.view.lane.path.waypoints) == 2, "two snapshots")
    archive = Archive(tmp_path)
    archive.save("abcdefghijklmnop", run.view)
    whole = archive.load("abcdefghijklmnop")
    light = archive.load("abcdefghijklmnop", paths=False)
    assert whole is not None
    assert light is not None
    kept = whole.lane.path.waypoints
    assert [one.step for one in kept] == [one.step for one in run.view.lane.path.waypoints]
    assert all(
        (one.weights == was.weights).all() for one, was in zip(kept, run.view.lane.path.waypoints, strict=True)
    )
    assert light.lane.path.waypoints == ()
    assert light.lane.losses.values.tolist() == whole.lane.losses.values.tolist()
