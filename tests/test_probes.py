"""Probes: what the questions to a step must be like, so that a wrong answer cannot pass."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from grader.course import Assignment, Course
from grader.probes import (
    DISTINCT_DIMS,
    SMOOTH_DIMS,
    SQUARE_DIMS,
    Probe,
    contract_probe,
    diagnosis_probes,
    large_probe,
    ordinary_probes,
    random_network,
    reference_probes,
    smooth_probes,
    worked_example,
)
from grader.reference import Reference
from grader.sandbox import shared_sandbox
from grader.steps import STEPS, VectorJacobianProduct

SEED = 20240229
STEP_LIST = list(STEPS.values())
IDS = list(STEPS)


def random_probes(step: VectorJacobianProduct, seed: int = SEED) -> list[Probe]:
    return [
        contract_probe(step, seed),
        *reference_probes(step, seed),
        *smooth_probes(step, seed),
        *(probe for probe in diagnosis_probes(step, seed) if probe is not worked_example(step)),
    ]


def arrays(probe: Probe) -> list[np.ndarray]:
    return [value for value in probe.arguments if isinstance(value, np.ndarray)]


@pytest.mark.parametrize("dims", [*DISTINCT_DIMS, *SMOOTH_DIMS], ids=str)
def test_all_sizes_differ_and_there_are_at_least_two_examples(dims: dict[str, int]) -> None:
    assert len(set(dims.values())) == len(dims)
    assert dims["N"] >= 2


@pytest.mark.parametrize("dims", SQUARE_DIMS, ids=str)
def test_square_sizes_are_for_telling_a_forgotten_transpose(dims: dict[str, int]) -> None:
    assert len(set(dims.values())) == 1


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_shapes_are_those_of_the_record(step: VectorJacobianProduct) -> None:
    for probe in random_probes(step):
        for argument, value in zip(step.arguments, probe.arguments, strict=True):
            assert np.shape(value) == argument.sizes(probe.dims)
            assert np.asarray(value).dtype == np.float64


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_a_question_cannot_be_changed_by_who_is_asked(step: VectorJacobianProduct) -> None:
    for probe in random_probes(step):
        with pytest.raises(ValueError, match="read-only"):
            arrays(probe)[0][...] = 0
        before = [value.copy() for value in arrays(probe)]
        for value in probe.fresh_arguments():
            if isinstance(value, np.ndarray):
                value += 1
        assert all(np.array_equal(*pair) for pair in zip(before, arrays(probe), strict=True))


@pytest.mark.parametrize("step", [step for step in STEP_LIST if step.kinked], ids=lambda step: step.function)
def test_pre_activations_are_negative_positive_and_once_0(step: VectorJacobianProduct) -> None:
    for probe in (contract_probe(step, SEED), *ordinary_probes(step, SEED)):
        z = probe.arguments[1]
        assert (z < 0).any()
        assert (z > 0).any()
        assert (z == 0).sum() == 1
        assert ((z > 0) & (z < 0.011)).sum() == 1  # a threshold above 0 is seen there, one below 0 next to it
        assert ((z < 0) & (z > -0.011)).sum() == 1
        assert (probe.arguments[0][np.abs(z) < 0.011] != 0).all()  # else no slope at 0 could be seen
        assert (probe.arguments[0][z < 0] != 0).any()


@pytest.mark.parametrize("step", [step for step in STEP_LIST if step.kinked], ids=lambda step: step.function)
def test_finite_differences_are_taken_away_from_the_kink(step: VectorJacobianProduct) -> None:
    for probe in smooth_probes(step, SEED):
        assert np.abs(probe.arguments[1]).min() > 1e-2


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_magnitudes_lie_on_both_sides_of_1(step: VectorJacobianProduct) -> None:
    for index, argument in enumerate(step.arguments):
        if argument.kind in ("probability", "one-hot", "rate"):
            continue
        values = np.concatenate([np.abs(probe.arguments[index]).ravel() for probe in ordinary_probes(step, SEED)])
        assert (values > 1.1).any()
        assert ((values > 0) & (values < 0.9)).any()


def test_probabilities_sum_to_1_and_targets_are_one_hot() -> None:
    for probe in random_probes(STEPS["dL_dz3"]):
        y_pred, y_target = probe.arguments
        assert np.allclose(y_pred.sum(axis=1), 1)
        assert (y_pred > 0).all()
        assert (y_target.sum(axis=1) == 1).all()
        assert set(np.unique(y_target)) == {0.0, 1.0}


def test_learning_rates_are_numbers_and_none_is_1() -> None:
    rates = [probe.arguments[2] for probe in random_probes(STEPS["update"])]
    assert all(type(rate) is float and rate > 0 and abs(rate - 1) > 1e-3 for rate in rates)
    assert len(set(rates)) == len(rates)


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_each_kind_of_numbers_and_shapes_has_a_question_of_its_own(step: VectorJacobianProduct) -> None:
    probes = reference_probes(step, SEED)
    one = {symbol for probe in probes for symbol, size in probe.dims.items() if size == 1}
    symbols = {symbol for argument in step.arguments for symbol in argument.shape}
    assert one == (symbols if step.function != "dL_dz3" else {"N"})  # one class alone is no choice
    largest = [max(np.abs(value).max() for value in arrays(probe)) for probe in probes]
    if step.function != "dL_dz3":  # probabilities are as large as they are
        gradients = [probe.arguments[0] for probe in probes]
        assert any(np.abs(values).max() < 1e-7 for values in gradients)
        assert max(largest) > 1e7
    rows, columns = large_probe(step, SEED).arguments[0].shape
    assert rows == 130
    assert 300 in (columns, *step.shape(large_probe(step, SEED).dims))


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_the_absolute_terms_add_up_to_no_less_than_the_answer(
    step: VectorJacobianProduct, course: Course, assignment: Assignment
) -> None:
    with Reference(course, assignment, shared_sandbox()) as reference:
        for probe in reference_probes(step, SEED):
            magnitude, answer = reference.magnitude(step, probe), np.abs(reference.answer(step, probe))
            assert (magnitude >= answer * (1 - 1e-12)).all()
            assert (magnitude > 0).any()


@pytest.mark.parametrize("step", STEP_LIST, ids=IDS)
def test_no_two_questions_are_the_same(step: VectorJacobianProduct) -> None:
    first = [arrays(probe)[0].tobytes() for probe in random_probes(step)]
    assert len(set(first)) == len(first)
    assert first != [arrays(probe)[0].tobytes() for probe in random_probes(step, SEED + 1)]


def digest() -> str:
    """Of everything that is asked."""
    summary = hashlib.sha256()
    for step in STEP_LIST:
        for probe in [worked_example(step), *random_probes(step)]:
            for value in probe.arguments:
                summary.update(np.asarray(value).tobytes())
    for row in range(len(DISTINCT_DIMS)):
        for value in random_network(row, SEED).values():
            summary.update(value.tobytes())
    return summary.hexdigest()


def test_the_questions_are_the_same_in_every_process() -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import test_probes; print(test_probes.digest())"
    folder = __file__.rpartition("test_probes")[0]
    ran = subprocess.run(
        [sys.executable, "-c", program, folder],
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "12345"},
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip() == digest()


def test_no_question_is_the_right_answer_to_another_step(course: Course, assignment: Assignment) -> None:
    """Else a submission could remember what it was given, and hand that back."""
    given, answers = set(), set()
    with Reference(course, assignment, shared_sandbox()) as reference:
        for step in STEP_LIST:
            for probe in [contract_probe(step, assignment.seed), *ordinary_probes(step, assignment.seed)]:
                given |= {value.tobytes() for value in arrays(probe)}
                answers.add(reference.answer(step, probe).tobytes())
    assert not given & answers
    assert len(answers) == 4 * len(STEP_LIST)


@pytest.mark.parametrize("row", range(len(DISTINCT_DIMS)))
def test_the_random_network_is_consistent_and_off_the_kinks(row: int) -> None:
    values = random_network(row, SEED)
    assert np.allclose(values["z1"], values["X"] @ values["W1"].T + values["b1"])
    assert np.allclose(values["a2"], np.maximum(values["z2"], 0))
    assert min(np.abs(values["z1"]).min(), np.abs(values["z2"]).min()) > 1e-3
    assert (values["z1"] < 0).any()
    assert (values["z2"] < 0).any()
    assert values["y_target"].shape == values["y_pred"].shape
