"""The wrong implementations are wrong, each in its own way, and stand alone.

The truth is numerical: each step's forward map from ``grader.steps``, differentiated by central differences.
At ReLU's kink any slope in [0, 1] is right, so entries there count neither for nor against a mistake.
"""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import by_hand
from grader.finite_differences import vector_jacobian_product
from grader.mistakes import BANK, mistakes_of
from grader.network import softmax
from grader.probes import diagnosis_probes, reference_probes, smooth_probes, worked_example
from grader.steps import STEPS

SEED = 20240229

every_step = pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
seeds = st.integers(0, 2**32 - 1)
few_examples = settings(max_examples=10, deadline=None)


@every_step
@few_examples
@given(seed=seeds)
def test_every_mistake_differs_from_the_truth(step, seed):
    for draw in (reference_probes, smooth_probes):
        probes = draw(step, seed)
        right = [truth(step, probe) for probe in probes]
        for mistake in mistakes_of(step.function):
            given_ = [answer(mistake.wrong, probe) for probe in probes]
            assert not all(map(alike, given_, right)), f"{mistake.id} is right on {draw.__name__}"


@every_step
@few_examples
@given(seed=seeds)
def test_any_two_mistakes_of_a_step_can_be_told_apart(step, seed):
    answers = {
        mistake.id: [off_kink(step, probe, answer(mistake.wrong, probe)) for probe in diagnosis_probes(step, seed)]
        for mistake in mistakes_of(step.function)
    }
    for first, second in combinations(answers, 2):
        assert not all(map(alike, answers[first], answers[second])), f"{first} and {second} are one mistake"


@every_step
def test_a_mistake_that_stops_on_distinct_sizes_answers_on_equal_ones(step):
    equal_sizes = [probe for probe in diagnosis_probes(step, SEED) if len(set(probe.dims.values())) == 1]
    assert len(equal_sizes) >= 2
    for mistake in mistakes_of(step.function):
        for probe in equal_sizes:
            got = answer(mistake.wrong, probe)
            assert got is not None, mistake.id
            assert np.isfinite(got).all(), mistake.id


@every_step
def test_a_mistake_leaves_its_arguments_alone(step):
    for mistake in mistakes_of(step.function):
        for probe in diagnosis_probes(step, SEED):
            arguments = probe.fresh_arguments()
            attempt(mistake.wrong, arguments)
            for before, after in zip(probe.arguments, arguments, strict=True):
                assert np.array_equal(after, before), mistake.id


@every_step
def test_its_source_stands_alone_and_gives_the_same(step):
    for mistake in mistakes_of(step.function):
        namespace: dict = {}
        exec(compile(mistake.source(), mistake.id, "exec"), namespace)
        defined = {name for name in namespace if not name.startswith("__")}
        assert defined == {"np", mistake.wrong.__name__, mistake.step}, mistake.id
        for probe in diagnosis_probes(step, SEED):
            alone = answer(namespace[mistake.step], probe)
            assert exactly_alike(alone, answer(mistake.wrong, probe)), mistake.id


def test_a_mistake_that_only_changes_the_kink_would_not_count_as_one():
    step = STEPS["dL_dz2"]
    for probe in reference_probes(step, SEED):
        for slope_at_0 in (0.0, 0.5, 1.0):
            given_ = answer(lambda dL_da, z: dL_da * np.heaviside(z, slope_at_0), probe)  # noqa: B023
            assert alike(off_kink(step, probe, given_), truth(step, probe))


@pytest.mark.parametrize(
    ("function", "right"),
    [
        ("dL_dz3", lambda y_pred, y_target: (y_pred - y_target) / len(y_pred)),
        ("dL_dW2", lambda dL_dz2, a1: sum(np.outer(d, a) for d, a in zip(dL_dz2, a1, strict=True))),
        ("update", lambda w, dL_dw, learning_rate: w - learning_rate * dL_dw),
    ],
)
def test_a_right_function_would_not_pass_for_a_mistake(function, right):
    step = STEPS[function]
    for probe in (*reference_probes(step, SEED), *smooth_probes(step, SEED)):
        assert alike(answer(right, probe), truth(step, probe))


def test_the_exercise_by_hand_cannot_see_these_mistakes():
    """With one example, and no negative pre-activation in layer 2, these mistakes give the right numbers."""
    unseen = {mistake_id for mistake_id in BANK if right_by_hand(BANK[mistake_id])}
    assert {"dL_dz3:not-divided", "dL_dz3:divided-twice", "dL_dz2:no-mask", "dL_db2:averaged"} <= unseen
    assert "dL_dz1:no-mask" not in unseen
    assert "dL_dW2:operands-swapped" not in unseen


def test_the_published_spreadsheets_error_is_in_the_bank():
    """It copies dL_da2 into dL_dz2, so the first bias of layer 2 has a gradient where its z2 is negative."""
    z2 = np.array([[-1.0, 4, 6, 1], [-2, 4, 4, 2]])
    z3 = np.array([[-3.0, 2, 2], [1, 2, 0]])
    dL_dz3 = softmax(z3) - [[0, 0, 1], [0, 1, 0]]  # the loss is summed there, not averaged
    W3 = np.array([[0.0, -1, -1, 2], [-1, 0, 0, 0], [-1, 0, 1, 0]])
    dL_da2 = dL_dz3 @ W3
    published = BANK["dL_dz2:no-mask"].wrong(dL_da2, z2).sum(axis=0)
    assert published[0] == pytest.approx(0.24808613, abs=1e-7)
    masked = np.where(z2 > 0, dL_da2, 0).sum(axis=0)
    np.testing.assert_allclose(masked, [0, -0.24808613, -0.65973439, 0.49617227], atol=1e-7)


@cache
def truth(step, probe):
    """What the step must return, by numerical differentiation; NaN at the kink: a range is right there."""
    return off_kink(step, probe, vector_jacobian_product(step, probe))


def answer(function, probe):
    """The function's result as an array, or None where it raises."""
    return attempt(function, probe.fresh_arguments())


def attempt(function, arguments):
    try:
        with np.errstate(all="ignore"):
            return np.asarray(function(*arguments), dtype=np.float64)
    except ValueError:  # shapes that do not fit: nothing else may go wrong in a wrong implementation
        return None


def off_kink(step, probe, array):
    if not step.kinked or array is None or array.shape != probe.arguments[1].shape:
        return array
    return np.where(probe.arguments[1] == 0, np.nan, array)


def alike(first, second):
    """Both stop, or both answer, in the same shape and with the same numbers as far as both are numbers."""
    if first is None or second is None:
        return first is second
    if first.shape != second.shape:
        return False
    known = ~(np.isnan(first) | np.isnan(second))
    scale = max(np.abs(second[known]).max(initial=0.0), 1e-3)
    return bool(np.abs(first[known] - second[known]).max(initial=0.0) <= 1e-4 * scale)


def exactly_alike(first, second):
    if first is None or second is None:
        return first is second
    return np.array_equal(first, second, equal_nan=True)  # the worked example's y_pred has a 0 to divide by


def right_by_hand(mistake):
    given_ = answer(mistake.wrong, worked_example(STEPS[mistake.step]))
    wanted = by_hand.VALUES[mistake.step]
    return given_ is not None and given_.shape == wanted.shape and bool(np.allclose(given_, wanted))
