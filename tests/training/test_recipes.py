"""Which recipe a training follows, and that the trainer follows any."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from quiz_app.training.calling import TrainingProblem
from quiz_app.training.data import Digits
from quiz_app.training.evidence import gather
from quiz_app.training.outcome import diverged
from quiz_app.training.recipe import Call, Recipe
from quiz_app.training.recipe_trainer import Trainer
from quiz_app.training.recipes import recipe_for, recipes

TWO_LAYERS = Recipe(
    inputs=("pixels", "hidden"),
    scores=("before", "scores"),
    parameters=("V", "c", "U", "d"),
    prediction="p",
    target="y",
    calls=(
        Call("at_output", ("p", "y"), like="scores"),
        Call("for_U", ("at_output", "hidden"), like="U"),
        Call("for_d", ("at_output",), like="d"),
        Call("back", ("at_output", "U", "before"), like="hidden"),
        Call("for_V", ("back", "pixels"), like="V"),
        Call("for_c", ("back",), like="c"),
    ),
    gradients=("for_V", "for_c", "for_U", "for_d"),
    update="move",
)


def functions() -> dict[str, Any]:
    return {
        "at_output": lambda p, y: (p - y) / len(p),
        "for_U": lambda g, a: g.T @ a,
        "for_d": lambda g: g.sum(axis=0),
        "back": lambda g, w, z: (g @ w) * (z > 0),
        "for_V": lambda g, a: g.T @ a,
        "for_c": lambda g: g.sum(axis=0),
        "move": lambda w, g, rate: w - rate * g,
    }


def trainer_of(digits: Digits, **other: Any) -> Trainer:
    sizes = (digits.train_images.shape[1], 20, 10)
    return Trainer(TWO_LAYERS, functions() | other, sizes, digits.train_images, digits.train_labels)


def test_a_network_of_two_layers_learns_by_functions_of_other_names(digits: Digits) -> None:
    losses = trainer_of(digits).advance(300, 10, 0.3)
    assert losses[-20:].mean() < 0.3 * losses[:20].mean()


def test_a_missing_function_of_any_recipe_is_named(digits: Digits) -> None:
    with pytest.raises(TrainingProblem, match=r"^back is missing: training calls all 7 functions\.$"):
        trainer_of(digits, back=None)


def test_what_went_wrong_is_told_by_the_names_of_the_recipe(digits: Digits) -> None:
    trainer = trainer_of(digits, move=lambda w, g, rate: w + rate * g)
    losses = trainer.advance(400, 10, 0.5)
    text = diverged(TWO_LAYERS, len(losses), 0.5, float(losses[-1]), gather(trainer, 10, 0.5, losses))
    assert "That is so for each of V, c, U and d alone." in text
    assert "Look at move, or at_output, where all gradients come from" in text

    trainer = trainer_of(digits, back=lambda g, w, z: (g @ w) * np.nan)
    losses = trainer.advance(5, 10, 0.1)
    text = diverged(TWO_LAYERS, len(losses), 0.1, float(losses[-1]), gather(trainer, 10, 0.1, losses))
    assert "back returned NaN in step 1" in text


def test_the_recipe_is_that_of_the_functions_that_are_there() -> None:
    recipe = recipes()["backprop"]
    assert recipe_for(dict.fromkeys(recipe.functions[:2], len)) == recipe


def test_a_recipe_comes_back_from_its_text() -> None:
    assert eval(repr(TWO_LAYERS), {"Recipe": Recipe, "Call": Call}) == TWO_LAYERS


def test_finding_a_recipe_loads_no_streamlit() -> None:
    code = "import sys, quiz_app.training.recipes as r; r.recipes(); sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
