"""A network in the confined worker: right functions learn, and a bad one ends the run with its message."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from grader.course import Course
from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.flow_words import flow_in_words
from quiz_app.laboratory.ready import ready_made
from quiz_app.laboratory.run import ExperimentRun, open_experiment
from quiz_app.training.examples import examples

Files = Mapping[str, tuple[Chunk, ...]]
TANH = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")), epochs=5)


def trained(
    experiment: Experiment, shelf: Shelf, files: Files, sandbox: Sandbox, steps: int = 10**6
) -> tuple[ExperimentRun, str]:
    """The run after so many steps or at its end, and what its flow is in words."""
    data = examples(experiment.data, experiment.examples, experiment.noise, experiment.seed)
    program = assembled(experiment, shelf, data.rows.shape[1], data.classes)
    with open_experiment(experiment, program, files, data, sandbox, 2.0) as run:
        while run.outcome == "running" and run.progress().step < steps:
            run.advance()
        run.settle()
        seen = run.look()
        titles = [each.use for each in experiment.blocks]
        return run, flow_in_words(seen[1].flow, [*titles, "linear"]) if seen else ""


def with_line(files: Files, assignment: str, source: str) -> Files:
    """The files with a later definition in one of them."""
    return {**files, assignment: (*files[assignment], Chunk("mine.py", source))}


def test_right_functions_learn(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    experiment = Experiment(blocks=(Chosen("linear", units=8), Chosen("relu")), learning_rate=0.3, epochs=100)
    run, _ = trained(experiment, shelf, solved, sandbox)
    assert (run.outcome, run.message) == ("finished", "Finished: 100 epochs.")
    assert run.measured is not None
    assert run.measured.test_accuracy > 0.9


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "def tanh(z):\n    raise ValueError('no')\n",
            "functions.tanh raised ValueError in step 1: no (mine.py, line 2: ",
        ),
        ("def tanh(z):\n    return None\n", "functions.tanh returned None in step 1"),
        ("def tanh(z):\n    return z[:1]\n", "functions.tanh returned an array of shape (1, 6) in step 1"),
        ("def tanh(z):\n    return 'x'\n", "functions.tanh returned a value of type str"),
        ("def tanh(z):\n    raise NotImplementedError\n", "functions.tanh is not written yet."),
        ("def dL_dz_tanh(dL_da, z):\n    return dL_da / 0\n", "functions.dL_dz_tanh in block 2 returned infinity"),
        ("def tanh(z):\n    while True:\n        pass\n", "it took longer than 2 seconds"),
        ("import os\ndef tanh(z):\n    os._exit(3)\n", "the process that ran the functions ended"),
        ("tanh = 3\n", "The name functions.tanh holds something else by now, and not your function"),
        ("class Array(list):\n    shape = (0,)\ndef tanh(z):\n    return Array()\n", "functions.tanh returned"),
    ],
)
def test_a_bad_function_ends_the_run_with_its_message(
    shelf: Shelf, solved: Files, sandbox: Sandbox, source: str, said: str
) -> None:
    run, _ = trained(TANH, shelf, with_line(solved, "functions", source), sandbox)
    assert run.outcome in ("failed", "diverged")
    assert said in run.message


def test_a_wrong_gradient_is_traced_to_its_function_and_block(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    source = "def momentum(w, v, dL_dw, learning_rate, beta):\n    return w * np.nan, v\n"
    experiment = Experiment(blocks=TANH.blocks, optimizer=Chosen("optimizers.momentum"), epochs=5)
    run, _ = trained(experiment, shelf, with_line(solved, "optimizers", source), sandbox)
    assert run.outcome == "diverged"
    assert "optimizers.momentum in block 1 returned NaN" in run.message


def test_files_do_not_see_each_other(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    """Helpers of one name in two files, and a name of ours: each file has its own."""
    files = with_line(
        solved, "functions", "def helper(z):\n    return np.tanh(z)\ndef tanh(z):\n    return helper(z)\n"
    )
    files = with_line(files, "backprop", "def helper(z):\n    return 1 / 0\ndef forward(z):\n    return helper(z)\n")
    run, _ = trained(TANH, shelf, files, sandbox)
    assert run.outcome == "finished"


def test_of_a_file_only_what_is_needed_runs(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    """No training, no endless loop, no wrong line beside; but values that a function uses, wherever they stand."""
    source = (
        "while True:\n    pass\n",
        "history = sum(range(10**12))\n",
        "1 / 0\n",
        "ONE = 1.0\nTWO = 2 * ONE\n",
        "def tanh(z):\n    return 1 - TWO / (np.exp(TWO * z) + ONE)\n",
    )
    run, _ = trained(TANH, shelf, with_line(solved, "functions", "".join(source)), sandbox)
    assert run.outcome == "finished", run.message


REPLACES = """
import sys
def tanh(z):
    for module in list(sys.modules.values()):
        for name in list(vars(module)):
            if name.startswith("training_"):
                setattr(module, name, lambda *given: 1)
    return np.tanh(z)
"""


def test_a_loop_that_a_file_replaces_is_not_believed(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    run, _ = trained(TANH, shelf, with_line(solved, "functions", REPLACES), sandbox)
    assert run.outcome == "failed"
    assert "did not answer with losses; a file seems to change it" in run.message


def test_what_ready_made_experiments_say_is_seen(
    shelf: Shelf, solved: Files, sandbox: Sandbox, course: Course
) -> None:
    known = {one.title: one for one in ready_made(tuple(course.assignments))}
    run, flow = trained(known["Twenty sigmoids"], shelf, solved, sandbox, steps=60)
    assert "It vanishes on the way back" in flow
    run, flow = trained(known["Twenty layers that learn"], shelf, solved, sandbox, steps=60)
    assert "about the same pace" in flow
    run, _ = trained(known["XOR without an activation"], shelf, solved, sandbox)
    assert run.measured is not None
    assert run.measured.training_accuracy < 0.8
    run, _ = trained(known["Two moons"], shelf, solved, sandbox)
    assert run.measured.training_accuracy > 0.95
    by_heart = known["200 digits by heart"]
    run, _ = trained(by_heart, shelf, solved, sandbox)
    assert run.measured.training_accuracy == 1.0
    assert run.measured.test_accuracy < 0.9


def test_a_run_can_be_stopped_and_its_rate_changed(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    data = examples("moons", 50, 0.1, 0)
    with open_experiment(TANH, assembled(TANH, shelf, 2, 2), solved, data, sandbox, 5.0) as run:
        run.advance(3)
        grid = run.look()
        assert grid is not None
        before = grid[1].grid
        run.advance(3, 1e-7)
        still = run.look()
        assert still is not None
        assert np.abs(still[1].grid - before).max() < 1e-3
        run.stop()
        assert run.outcome == "stopped"
        assert run.message.startswith("Stopped at step 6 of")
