"""How well weights do on rows that they were not trained on, where the forward pass is the engine's alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.engine import FUNCTIONS
from quiz_app.training.program import Operation, Program

Array = NDArray[Any]
ROWS_AT_A_TIME = 2000


def through(calls: Iterable[Operation], given: Mapping[str, Array]) -> dict[str, Any]:
    """All values by name, after calls of the engine's functions.

    Args:
        calls: of a program whose forward pass is the engine's.
        given: its parameters, "x" (N, n0), and "labels" (N,) where the loss is called.
    """
    values: dict[str, Any] = dict(given)
    for call in calls:
        answer = FUNCTIONS[call.function](*(values[name] for name in call.arguments))
        values.update(zip(call.answers, answer if len(call.answers) > 1 else (answer,), strict=True))
    return values


def named(program: Program, weights: Sequence[Array]) -> dict[str, Array]:
    """The weights by the names of the program's parameters."""
    return {each.name: weight for each, weight in zip(program.parameters, weights, strict=True)}


def first_weights(program: Program, seed: int) -> tuple[NDArray[np.float32], ...]:
    """Weights such as a training begins with, where the engine draws them."""
    random = np.random.default_rng(seed)
    return tuple(
        np.zeros(each.shape, np.float32)
        if each.begins == "engine.zeros"
        else FUNCTIONS[each.begins](*each.shape, random)
        for each in program.parameters
    )


def evaluated(
    program: Program, weights: Sequence[Array], images: NDArray[np.uint8], labels: NDArray[Any]
) -> tuple[float, NDArray[np.float32]]:
    """The mean loss of images (N, n0), 0 to 255, against labels (N,), and the predictions (N, n)."""
    given = {"x": images * np.float32(1 / 255), "labels": np.asarray(labels, np.intp)}
    values = through(program.forward, named(program, weights) | given)
    return float(values["loss"]), values[program.prediction]


def accuracy(program: Program, weights: Sequence[Array], images: NDArray[np.uint8], labels: NDArray[Any]) -> float:
    """The share of images whose largest prediction is that of their label, in [0, 1].

    Args:
        program: whose forward pass is the engine's.
        weights: in the order of its parameters.
        images: uint8 of shape (N, n0), 0 to 255; scaled to [0, 1] as in training.
        labels: integers of shape (N,).
    """
    right = 0
    with np.errstate(all="ignore"):
        for start in range(0, len(images), ROWS_AT_A_TIME):
            part = slice(start, start + ROWS_AT_A_TIME)
            _, predictions = evaluated(program, weights, images[part], labels[part])
            right += int((predictions.argmax(axis=1) == labels[part]).sum())
    return right / len(images)
