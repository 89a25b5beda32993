"""A trainer of this process for the lesson's own network, with functions by their bare names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from quiz_app.training import probing
from quiz_app.training.data import Digits
from quiz_app.training.evidence import Spoilt, spoilt_by
from quiz_app.training.looking import spoilt
from quiz_app.training.program import Program
from quiz_app.training.recipes import recipes
from quiz_app.training.trainer import Trainer

RECIPE = recipes()["backprop"]


def named(functions: Mapping[str, Any]) -> dict[str, Any]:
    return {f"backprop.{name}": functions.get(name) for name in RECIPE.functions}


def trainer_of(
    functions: Mapping[str, Any],
    digits: Digits,
    seed: int = 0,
    epochs: int = 0,
    sizes: tuple[int, ...] = (12, 9, 7, 10),
    program: Program | None = None,
    precision: Any = np.float32,
) -> Trainer:
    none = np.zeros((0, sizes[0])), np.zeros(0, np.intp)
    trainer = Trainer(
        program or RECIPE.program(sizes, epochs),
        named(functions) if program is None else functions,
        digits.train_images,
        digits.train_labels,
        *none,
        sizes[-1],
        seed,
        precision,
    )
    trainer.begin_again()
    return trainer


class Asked:
    """It can be asked what its functions do, as a loop in the sandbox can."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.program, self.classes = trainer, trainer.program, 10

    def spoilt(self) -> Spoilt | None:
        return spoilt_by(self.program, *spoilt(self.trainer))

    def probe(self, batch_size: int, rate: float) -> tuple[np.ndarray, ...]:
        return probing.probe(self.trainer, batch_size, rate)

    def retry(self, steps: int, batch_size: int, rate: float) -> np.ndarray:
        return probing.retry(self.trainer, steps, batch_size, rate)
