"""Why a training ended badly: found out by trying, for each cause, and said only where it was found."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from digit_trainer import RECIPE, Asked, trainer_of

from quiz_app.training.data import Digits
from quiz_app.training.engine import has_diverged
from quiz_app.training.evidence import Evidence, Trial, gather
from quiz_app.training.outcome import cause, diverged, finished
from quiz_app.training.probing import retry

SIZES, BATCH = (12, 16, 12, 10), 10
PROGRAM = RECIPE.program(SIZES, 0)
Changed = Callable[[str], dict[str, Any]]


def found(functions: Mapping[str, Any], digits: Digits, rate: float, steps: int = 400) -> tuple[Evidence, str]:
    """What is found out after a training with this rate, and the sentence about it."""
    trainer = trainer_of(functions, digits, sizes=SIZES)
    losses = trainer.advance(steps, BATCH, rate)
    evidence = gather(Asked(trainer), BATCH, rate, losses)
    loss = float(losses[-1])
    if has_diverged(loss, 10):
        return evidence, diverged(PROGRAM, len(losses), rate, loss, evidence)
    return evidence, finished(PROGRAM, 0.1, loss, rate, evidence)


def test_a_rate_that_is_too_high_is_shown_by_a_smaller_one(functions: dict[str, Any], digits: Digits) -> None:
    evidence, text = found(functions, digits, 50.0)
    assert not evidence.uphill
    assert "Diverged at step" in text
    assert "do not diverge, and the loss goes from" in text
    assert text.endswith("The rate was too high.")


def test_a_rate_that_is_too_low_is_shown_by_a_larger_one(functions: dict[str, Any], digits: Digits) -> None:
    _, text = found(functions, digits, 1e-4, steps=100)
    assert text.endswith("with 0.0001. The rate was too low.")


@pytest.mark.parametrize(
    "source",
    ["def update(w, g, r):\n    return w + r * g\n", "def dL_dz3(p, y):\n    return (y - p) / len(p)\n"],
)
def test_a_step_uphill_is_not_blamed_on_the_rate(changed: Changed, digits: Digits, source: str) -> None:
    evidence, text = found(changed(source), digits, 0.1)
    assert (len(evidence.uphill), evidence.downhill) == (6, ())
    assert "The rate is not the cause" in text
    assert "Look at update, or dL_dz3" in text
    assert "rate was too" not in text


def test_the_parameter_that_goes_uphill_is_named(changed: Changed, digits: Digits) -> None:
    evidence, _ = found(changed("def dL_dW2(g, a):\n    return -20 * g.T @ a\n"), digits, 0.5)
    assert evidence.uphill == ("W2",)
    text = cause(PROGRAM, evidence, 9)
    assert "a step of W2 alone on the first batch raises the loss of that batch" in text
    assert "W1, b1, b2, W3 and b3 go downhill. Look at dL_dW2, and at what it is given." in text


@pytest.mark.parametrize(
    ("name", "source", "what"),
    [
        ("dL_dz2", "def dL_dz2(g, z):\n    return g * np.sqrt(z) / np.sqrt(z)\n", "NaN"),
        ("dL_da1", "def dL_da1(g, W):\n    return g @ W / 0.0\n", "infinity"),
        ("dL_db1", "def dL_db1(g):\n    return np.log(g.sum(axis=0) - 1e9)\n", "NaN"),
        ("update", "def update(w, g, r):\n    return w - r * g / np.abs(g)\n", "NaN"),
    ],
)
def test_the_function_that_made_no_number_of_numbers_is_named(
    changed: Changed, digits: Digits, name: str, source: str, what: str
) -> None:
    evidence, text = found(changed(source), digits, 0.1)
    assert evidence.spoilt is not None
    assert evidence.spoilt.function == f"backprop.{name}"
    assert f"{name} returned " in text
    assert "in step 1; what it was given held only finite numbers." in text
    assert what in text or name == "dL_da1"  # infinity times 0 is NaN


def test_an_array_that_a_later_function_has_written_into_blames_nobody(changed: Changed, digits: Digits) -> None:
    source = "def dL_dz2(g, z):\n    g *= np.sqrt(z) / np.sqrt(z)\n    return g\n"
    evidence, text = found(changed(source), digits, 0.1)
    assert evidence.spoilt is None
    assert "dL_da2" not in text


def test_gradients_that_are_0_from_the_start_are_named(changed: Changed, digits: Digits) -> None:
    _, text = found(changed("def dL_dz3(p, y):\n    return 0 * p\n"), digits, 0.1)
    assert text.endswith("Look at dL_dz3, where all of them come from.")
    evidence, _ = found(changed("def dL_dz1(g, z):\n    return 0 * g\n"), digits, 0.1)
    assert "dL_dW1 and dL_db1 are 0 everywhere, so that W1 and b1 cannot learn." in cause(PROGRAM, evidence, 0)


def test_an_update_that_changes_nothing_is_named(changed: Changed, digits: Digits) -> None:
    _, text = found(changed("def update(w, g, r):\n    return w\n"), digits, 0.1)
    assert text.endswith("although the gradients are not 0. Look at update.")


def test_where_nothing_was_found_out_nothing_is_blamed() -> None:
    text = diverged(PROGRAM, 40, 0.5, math.inf, Evidence())
    assert text.startswith("Diverged at step 40 with learning rate 0.5: the loss is no longer a number. Why, these")
    trials = (Trial(0.05, 40, 2.3, 900.0, True), Trial(0.005, 40, 2.3, 900.0, True))
    assert "it diverges, too. Check each function." in cause(PROGRAM, Evidence(trials=trials), 40)
    still = (Trial(0.05, 40, 2.3, 2.3, False), Trial(5.0, 40, 2.3, 2.29, False))
    assert "the loss falls no better" in cause(PROGRAM, Evidence(trials=still, reached=2.3), 0, 0.5)


def test_a_run_that_learned_has_no_cause_to_find() -> None:
    assert (
        finished(PROGRAM, 0.915, 0.2, 0.1, Evidence()) == "Finished: 91.50 % of the test digits right, 8.50 % wrong."
    )


def test_a_trial_begins_where_the_training_began_whatever_the_functions_write_into(
    changed: Changed, digits: Digits
) -> None:
    functions = changed("def update(w, g, r):\n    w -= r * g\n    return w\n")
    trainer = trainer_of(functions, digits, sizes=SIZES)
    for _ in range(2):  # from the seed's weights, then from others
        trainer.begin_again()
        losses = trainer.advance(30, BATCH, 0.1)
        gather(Asked(trainer), BATCH, 0.1, losses)
        np.testing.assert_array_equal(retry(trainer, 30, BATCH, 0.1), losses)
        trainer.begin_from(tuple(weight + np.float32(0.01) for weight in trainer.weights.values()))
