"""A random search: what is drawn, how much a choice explains, and words that claim no more than was seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.sweep import WORST, SweepTrial, drawn, explained, in_words, shares, trials
from quiz_app.runs.measuring import Measured
from quiz_app.runs.progress import LaneView, Point
from quiz_app.training.examples import sizes

OPTIMIZERS = ("backprop.update", "optimizers.adam")


def trial(
    loss: float, rate: float = 0.1, optimizer: str = "optimizers.adam", batch: int = 16, width: int = 8
) -> SweepTrial:
    return SweepTrial(Experiment(), optimizer, rate, batch, width, loss, 0.5, math.isinf(loss))


def at_random(loss: str, count: int = 60, seed: int = 0) -> list[SweepTrial]:
    """Trials whose loss depends on what `loss` names, or on nothing."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        rate, optimizer = float(10 ** rng.uniform(-3, 0)), OPTIMIZERS[rng.integers(2)]
        batch, width = int(2 ** rng.integers(3, 9)), int(2 ** rng.integers(3, 9))
        known = {"rate": abs(math.log10(rate) + 1.5), "optimizer": float(optimizer == OPTIMIZERS[0]), "": 0.0}
        wants = -0.75 if optimizer == OPTIMIZERS[0] else -2.25
        known["together"] = 2 * abs(math.log10(rate) - wants)
        found.append(trial(math.exp(known[loss] - 1 + 0.1 * rng.normal()), rate, optimizer, batch, width))
    return found


def test_what_is_drawn_can_be_assembled_and_lies_within_what_was_chosen(shelf: Shelf) -> None:
    found = drawn(shelf, OPTIMIZERS, (8, 64), (16, 32), 200, 3)
    assert {one.optimizer.use for one in found if one.optimizer} == set(OPTIMIZERS)
    assert {one.batch_size for one in found} == {8, 64}
    assert {one.blocks[0].units for one in found} == {16, 32}
    rates = np.log10([one.learning_rate for one in found])
    assert rates.min() >= -3
    assert rates.max() <= math.log10(3)
    assert np.histogram(rates, 3)[0].min() > 40  # even on a logarithmic scale
    for one in found[:10]:
        assert "backprop.dL_dW2" in assembled(one, shelf, *sizes(one.data)).functions


def test_the_same_seed_draws_the_same_and_another_one_others(shelf: Shelf) -> None:
    first, again = (drawn(shelf, OPTIMIZERS, (8, 64), (16, 32), 20, 3) for _ in range(2))
    assert first == again
    assert first != drawn(shelf, OPTIMIZERS, (8, 64), (16, 32), 20, 4)


@given(arrays(float, 24, elements=st.floats(-100, 100)), arrays(np.intp, 24, elements=st.integers(0, 4)))
def test_a_share_is_a_share(values: np.ndarray, groups: np.ndarray) -> None:
    assert 0.0 <= explained(values, groups) <= 1.0


def test_what_a_choice_decides_it_explains_whole_and_what_it_does_not_touch_not_at_all() -> None:
    groups = np.repeat(np.arange(4), 10)
    assert explained(groups.astype(float), groups) == pytest.approx(1.0)
    noise = np.random.default_rng(0).normal(size=(200, 40))
    assert np.mean([explained(values, groups) for values in noise]) < 0.04  # about 0, cut at 0


@pytest.mark.parametrize(
    ("decides", "said"),
    [("rate", "The learning rate mattered most: it explains"), ("optimizer", "The optimizer mattered most")],
)
def test_what_decides_is_named_and_nothing_else(decides: str, said: str) -> None:
    words = " ".join(in_words(at_random(decides)))
    assert said in words
    assert "together" not in words
    assert "batch size" in words.partition("no more is seen than chance gives")[0].rpartition("Of ")[2]


def test_where_nothing_decides_nothing_is_claimed() -> None:
    claimed = [any(one.matters for one in shares(at_random("", seed=seed))) for seed in range(20)]
    assert sum(claimed) <= 4  # each of five choices is lucky in 2 of 100 cases
    quiet = next(seed for seed, claims in enumerate(claimed) if not claims)
    assert "Nothing mattered" in in_words(at_random("", seed=quiet))[1]


def test_a_rate_that_suits_one_optimizer_and_not_the_other_is_said() -> None:
    assert "each optimizer wants a rate of its own" in " ".join(in_words(at_random("together", 120)))


def test_few_trials_say_which_was_best_and_no_more() -> None:
    words = in_words([trial(0.5), trial(0.2, rate=0.03), trial(math.inf)])
    assert words == [
        "Best: adam, rate 0.03, batches of 16, 8 units: loss 0.200, 50.0 % read correctly.",
        "3 trials are too few to say what mattered: 12 at least.",
    ]
    assert in_words([]) == ["No trial has come to its end yet."]


def test_trials_that_are_all_alike_tell_nothing() -> None:
    assert shares([trial(0.5, rate) for rate in np.geomspace(0.001, 1, 20)]) == []


def test_only_what_has_ended_by_itself_is_compared() -> None:
    def lane(outcome: str, loss: float = 0.5) -> LaneView:
        point = Point(1, 1, 1.0, None, (), Measured(loss, 0.9, loss, 0.8))
        return LaneView("trial", outcome, step=1, points=(point,))  # type: ignore[arg-type]

    one = Experiment(blocks=(Chosen("linear", units=4),), optimizer=Chosen("optimizers.adam"))
    lanes = [lane("finished"), lane("stopped"), lane("diverged"), lane("failed"), LaneView("waits")]
    found = trials([one] * 5, lanes)
    assert [(each.loss, each.diverged) for each in found] == [(0.5, False), (math.inf, True)]
    assert min(found[1].loss, WORST) == WORST
