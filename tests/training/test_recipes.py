"""Which recipe a training follows, and that the trainer follows any."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from digit_trainer import RECIPE, Asked, trainer_of

from quiz_app.training.calling import TrainingProblem
from quiz_app.training.data import Digits
from quiz_app.training.evidence import gather
from quiz_app.training.outcome import diverged
from quiz_app.training.program import Operation, Parameter, Program
from quiz_app.training.recipes import recipe_for
from quiz_app.training.trainer import Trainer


def two_layers() -> Program:
    """A lesson's network with two layers, whose functions have other names."""

    def call(function: str, arguments: tuple[str, ...], answer: str, like: str) -> Operation:
        return Operation(f"mine.{function}", arguments, (answer,), (like,))

    forward = (
        Operation("engine.affine", ("x", "V", "c"), ("before",), ("",), 0),
        Operation("engine.relu", ("before",), ("hidden",), ("",), 1),
        Operation("engine.affine", ("hidden", "U", "d"), ("scores",), ("",), 2),
    )
    shapes = {"V": (20, 12), "c": (20,), "U": (10, 20), "d": (10,)}
    return Program(
        settings=(),
        parameters=tuple(
            Parameter(name, shape, "engine.he" if name in "VU" else "engine.zeros", 0)
            for name, shape in shapes.items()
        ),
        forward=(*forward, Operation("engine.softmax_cross_entropy", ("scores", "labels"), ("p", "loss"), ("", ""))),
        plain=(*forward, Operation("engine.softmax", ("scores",), ("p",), ("",))),
        mixes=(),
        backward=(
            call("at_output", ("p", "t"), "dscores", "scores"),
            call("for_U", ("dscores", "hidden"), "dU", "U"),
            call("for_d", ("dscores",), "dd", "d"),
            call("back", ("dscores", "U", "before"), "dbefore", "hidden"),
            call("for_V", ("dbefore", "x"), "dV", "V"),
            call("for_c", ("dbefore",), "dc", "c"),
        ),
        updates=tuple(call("move", (name, f"d{name}", "rate"), f"{name}'", name) for name in shapes),
        states=(),
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


def two_layer_trainer(digits: Digits, **other: Any) -> Trainer:
    named = {f"mine.{name}": function for name, function in (functions() | other).items()}
    return trainer_of(named, digits, program=two_layers(), sizes=(12, 20, 10))


def test_a_network_of_two_layers_learns_by_functions_of_other_names(digits: Digits) -> None:
    losses = two_layer_trainer(digits).advance(300, 10, 0.3)
    assert losses[-20:].mean() < 0.3 * losses[:20].mean()


def test_a_missing_function_of_any_recipe_is_named(digits: Digits) -> None:
    with pytest.raises(TrainingProblem, match=r"^back is missing: training calls all 7 functions\.$"):
        two_layer_trainer(digits, back=None)


def test_what_went_wrong_is_told_by_the_names_of_the_recipe(digits: Digits) -> None:
    trainer = two_layer_trainer(digits, move=lambda w, g, rate: w + rate * g)
    losses = trainer.advance(400, 10, 0.5)
    text = diverged(two_layers(), len(losses), 0.5, float(losses[-1]), gather(Asked(trainer), 10, 0.5, losses))
    assert "That is so for each of V, c, U and d alone." in text
    assert "Look at move, or at_output, where all gradients come from" in text

    trainer = two_layer_trainer(digits, back=lambda g, w, z: (g @ w) * np.nan)
    losses = trainer.advance(5, 10, 0.1)
    text = diverged(two_layers(), len(losses), 0.1, float(losses[-1]), gather(Asked(trainer), 10, 0.1, losses))
    assert "back returned NaN in step 1" in text


def test_the_recipe_is_that_of_the_functions_that_are_there() -> None:
    assert recipe_for(dict.fromkeys(RECIPE.functions[:2], len)) == RECIPE


def test_a_recipe_comes_back_from_its_text() -> None:
    assert eval(repr(two_layers()), {each.__name__: each for each in (Operation, Parameter, Program)}) == two_layers()


def test_finding_a_recipe_loads_no_streamlit() -> None:
    code = "import sys, quiz_app.training.recipes as r; r.recipes(); sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
