"""Numbers to walk through with: those that were published, some that show what these do not, and drawn ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

import numpy as np

from quiz_app.lessons.backprop.exercise import Array, Exercise, published, same_numbers

DRAWN, OWN = "Whole numbers, drawn anew", "Your own numbers"
_SURE = 0.97  # a probability above which a gradient is next to nothing


def _two_rows() -> dict[str, Array]:
    return published() | {"X": np.array([[2.0, 1, 3], [0, 2, 1]]), "y_target": np.array([[0.0, 1, 0], [0, 0, 1]])}


def _unit_off() -> dict[str, Array]:
    return published() | {"b2": np.array([-4.0, 3])}


EXAMPLES: Mapping[str, Callable[[], dict[str, Array]]] = {
    "As published, one example": published,
    "Two examples: where 1/N shows": _two_rows,
    "A unit of layer 2 is off: where the mask shows": _unit_off,
}


def name_of(given: Mapping[str, Array]) -> str:
    """Which of the examples these numbers are."""
    return next((name for name, numbers in EXAMPLES.items() if same_numbers(given, numbers())), OWN)


def drawn(seed: int) -> dict[str, Array]:
    """Small whole numbers in the shapes of the exercise: no z is 0, each layer has a unit that is on."""
    for attempt in count():
        random = np.random.default_rng((seed, attempt))
        given = {name: random.integers(-2, 4, value.shape).astype(float) for name, value in published().items()}
        given["y_target"] = np.eye(given["y_target"].shape[1])[[int(random.integers(given["y_target"].shape[1]))]]
        values = Exercise(given).values
        if (
            all(values[z].all() for z in ("z1", "z2"))
            and (values["z1"] > 0).any()
            and (values["z2"] > 0).any()
            and values["y_pred"].max() < _SURE
        ):
            return given
    raise AssertionError("unreachable")
