"""The loss of any weights, by the network of a training, on a fixed batch of what it learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import numpy as np

from grader.course import load_course
from grader.sandbox import Sandbox
from quiz_app.laboratory.experiment import unpacked
from quiz_app.laboratory.run import open_experiment
from quiz_app.runs.job import Job, Lane, Weights
from quiz_app.runs.opening import examples_of
from quiz_app.training.data import Digits, load_digits
from quiz_app.training.evaluation import named, through
from quiz_app.training.examples import DIGIT_CLASSES
from quiz_app.training.program import Program
from quiz_app.training.recipes import recipes

BATCH = 300  # enough for the shape of the mountain, and few enough for thousands of places on it
LossOf = Callable[[Weights], float]


@contextmanager
def loss_of(job: Job, lane: Lane, sandbox: Sandbox) -> Iterator[tuple[LossOf, int]]:
    """The mean cross-entropy as a function of the weights, and on how many examples it is computed.

    A lesson's network goes forward by the engine's functions, as in its training. A laboratory network does by the
    student's, in a worker that lasts as long as the `with`.

    Raises:
        LoopFailed: the student's functions do not answer. The function that is handed out raises it, too.
        CourseError, DataError, ExperimentError, SandboxError: the training cannot be set up again.
    """
    if not lane.experiment:
        digits = load_digits(job.data, load_course(job.course_root) if job.data != "bundled" else None)
        where = fixed_batch(len(digits.train_labels))
        rows, labels = digits.train_images[where] * np.float32(1 / 255), digits.train_labels[where].astype(np.intp)

        own = recipes()[job.assignment].program(lane.settings.sizes(rows.shape[1], DIGIT_CLASSES), 0)

        def by_engine(weights: Weights) -> float:
            with np.errstate(all="ignore"):
                values = through(own.forward, {**named(own, weights), "x": rows, "labels": labels})
            return float(values["loss"])

        yield by_engine, len(where)
        return
    experiment = unpacked(lane.experiment)

    def load(source: str) -> Digits:
        return load_digits(source, load_course(job.course_root) if source != "bundled" else None)

    data = examples_of(experiment, load)
    program = msgspec.json.decode(lane.program, type=Program)
    where = fixed_batch(len(data.labels))
    with open_experiment(experiment, program, dict(job.files_of(lane)), data, sandbox, job.slice_seconds) as run:
        yield lambda weights: run.loss_with(weights, where), len(where)


def fixed_batch(examples: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Which examples of so many: evenly spread, since images are sorted by digit."""
    return np.linspace(0, examples - 1, min(BATCH, examples)).astype(np.intp)
