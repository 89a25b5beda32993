"""A run in the confined worker, driven from here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from digit_trainer import RECIPE, trainer_of
from right_functions import RIGHT, functions_of

from grader.sandbox import Chunk, Sandbox
from quiz_app.training.data import Digits
from quiz_app.training.evaluation import accuracy
from quiz_app.training.settings import Settings, SettingsError
from quiz_app.training.worker import TrainingRun

SETTINGS = Settings(epochs=12, batch_size=8, learning_rate=0.3, hidden=(9, 7), seed=3)


def run_of(sandbox: Sandbox, digits: Digits, source: str = "", settings: Settings = SETTINGS) -> TrainingRun:
    chunks = (Chunk("code cell 1", RIGHT), Chunk("code cell 2", source))
    return TrainingRun(RECIPE, chunks, digits, settings, sandbox)


def ended(sandbox: Sandbox, digits: Digits, source: str, settings: Settings = SETTINGS) -> TrainingRun:
    """A run to its end."""
    with run_of(sandbox, digits, source, settings) as run:
        for _ in run:
            pass
    return run


class TestRightFunctions:
    def test_it_learns(self, sandbox: Sandbox, digits: Digits) -> None:
        run = ended(sandbox, digits, "")
        history = run.history()
        assert run.outcome == "finished"
        assert history.steps.tolist() == [9 * epoch for epoch in range(1, 13)]
        assert history.accuracy == accuracy(run.program, history.weights, digits.test_images, digits.test_labels)
        assert history.accuracy > 0.9
        assert run.message == f"Finished: {100 * history.accuracy:.2f} % of the test digits right, " + (
            f"{100 - 100 * history.accuracy:.2f} % wrong."
        )

    def test_a_caller_that_measures_by_itself_has_the_accuracy_of_the_end_alone(
        self, sandbox: Sandbox, digits: Digits
    ) -> None:
        chunks = (Chunk("code cell 1", RIGHT),)
        with TrainingRun(RECIPE, chunks, digits, SETTINGS, sandbox, every_epoch=False) as run:
            for _ in run:
                pass
        assert run.history().steps.tolist() == [108]
        assert run.message == ended(sandbox, digits, "").message

    def test_the_same_seed_gives_the_same_weights(self, sandbox: Sandbox, digits: Digits) -> None:
        first, second = (ended(sandbox, digits, "").history() for _ in range(2))
        assert np.array_equal(first.losses, second.losses)
        assert all(np.array_equal(a, b) for a, b in zip(first.weights, second.weights, strict=True))

    def test_it_takes_the_steps_that_the_same_loop_takes_here(self, sandbox: Sandbox, digits: Digits) -> None:
        trainer = trainer_of(functions_of(RIGHT), digits, seed=3, epochs=12)
        losses = trainer.advance(9, 8, 0.3)
        with run_of(sandbox, digits) as run:
            run.advance(9)
        # Not to the last bit: another environment may give BLAS another kernel.
        np.testing.assert_allclose(run.history().losses, losses, rtol=1e-4)

    def test_the_students_names_do_not_meet_the_loops(self, sandbox: Sandbox, digits: Digits) -> None:
        helpers = """
import numpy as np
sum = max = len = zip = tuple = float = np.float64(3)
def relu(z): return z
def softmax(z): raise RuntimeError
class Trainer: pass
def dL_dz3(y_pred, y_target): return (y_pred - y_target) / y_pred.shape[0]
"""
        assert ended(sandbox, digits, helpers).history().accuracy == ended(sandbox, digits, "").history().accuracy

    def test_progress_says_where_the_run_stands(self, sandbox: Sandbox, digits: Digits) -> None:
        with run_of(sandbox, digits) as run:
            first = run.advance(4)
            assert (first.step, first.epoch, first.accuracy) == (4, 1, None)
            assert first.loss > 0
            assert first.steps_per_second > 0
            assert first.seconds_left > 0
            assert len(first.gradient_norms) == 6
            assert all(norm > 0 for norm in first.gradient_norms)
            second = run.advance(100)  # to the end of the epoch, and no further
            assert (second.step, second.epoch) == (9, 1)
            assert second.accuracy is not None
            assert run.advance(1).epoch == 2

    def test_the_rate_can_be_changed_between_slices(self, sandbox: Sandbox, digits: Digits) -> None:
        with run_of(sandbox, digits) as still, run_of(sandbox, digits) as moving:
            for run, rate in ((still, 0.0), (moving, 0.3)):
                for _ in range(5):
                    run.advance(9, rate)
            assert still.history().accuracies.tolist() == [still.history().accuracies[0]] * 5
            assert moving.progress().loss < still.progress().loss

    def test_a_stop_within_an_epoch_keeps_what_was_reached(self, sandbox: Sandbox, digits: Digits) -> None:
        with run_of(sandbox, digits) as run:
            for progress in run:
                if progress.step > 9:
                    run.stop()
        history = run.history()
        assert run.outcome == "stopped"
        assert run.message == f"Stopped at step {len(history.losses)} of 108; what was reached is kept."
        assert history.steps[-1] == len(history.losses)
        assert len(history.weights) == 6

    def test_a_run_that_is_not_open_says_so(self, sandbox: Sandbox, digits: Digits) -> None:
        with pytest.raises(RuntimeError, match="not open"):
            run_of(sandbox, digits).advance()


class TestWrongFunctions:
    @pytest.mark.parametrize(
        ("source", "outcome", "message"),
        [
            (
                "def dL_db3(dL_dz3):\n    return dL_dz3.sum(axis=0, keepdims=True)",
                "failed",
                "dL_db3 returned an array of shape (1, 10) in step 1; its shape must be (10,) for training to go on.",
            ),
            (
                "def dL_da2(dL_dz3, W3):\n    return dL_dz3 @ W3.T",
                "failed",
                "dL_da2 raised ValueError in step 1: matmul: Input operand 1 has a mismatch",
            ),
            (
                "def dL_da2(dL_dz3, W3):\n    raise NotImplementedError",
                "failed",
                "dL_da2 raised NotImplementedError in step 1:  (code cell 2, line 2: raise NotImplementedError).",
            ),
            (
                "import os\ndef dL_da2(dL_dz3, W3):\n    os._exit(0)",
                "failed",
                "the process that ran the functions ended (one of them ended the Python process with exit status 0)",
            ),
            (
                "def dL_da2(dL_dz3, W3):\n    return [0] * 10**9",
                "failed",
                "Stopped at step 1: it needed more memory than it may have.",
            ),
            (
                "del dL_da2\nprint(W3)",
                "failed",
                "dL_da2 is missing: training calls all 12 functions. "
                "(code cell 2, line 2: NameError: name 'W3' is not defined)",
            ),
            (
                "def dL_dz3(y_pred, y_target):\n    return 1e6 * (y_pred - y_target)",
                "diverged",
                "Diverged at step 2 with learning rate 0.3: the loss grew to ",
            ),
            (
                "def dL_dz3(y_pred, y_target):\n    return y_target - y_pred",
                "diverged",
                "That is so for each of W1, b1, W2, b2, W3 and b3 alone. Look at update, or dL_dz3",
            ),
            (
                "def dL_dW1(dL_dz1, X):\n    return dL_dz1.T @ X * float('nan')",
                "diverged",
                "Diverged at step 2 with learning rate 0.3: the loss is no longer a number. dL_dW1 returned NaN in "
                "step 1; what it was given held only finite numbers. Look at dL_dW1.",
            ),
            (
                "def update(w, dL_dw, learning_rate):\n    return w",
                "finished",
                "A step leaves the loss where it is, although the gradients are not 0. Look at update.",
            ),
        ],
    )
    def test_what_goes_wrong_is_an_outcome_in_words(
        self, sandbox: Sandbox, digits: Digits, source: str, outcome: str, message: str
    ) -> None:
        run = ended(sandbox, digits, source)
        assert run.outcome == outcome
        assert message in run.message
        assert "Traceback" not in run.message

    def test_a_loop_without_end_is_timed_out_with_its_line(self, sandbox: Sandbox, digits: Digits) -> None:
        chunks = (Chunk("code cell 1", RIGHT), Chunk("code cell 2", "def dL_db2(dL_dz2):\n    while True: pass"))
        with TrainingRun(RECIPE, chunks, digits, SETTINGS, sandbox, slice_seconds=1.0) as run:
            run.advance()
        assert run.message == (
            "Stopped at step 1: it took longer than 1 seconds (code cell 2, line 2: while True: pass); "
            "is there a loop that does not end?"
        )

    def test_the_last_weights_outlive_a_crash(self, sandbox: Sandbox, digits: Digits) -> None:
        source = """
import os
calls = []
def dL_db1(dL_dz1):
    calls.append(1)
    return dL_dz1.sum(axis=0) if len(calls) < 15 else os._exit(1)
"""
        history = ended(sandbox, digits, source).history()
        assert history.outcome == "failed"
        assert history.steps.tolist() == [9]
        assert len(history.weights) == 6

    @pytest.mark.parametrize(
        ("lie", "sentence"),
        [
            ("training_weights = lambda: (np.zeros(3),) * 6", "did not answer with weights"),
            ("training_advance = lambda *_: (np.zeros(1000), np.zeros(6))", "did not answer with losses"),
            ("training_advance = lambda *_: 'finished, 100 %'", "did not answer with losses"),
            (
                "training_calling = lambda: float('nan'); raise RuntimeError('on purpose')",
                "The file raised RuntimeError",
            ),
            ("training_calling = lambda: 2.0; raise RuntimeError('on purpose')", "The file raised RuntimeError"),
            ("training_calling = lambda: 10**9; raise RuntimeError('on purpose')", "The file raised RuntimeError"),
        ],
    )
    def test_code_that_answers_in_the_loops_place_is_not_believed(
        self, sandbox: Sandbox, digits: Digits, lie: str, sentence: str
    ) -> None:
        source = f"""
def update(w, dL_dw, learning_rate):
    global {lie.split()[0]}
    {lie}
    return w
"""
        run = ended(sandbox, digits, source)
        assert run.outcome == "failed"
        assert sentence in run.message


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"epochs": 0}, "The epochs must be at least 1, not 0."),
        ({"batch_size": -1}, "The batch size must be at least 1, not -1."),
        ({"learning_rate": 0.0}, "The learning rate must be a number above 0, not 0."),
        ({"learning_rate": float("nan")}, "The learning rate must be a number above 0, not nan."),
        ({"hidden": (300, -3)}, "A hidden layer must have 1 to 4,096 units, not -3."),
        ({"seed": -1}, "The seed must be a whole number from 0 to 9223372036854775807, not -1."),
    ],
)
def test_settings_that_cannot_be_are_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError) as problem:
        Settings(**change)
    assert str(problem.value) == sentence


def test_a_rate_that_does_not_fall_is_the_rate_of_every_step(sandbox: Sandbox, digits: Digits) -> None:
    trainer = trainer_of(functions_of(RIGHT), digits, seed=3)
    losses = trainer.advance(20, 8, 0.3)
    run = ended(sandbox, digits, "", replace(SETTINGS, epochs=3, falling=False))
    np.testing.assert_allclose(run.history().losses[:20], losses, rtol=1e-4)


def test_it_goes_on_from_given_weights(sandbox: Sandbox, digits: Digits) -> None:
    before = ended(sandbox, digits, "").history()
    with TrainingRun(
        RECIPE, (Chunk("code cell 1", RIGHT),), digits, SETTINGS, sandbox, weights=before.weights
    ) as run:
        run.advance(1)
    assert run.history().losses[0] < before.losses[0] / 5


@pytest.mark.parametrize("lie", ["float('inf')", "float('nan')", "np.ones(2)", "'much'", "1/0"])
def test_a_memory_that_the_file_makes_up_is_not_believed(sandbox: Sandbox, digits: Digits, lie: str) -> None:
    source = (
        f"def update(w, dL_dw, r):\n    global training_step_memory\n    training_step_memory = lambda *_: {lie}\n"
    )
    with run_of(sandbox, digits, source + "    return w\n") as run:
        run.advance(1)
        assert run.step_memory() is None


@pytest.mark.parametrize("source", ["", "def update(w, dL_dw, learning_rate):\n    w -= 0.3 * dL_dw\n    return w"])
def test_the_memory_of_a_step_is_measured_without_making_it(sandbox: Sandbox, digits: Digits, source: str) -> None:
    with run_of(sandbox, digits, source) as run:
        small = run.step_memory()
        run.advance(5)
    with run_of(sandbox, digits, settings=replace(SETTINGS, batch_size=64)) as larger:
        large = larger.step_memory()
    assert small
    assert large
    assert large > small > 4 * 8 * 12
    assert np.array_equal(run.history().losses, ended(sandbox, digits, source).history().losses[:5])
