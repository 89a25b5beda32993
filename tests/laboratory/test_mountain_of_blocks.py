"""The mountain of a network of blocks: its heights come from the student's own functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment, packed
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.mountain_loss import fixed_batch, loss_of
from quiz_app.training.examples import examples
from quiz_app.training.loop import LoopFailed

Files = Mapping[str, tuple[Chunk, ...]]
TANH = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")), epochs=5)
DATA = examples(TANH.data, TANH.examples, TANH.noise, TANH.seed)


def job_of(shelf: Shelf, files: Files) -> Job:
    program = assembled(TANH, shelf, 2, 2)
    text = msgspec.json.encode(program).decode()
    return Job((Lane("mine", (), TANH.settings(), packed(TANH), text, tuple(files.items())),), "bundled", Path(), "")


def plain_loss(w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray) -> float:
    where = fixed_batch(len(DATA.labels))
    z = np.tanh(DATA.rows[where] @ w1.T + b1) @ w2.T + b2
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -float(logs[np.arange(len(where)), DATA.labels[where]].mean())


def test_twenty_places_have_the_loss_that_is_computed_plainly(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    job, random = job_of(shelf, solved), np.random.default_rng(4)
    with loss_of(job, job.lanes[0], sandbox) as (loss, count):
        assert count == 300
        for _ in range(20):
            weights = tuple(random.normal(size=shape).astype(np.float32) for shape in ((6, 2), (6,), (2, 6), (2,)))
            assert loss(weights) == pytest.approx(plain_loss(*weights), rel=1e-4)


def test_a_function_that_raises_has_its_message(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    broken = {
        **solved,
        "functions": (*solved["functions"], Chunk("mine.py", "def tanh(z):\n    raise ValueError('no')")),
    }
    job = job_of(shelf, broken)
    weights = tuple(np.zeros(shape, np.float32) for shape in ((6, 2), (6,), (2, 6), (2,)))
    with loss_of(job, job.lanes[0], sandbox) as (loss, _), pytest.raises(LoopFailed, match=r"tanh raised ValueError"):
        loss(weights)
