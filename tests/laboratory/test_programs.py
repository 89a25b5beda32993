"""Any network that can be built has the gradients that finite differences give, and trains the same from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import Course
from grader.functions import Argument, Function, Result, Role, gradients, numbers
from grader.key.facts import signature_of
from grader.sandbox import Chunk
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.assembling import shelf as shelf_of_parts
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.parts import Parts
from quiz_app.laboratory.records import signatures_of
from quiz_app.training.calls import ProgramCalls
from quiz_app.training.looking import norms as gradient_norms
from quiz_app.training.looking import spoilt
from quiz_app.training.program import Program
from quiz_app.training.recipes import recipes
from quiz_app.training.trainer import Trainer

STEP = 1e-6
KINDS = (
    "linear",
    "relu",
    "functions.sigmoid",
    "functions.tanh",
    "functions.leaky_relu",
    "functions.softmax",
    "depth.batch_norm",
    "depth.residual",
    "generalization.dropout",
)
LOSSES = ("cross-entropy", "functions.mean_squared_error", "functions.binary_cross_entropy", "functions.huber")


def functions_of(program: Program, files: Mapping[str, tuple[Chunk, ...]]) -> dict[str, Any]:
    """As the worker gets them."""
    calls = ProgramCalls({}, program)
    for name in {function.partition(".")[0] for function in program.functions}:
        for chunk in files[name]:
            calls.training_module(name, chunk.label, chunk.source, chunk.lines_before)
    return calls.functions()


def begun(trainer: Trainer) -> Trainer:
    trainer.begin_again()
    return trainer


def trainer_of(
    experiment: Experiment, shelf: Shelf, files: Mapping[str, tuple[Chunk, ...]], classes: int = 3
) -> Trainer:
    """A trainer in float64 on a few random rows with three inputs."""
    program = assembled(experiment, shelf, 3, classes)
    random = np.random.default_rng(experiment.seed)
    rows, labels = random.standard_normal((9, 3)), np.arange(9) % classes
    held = random.standard_normal((4, 3)), np.arange(4) % classes
    functions = functions_of(program, files)
    return begun(Trainer(program, functions, rows, labels, *held, classes, experiment.seed, np.float64))


@st.composite
def networks(draw: st.DrawFn) -> Experiment:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=5))
    blocks = tuple(Chosen(kind, units=draw(st.integers(2, 5)) if kind == "linear" else 0) for kind in kinds)
    loss = draw(st.sampled_from(LOSSES))
    output = Chosen(draw(st.sampled_from(("functions.sigmoid", "functions.softmax")))) if "." in loss else None
    return Experiment(
        blocks=blocks,
        loss=Chosen(loss),
        output=output,
        seed=draw(st.integers(0, 10_000)),
        initialisation=draw(st.sampled_from(("engine.by_width", "depth.he_init", "depth.xavier_init"))),
    )


@settings(max_examples=40, deadline=None)
@given(experiment=networks())
def test_gradients_agree_with_finite_differences(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]], experiment: Experiment
) -> None:
    agrees_with_finite_differences(trainer_of(experiment, shelf, solved), 3)


@settings(max_examples=20, deadline=None)
@given(sizes=st.tuples(*[st.integers(2, 6)] * 3), seed=st.integers(0, 10_000))
def test_gradients_of_a_lessons_own_network_do_too(
    solved: Mapping[str, tuple[Chunk, ...]], sizes: tuple[int, int, int], seed: int
) -> None:
    agrees_with_finite_differences(lessons_own(solved, (*sizes, 3), seed), sizes[0])


@settings(max_examples=10, deadline=None)
@given(sizes=st.tuples(*[st.integers(2, 6)] * 3), seed=st.integers(0, 10_000))
def test_a_lessons_own_network_is_that_of_the_same_blocks(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]], sizes: tuple[int, int, int], seed: int
) -> None:
    """Its layers are called by functions of their own; from the same weights they give the same gradients."""
    inputs, first, second = sizes
    own = lessons_own(solved, (*sizes, 3), seed)
    blocks = (Chosen("linear", units=first), Chosen("relu"), Chosen("linear", units=second), Chosen("relu"))
    program = assembled(Experiment(blocks=blocks), shelf, inputs, 3)
    rows, labels = np.random.default_rng(seed).standard_normal((7, inputs)), np.arange(7) % 3
    functions = functions_of(program, solved)
    of_blocks = begun(Trainer(program, functions, rows, labels, rows, labels, 3, seed, np.float64))
    of_blocks.weights = dict(zip(of_blocks.weights, own.weights.values(), strict=True))
    values, others = own.passed(rows, labels), of_blocks.passed(rows, labels)
    assert values["loss"] == pytest.approx(others["loss"])
    for one, other in zip(own.program.parameters, program.parameters, strict=True):
        assert values[f"d{one.name}"] == pytest.approx(others[f"d{other.name}"])


def lessons_own(files: Mapping[str, tuple[Chunk, ...]], sizes: tuple[int, ...], seed: int) -> Trainer:
    """A trainer of the lesson's own network, in float64."""
    program = recipes()["backprop"].program(sizes, 0)
    rows, labels = np.random.default_rng(seed).standard_normal((7, sizes[0])), np.arange(7) % 3
    functions = functions_of(program, files)
    return begun(Trainer(program, functions, rows, labels, rows, labels, sizes[-1], seed, np.float64))


def agrees_with_finite_differences(trainer: Trainer, inputs: int) -> None:
    rows, labels = np.random.default_rng(1).standard_normal((7, inputs)), np.arange(7) % 3
    weights = {  # biases of 0 put ReLU on its kink where an input is 0
        name: weight + 0.1 * np.random.default_rng(3).standard_normal(weight.shape)
        for name, weight in trainer.weights.items()
    }

    def passed(moved: Mapping[str, Any]) -> dict[str, Any]:
        trainer.weights = {**weights, **moved}
        trainer.begin_chance(5)  # what is left out at random is the same each time
        return trainer.passed(rows, labels)

    values = passed({})
    random = np.random.default_rng(2)
    for parameter in trainer.program.parameters:
        weight, gradient = weights[parameter.name], values[f"d{parameter.name}"]
        direction = random.standard_normal(weight.shape)
        losses = [float(passed({parameter.name: weight + sign * STEP * direction})["loss"]) for sign in (1, -1)]
        slope, told = (losses[0] - losses[1]) / (2 * STEP), float((gradient * direction).sum())
        assert told == pytest.approx(slope, rel=2e-3, abs=2e-5), parameter


@pytest.mark.parametrize(
    "optimizer", ["backprop.update", "optimizers.momentum", "optimizers.rmsprop", "optimizers.adam"]
)
def test_every_optimizer_makes_the_loss_smaller(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]], optimizer: str
) -> None:
    experiment = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")), optimizer=Chosen(optimizer))
    losses = trainer_of(experiment, shelf, solved).advance(200, 9, 0.03)
    assert losses[-1] < losses[0] - 0.1


def test_the_same_seed_gives_the_same_run(shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]) -> None:
    experiment = Experiment(
        blocks=(Chosen("linear", units=6), Chosen("relu"), Chosen("generalization.dropout")),
        batches=Chosen("optimizers.minibatches"),
        initialisation="depth.he_init",
    )
    first, second = (trainer_of(experiment, shelf, solved).advance(20, 4, 0.1) for _ in range(2))
    assert (first == second).all()
    other = trainer_of(replace(experiment, seed=1), shelf, solved).advance(20, 4, 0.1)
    assert (first != other).any()


def test_all_that_a_run_may_have_takes_part(shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]) -> None:
    """Each leaves a trace of its own in the gradients, the rate, the order or the end."""
    plain = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")))

    def norms(experiment: Experiment) -> np.ndarray[Any, Any]:
        trainer = trainer_of(experiment, shelf, solved)
        trainer.advance(1, 9, 0.1)
        return gradient_norms(trainer)

    penalised = norms(replace(plain, penalty=Chosen("generalization.l2_penalty", {"strength": 0.5})))
    assert (penalised[0::2] != norms(plain)[0::2]).all()  # weights
    assert penalised[1::2] == pytest.approx(norms(plain)[1::2])  # and no biases
    clipped = norms(replace(plain, clipping=Chosen("depth.clip_by_norm", {"max_norm": 0.02})))
    assert np.sqrt((clipped**2).sum()) == pytest.approx(0.02, rel=1e-3)
    scheduled = trainer_of(
        replace(plain, schedule=Chosen("optimizers.learning_rate_at", {"drop": 0.1, "every": 1})), shelf, solved
    )
    before = scheduled.weights["w1"]
    scheduled.advance(1, 9, 0.1)
    first = np.abs(scheduled.weights["w1"] - before).max()
    before = scheduled.weights["w1"]
    scheduled.advance(1, 9, 0.1)
    assert np.abs(scheduled.weights["w1"] - before).max() < 0.3 * first
    stopping = trainer_of(replace(plain, stop=Chosen("generalization.should_stop", {"patience": 1})), shelf, solved)
    assert len(stopping.advance(5000, 9, 0.5)) < 5000
    assert stopping.stopped


def test_what_is_left_out_in_use_hands_on_what_came_to_it(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    dropout = Chosen("generalization.dropout", {"keep": 0.3})
    experiment = Experiment(blocks=(dropout, Chosen("linear", units=4), dropout, dropout, Chosen("relu")))
    trainer = trainer_of(experiment, shelf, solved)
    rows = np.random.default_rng(0).standard_normal((5, 3))
    assert (trainer.outputs(rows) == trainer.outputs(rows)).all()
    without = trainer_of(replace(experiment, blocks=(Chosen("linear", units=4), Chosen("relu"))), shelf, solved)
    without.weights = {new: trainer.weights[old] for new, old in zip(without.weights, trainer.weights, strict=True)}
    assert trainer.outputs(rows) == pytest.approx(without.outputs(rows))


def test_a_single_row_goes_through_batch_norm_beside_others(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    trainer = trainer_of(Experiment(blocks=(Chosen("linear", units=4), Chosen("depth.batch_norm"))), shelf, solved)
    rows = np.random.default_rng(0).standard_normal((2, 3))
    assert not (trainer.outputs(rows[:1]) == trainer.outputs(rows[1:])).all()  # alone, each would be all zeros


def test_a_gradient_that_a_penalty_and_clipping_change_keeps_its_first_value(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    """Else a wrong gradient could not be told from what was made of it."""
    experiment = Experiment(
        blocks=(Chosen("linear", units=6), Chosen("relu")),
        penalty=Chosen("generalization.l2_penalty", {"strength": 0.5}),
        clipping=Chosen("depth.clip_by_norm", {"max_norm": 0.02}),
    )
    trainer = trainer_of(experiment, shelf, solved)
    name = trainer.program.parameters[0].name
    trainer.advance(1, 9, 0.1)
    first, penalised, clipped = (trainer.value(f"d{name}{more}") for more in ("~~", "~", ""))
    assert (first != penalised).all()
    assert np.abs(clipped).max() < np.abs(penalised).max()
    broken = functions_of(trainer.program, solved)
    spoiling = trainer.program.backward[1].function
    right = broken[spoiling]
    broken[spoiling] = lambda *given: right(*given) * np.nan
    rows = np.random.default_rng(0).standard_normal((9, 3))
    other = begun(Trainer(trainer.program, broken, rows, np.arange(9) % 3, rows, np.arange(9) % 3, 3))
    other.advance(3, 9, 0.1)
    number, place, what, _ = spoilt(other)
    assert (trainer.program.backward[place].function, number, what) == (spoiling, 1, "NaN")


def test_the_gradient_with_respect_to_the_inputs_is_not_asked_for(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    """It costs time, and nobody needs it: one linear block alone needs no function that goes back through it."""
    program = assembled(Experiment(), shelf, 3, 3)
    assert [call.function for call in program.backward] == ["backprop.dL_dz3", "backprop.dL_dW2", "backprop.dL_db2"]


def test_a_confident_wrong_prediction_costs_much_and_not_infinitely_much(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    """Else a cross-entropy that explodes would look like one that is merely bad."""
    trainer = trainer_of(Experiment(), shelf, solved)
    trainer.weights = {name: 1000 * np.sign(weight + 0.001) for name, weight in trainer.weights.items()}
    assert 300 < trainer.passed(np.eye(3), np.array([0, 1, 2]))["loss"] < np.inf
    losses = trainer_of(Experiment(), shelf, solved).advance(500, 9, 100.0)
    assert np.isfinite(losses).all()


SWISH = """
import numpy as np
def swish(z):
    return z / (1 + np.exp(-z))
def dL_dz_swish(dL_da, z):
    s = 1 / (1 + np.exp(-z))
    return dL_da * (s + z * s * (1 - s))
"""


def test_an_instructors_own_activation_appears_and_trains(
    course: Course, solved: Mapping[str, tuple[Chunk, ...]]
) -> None:
    """By its role alone: no part of the laboratory names a function."""
    z, back = Argument("z", numbers("N", "n")), Argument("dL_da", gradients("N", "n"))
    result = (Result("z", ("N", "n")),)
    records = (
        Function("swish", (z,), result, role=Role("activation", partner="mine.dL_dz_swish")),
        Function("dL_dz_swish", (back, z), result, role=Role("derivative", partner="mine.swish")),
    )
    known = [(name, signatures_of(course, one)) for name, one in course.assignments.items()]
    at_hand = shelf_of_parts(Parts([*known, ("mine", {each.name: signature_of(each) for each in records})]))
    assert "mine.swish" in at_hand.blocks
    experiment = Experiment(blocks=(Chosen("linear", units=6), Chosen("mine.swish")))
    trainer = trainer_of(experiment, at_hand, {**solved, "mine": (Chunk("mine.py", SWISH),)})
    losses = trainer.advance(200, 9, 0.1)
    assert losses[-1] < losses[0] - 0.1


def test_every_function_with_a_part_to_play_is_on_the_shelf(shelf: Shelf) -> None:
    shown = {*shelf.blocks, *shelf.losses, *shelf.first_weights, *shelf.penalties, *shelf.clippings}
    shown |= {*shelf.schedules, *shelf.stops, *shelf.batches}
    parts = ("activation", "layer", "initialisation", "penalty", "clipping", "schedule", "stop rule", "batches")
    assert {part.name for each in parts for part in shelf.parts.playing(each)} <= shown
    assert len(shelf.optimizers) == 4


@given(strength=st.floats(0.001, 5.0), rate=st.floats(0.001, 1.0))
def test_a_penalty_pulls_by_its_own_strength_and_not_by_the_rate(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]], strength: float, rate: float
) -> None:
    plain = Experiment(blocks=(Chosen("linear", units=3), Chosen("relu")), learning_rate=rate)
    pulled = plain.with_(penalty=Chosen("generalization.l2_penalty", {"strength": strength}))
    rows, labels = np.random.default_rng(1).standard_normal((7, 3)), np.arange(7) % 3
    trainers = [trainer_of(one, shelf, solved) for one in (plain, pulled)]
    before, after = (trainer.passed(rows, labels) for trainer in trainers)
    for parameter in trainers[0].program.parameters:
        weight = trainers[0].weights[parameter.name]
        pull = strength * weight if weight.ndim == 2 else 0.0 * weight
        assert after[f"d{parameter.name}"] == pytest.approx(before[f"d{parameter.name}"] + pull)


@settings(max_examples=40, deadline=None)
@given(experiment=networks())
def test_what_a_class_would_cost_changes_with_the_inputs_as_finite_differences_say(
    shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]], experiment: Experiment
) -> None:
    """In use: dropout is left out, and one row alone goes through batch norm beside others."""
    slopes_agree(trainer_of(experiment, shelf, solved), 3)


def test_of_a_lessons_own_network_they_do_too(solved: Mapping[str, tuple[Chunk, ...]]) -> None:
    slopes_agree(lessons_own(solved, (5, 4, 6, 3), 1), 5)


def slopes_agree(trainer: Trainer, inputs: int) -> None:
    random = np.random.default_rng(4)
    trainer.weights = {
        name: weight + 0.1 * np.random.default_rng(3).standard_normal(weight.shape)
        for name, weight in trainer.weights.items()
    }
    row, direction = random.standard_normal((1, inputs)), random.standard_normal((1, inputs))
    _, slopes = trainer.by_inputs(row)
    ahead, behind = (trainer.by_inputs(row + sign * STEP * direction)[0] for sign in (1, -1))
    assert slopes @ direction[0] == pytest.approx((ahead - behind) / (2 * STEP), rel=2e-3, abs=2e-5)


def test_a_row_stands_beside_rows_of_every_class(shelf: Shelf, solved: Mapping[str, tuple[Chunk, ...]]) -> None:
    """Digits come sorted: beside the first ones, which are all zeros, no other digit looks as in training."""
    program = assembled(Experiment(blocks=(Chosen("linear", units=4), Chosen("depth.batch_norm"))), shelf, 3, 3)
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), 400)
    rows = random.standard_normal((1200, 3)) + 5 * np.eye(3)[labels]
    trainer = begun(Trainer(program, functions_of(program, solved), rows, labels, rows, labels, 3, 0, np.float64))
    alone = np.concatenate([trainer.outputs(rows[place : place + 1]) for place in (0, 500, 1000)])
    assert alone == pytest.approx(trainer.outputs(rows)[[0, 500, 1000]], abs=0.02)
