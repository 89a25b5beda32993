"""Lanes, opened in the driving process: of a lesson's recipe, and of the laboratory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import msgspec

from grader.sandbox import Sandbox
from quiz_app.laboratory.experiment import Experiment, unpacked
from quiz_app.laboratory.run import open_experiment
from quiz_app.runs.driven_lane import DrivenLane
from quiz_app.runs.job import Job, Lane
from quiz_app.runs.measuring import Measurer
from quiz_app.training.data import Digits
from quiz_app.training.examples import Examples, examples
from quiz_app.training.program import Program
from quiz_app.training.recipes import Recipe
from quiz_app.training.worker import TrainingRun

Load = Callable[[str], Digits]


def open_training(
    job: Job, sandbox: Sandbox, recipe: Recipe, digits: Digits, measurer: Measurer, lane: Lane, stack: ExitStack
) -> DrivenLane:
    """A lane that trains by a lesson's recipe, for as long as the stack is open.

    Raises:
        SandboxError: no worker can be opened.
    """
    run = stack.enter_context(
        TrainingRun(
            recipe,
            lane.chunks,
            digits,
            lane.settings,
            sandbox,
            weights=job.weights,
            slice_seconds=job.slice_seconds,
            every_epoch=False,  # the lane measures, as often as is worth its time
        )
    )
    return DrivenLane(run, partial(measurer.look, run), len(digits.train_images))


def open_lane(job: Job, sandbox: Sandbox, load: Load, lane: Lane, stack: ExitStack) -> DrivenLane:
    """A lane of an experiment, for as long as the stack is open; `load` gives the digits of a source.

    Raises:
        DataError: the images are not at hand.
        ExperimentError: the lane holds no experiment.
        SandboxError: no worker can be opened.
    """
    experiment = unpacked(lane.experiment)
    data = examples_of(experiment, load)
    program = msgspec.json.decode(lane.program, type=Program)
    files = dict(job.files_of(lane))
    run = stack.enter_context(open_experiment(experiment, program, files, data, sandbox, job.slice_seconds))
    return DrivenLane(run, run.look, len(data.rows))


def examples_of(one: Experiment, load: Load) -> Examples:
    """What an experiment learns."""
    return examples(one.data, one.examples, one.noise, one.seed, one.copies, load)
