"""Trained networks that are asked again: the same answers as in training, and digits that fool them."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from grader.sandbox import Chunk, Sandbox
from quiz_app.drawing.asking import AskedNetworks, NotAnswered
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.run import open_experiment
from quiz_app.runs.network_file import network_in, of_weights
from quiz_app.runs.weights_file import WeightsRefused
from quiz_app.training.data import load_digits
from quiz_app.training.evaluation import first_weights
from quiz_app.training.examples import examples
from quiz_app.training.recipes import recipes
from quiz_app.training.trained import TrainedNetwork, blocks_in_use, in_words, trained_network

LINEAR = Chosen("linear", units=20)
NORMED = (LINEAR, Chosen("depth.batch_norm"), Chosen("functions.tanh"), Chosen("generalization.dropout"))
DEEP = (LINEAR, Chosen("functions.tanh"), *[Chosen("depth.residual")] * 18)
SCALE = np.float32(1 / 255)
Files = Mapping[str, tuple[Chunk, ...]]


@pytest.fixture(scope="module")
def asked() -> Iterator[AskedNetworks]:
    with AskedNetworks() as networks:
        yield networks


@pytest.fixture(scope="module", params=[NORMED, DEEP], ids=["batch norm and dropout", "twenty layers"])
def network(request: pytest.FixtureRequest, shelf: Shelf, solved: Files, sandbox: Sandbox) -> TrainedNetwork:
    """Trained for a moment on few digits."""
    experiment = Experiment(
        data="digits",
        examples=400,
        blocks=request.param,
        initialisation="engine.small",
        learning_rate=0.1,
        epochs=10,
    )
    data = examples("digits", 400, 0.0, 0)
    program = assembled(experiment, shelf, 784, 10)
    with open_experiment(experiment, program, solved, data, sandbox, 60.0) as run:
        for _ in run:
            pass
    assert run.outcome == "finished", run.message
    used = {name.partition(".")[0] for name in program.all_functions}
    files = [(name, chunks) for name, chunks in solved.items() if name in used]
    found = trained_network(program, run.weights, files, data.rows)
    assert found is not None
    return found


def test_a_digit_gets_the_same_answer_each_time_whatever_is_asked_beside_it(
    network: TrainedNetwork, asked: AskedNetworks
) -> None:
    digits = load_digits()
    of = asked.of(network.digest, lambda: network)
    alone = np.concatenate(
        [of.probabilities(digits.test_images[place : place + 1] * SCALE) for place in (0, 500, 900)]
    )
    again = of.probabilities(digits.test_images[500:501] * SCALE)
    assert np.array_equal(alone[1], again[0])
    assert alone.sum(axis=1) == pytest.approx(1)
    everything = of.probabilities(digits.test_images * SCALE)
    right = (everything.argmax(axis=1) == digits.test_labels).mean()
    assert right > 0.5
    first, last = min(blocks_in_use(network.program)), max(blocks_in_use(network.program))
    assert of.block(digits.test_images[:1] * SCALE, first).shape == (1, 20)
    assert of.block(digits.test_images[:1] * SCALE, last).shape == (1, 10)


def test_it_is_fooled_along_the_way_back_of_its_own_functions(network: TrainedNetwork, asked: AskedNetworks) -> None:
    digits = load_digits()
    of = asked.of(network.digest, lambda: network)
    change = of.smallest_change(digits.test_images[500] / 255)
    before, after = change.answers
    assert before != after
    assert of.probabilities(change.before[None])[0].argmax() == before
    assert of.probabilities(change.after[None])[0].argmax() == after
    assert change.share < 0.5
    assert change.after.min() >= 0
    assert change.after.max() <= 1
    nearly = change.before + 0.98 * change.difference
    assert of.probabilities(nearly[None])[0].argmax() == before  # a little less is not enough


def test_it_comes_back_from_a_file(network: TrainedNetwork) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **network.arrays())
    back = network_in(buffer.getvalue())
    assert back.digest == network.digest
    assert (back.answers, back.goes_back, back.plain) == (True, True, False)
    assert len(back.beside) == (256 if network.program.mixes else 0)
    damaged = network.arrays() | {"w1": np.zeros((3, 3), np.float32)}
    buffer = io.BytesIO()
    np.savez(buffer, **damaged)
    with pytest.raises(WeightsRefused, match="not those of the network"):
        network_in(buffer.getvalue())


def test_what_it_is_stands_in_a_few_words(network: TrainedNetwork) -> None:
    if network.program.mixes:
        assert in_words(network.program) == "2 × linear, batch norm, tanh, dropout"
        assert network.leaves_out
        assert 3 not in blocks_in_use(network.program)
    else:
        assert in_words(network.program) == "2 × linear, tanh, 18 × residual"
        assert not network.leaves_out
    plain = recipes()["backprop"].program((784, 30, 20, 10), 0)
    assert in_words(plain) == "784-30-20-10"


def test_a_function_that_fails_or_is_missing_is_said_and_asked_anew_next_time(
    network: TrainedNetwork, asked: AskedNetworks
) -> None:
    name, chunks = network.files[0]
    wrong = Chunk("wrong.py", "def dL_dz3(y_pred, y_target):\n    raise ValueError('not today')\n")
    broken = dataclasses.replace(network, files=((name, (*chunks, wrong)), *network.files[1:]))
    of = asked.of(broken.digest, lambda: broken)
    image = load_digits().test_images[0] / 255
    for _ in range(2):
        with pytest.raises(NotAnswered, match=r"dL_dz3 raised ValueError.*not today"):
            of.smallest_change(image)
    lost = dataclasses.replace(network, files=network.files[:1])
    with pytest.raises(NotAnswered, match="missing"):
        asked.of(lost.digest, lambda: lost).probabilities(image[None])


def test_a_lessons_own_network_is_fooled_by_its_own_way_back(solved: Files, asked: AskedNetworks) -> None:
    weights = first_weights(recipes()["backprop"].program((784, 30, 20, 10), 0), 0)
    own = of_weights(weights, "backprop", solved["backprop"])
    assert own.plain
    change = asked.of(own.digest, lambda: own).smallest_change(load_digits().test_images[500] / 255)
    assert change.answers[0] != change.answers[1]
    assert change.share < 0.5
