"""What ends badly has its words, wherever the function stands that is the cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment, ExperimentError
from quiz_app.laboratory.run import open_experiment
from quiz_app.training.examples import Examples, examples

Files = Mapping[str, tuple[Chunk, ...]]
ALL = Experiment(
    blocks=(
        Chosen("linear", units=5),
        Chosen("depth.batch_norm"),
        Chosen("functions.tanh"),
        Chosen("depth.residual"),
        Chosen("generalization.dropout"),
    ),
    loss=Chosen("functions.mean_squared_error"),
    output=Chosen("functions.softmax"),
    initialisation="depth.he_init",
    optimizer=Chosen("optimizers.adam"),
    penalty=Chosen("generalization.l2_penalty"),
    clipping=Chosen("depth.clip_by_norm"),
    schedule=Chosen("optimizers.learning_rate_at"),
    stop=Chosen("generalization.should_stop"),
    batches=Chosen("optimizers.minibatches"),
    examples=40,
    epochs=3,
)


def message_of(
    experiment: Experiment, shelf: Shelf, files: Files, sandbox: Sandbox, data: Examples | None = None
) -> tuple[str, str]:
    """How a run ends, and what it says."""
    data = data or examples(experiment.data, experiment.examples, experiment.noise, experiment.seed)
    program = assembled(experiment, shelf, data.rows.shape[1], data.classes)
    with open_experiment(experiment, program, files, data, sandbox, 2.0) as run:
        for _ in run:
            pass
    return run.outcome, run.message


def replaced(files: Files, name: str, body: str) -> Files:
    """The files with another body in the place of one function's."""
    assignment, _, function = name.partition(".")
    chunk = Chunk("mine.py", f"import os\nimport numpy as np\ndef {function}(*given):\n    {body}\n")
    return {**files, assignment: (*files[assignment], chunk)}


def test_all_parts_together_train(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    assert message_of(ALL, shelf, solved, sandbox)[0] == "finished"


PLACES = (
    "depth.he_init", "optimizers.minibatches", "optimizers.learning_rate_at", "depth.batch_norm", "functions.tanh",
    "depth.residual", "generalization.dropout", "functions.softmax", "functions.mean_squared_error",
    "functions.dL_dy_mean_squared_error", "functions.dL_dz_softmax", "generalization.dL_da_dropout",
    "depth.dL_da_residual", "functions.dL_dz_tanh", "depth.dL_dgamma", "depth.dL_dbeta", "depth.dL_dz_batch_norm",
    "backprop.dL_dW2", "backprop.dL_db2", "generalization.l2_gradient", "depth.clip_by_norm", "optimizers.adam",
    "generalization.should_stop",
)  # fmt: skip


def test_these_are_all_places(shelf: Shelf) -> None:
    called = set(assembled(ALL, shelf, 2, 2).functions)
    assert called == {*PLACES, "backprop.dL_da2", "backprop.dL_dz2"}  # called as the two beside them are


@pytest.mark.parametrize("place", PLACES)
def test_a_function_that_raises_or_returns_rubbish_ends_the_run_by_its_name(
    shelf: Shelf, solved: Files, sandbox: Sandbox, place: str
) -> None:
    outcome, message = message_of(ALL, shelf, replaced(solved, place, "raise OSError('no')"), sandbox)
    assert outcome == "failed"
    assert f"{place} raised OSError" in message
    assert "(mine.py, line 4: raise OSError('no'))" in message
    outcome, message = message_of(ALL, shelf, replaced(solved, place, "return {'a': None}"), sandbox)
    # A dictionary is true: a stop rule may return one.
    assert outcome == ("finished" if place == "generalization.should_stop" else "failed")
    assert outcome == "finished" or message.startswith(place)


@pytest.mark.parametrize("place", ["depth.he_init", "optimizers.minibatches", "generalization.should_stop"])
def test_a_function_that_hangs_or_ends_its_process_ends_the_run(
    shelf: Shelf, solved: Files, sandbox: Sandbox, place: str
) -> None:
    assert (
        "it took longer than 2 seconds"
        in message_of(ALL, shelf, replaced(solved, place, "while True: pass"), sandbox)[1]
    )
    outcome, message = message_of(ALL, shelf, replaced(solved, place, "os._exit(0)"), sandbox)
    assert outcome == "failed"
    assert "the process that ran the functions ended" in message


DEEP = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")), examples=60, epochs=20)


def test_a_wrong_direction_is_not_blamed_on_the_rate(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    uphill = replaced(solved, "backprop.update", "w, g, rate = given; return w + 30 * rate * g")
    outcome, message = message_of(replace(DEEP, epochs=400, learning_rate=3.0), shelf, uphill, sandbox)
    assert outcome == "diverged"
    assert "The rate is not the cause" in message
    assert "for each of w1, b1, w3 and b3 alone. Look at backprop.update, or backprop.dL_dz3" in message


def test_a_rate_that_is_too_high_is_shown_by_a_smaller_one(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    experiment = replace(DEEP, blocks=(Chosen("linear", units=6), Chosen("relu")), learning_rate=100.0)
    outcome, message = message_of(experiment, shelf, solved, sandbox)
    assert outcome == "diverged"
    assert "do not diverge, and the loss goes from" in message
    assert message.endswith("The rate was too high.")


def test_no_number_is_traced_to_function_block_and_step(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    # It is called twice in a step: also on the way back.
    late = "late.append(1); return np.tanh(given[0]) * (np.nan if len(late) == 7 else 1)"
    files = replaced(solved, "functions.tanh", late)
    files = {**files, "functions": (*files["functions"], Chunk("more.py", "late = []\n"))}
    outcome, message = message_of(DEEP, shelf, files, sandbox)
    assert outcome == "diverged"
    assert "Diverged at step 4" in message
    assert "functions.tanh in block 2 returned NaN in step 4; what it was given held only finite numbers" in message
    outcome, message = message_of(
        DEEP, shelf, replaced(solved, "functions.dL_dz_tanh", "return given[0] / 0"), sandbox
    )
    assert "Diverged at step 2" in message
    assert "functions.dL_dz_tanh in block 2 returned" in message
    assert "in step 1; what it was given" in message


def test_a_batch_of_one_is_refused_where_the_batch_is_looked_at(shelf: Shelf) -> None:
    with pytest.raises(
        ExperimentError,
        match=r"^block 2, depth.batch_norm, takes .* nothing is left\. Set the batch size to",
    ):
        assembled(replace(ALL, batch_size=1), shelf, 2, 2)


def test_a_column_without_variance_is_said_to_be_one(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    data = examples("moons", 40, 0.1, 0)
    rows = data.rows.copy()
    rows[:, 1] = 3.0
    experiment = Experiment(blocks=(Chosen("depth.batch_norm"),), epochs=2)
    careless = "z, gamma, beta, e = given; return gamma * (z - z.mean(0)) / z.std(0) + beta"
    _, message = message_of(
        experiment, shelf, replaced(solved, "depth.batch_norm", careless), sandbox, replace(data, rows=rows)
    )
    assert "depth.batch_norm in block 1 returned NaN in step 1" in message
    assert "A column of what it was given is the same in every row of the batch: its variance is 0" in message
    outcome, _ = message_of(experiment, shelf, solved, sandbox, replace(data, rows=rows))
    assert outcome == "finished"


def test_with_a_penalty_a_step_uphill_proves_nothing(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    """It may raise the loss that is shown, and be right."""
    experiment = replace(
        DEEP, penalty=Chosen("generalization.l2_penalty", {"strength": 1.0}), learning_rate=50.0, epochs=50
    )
    outcome, message = message_of(experiment, shelf, solved, sandbox)
    assert outcome == "diverged"
    assert "The rate is not the cause" not in message
