"""What the parent may ask of the training loop in the sandbox. It needs numpy alone: see `loop.py`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem
from quiz_app.training.recipe import Call, Recipe
from quiz_app.training.recipe_trainer import Trainer

__all__ = ["Call", "Calls", "Recipe"]  # a recipe comes as text that has both names in it


class Calls:
    """What the parent may call when this file runs in the sandbox: numbers and arrays in, arrays out."""

    def __init__(self, names: Mapping[str, Any], recipe: Recipe) -> None:
        self._names, self._recipe = names, recipe
        self._trainer: Trainer | None = None

    def training_start(
        self, seed: int, epochs: int, sizes: NDArray[Any], images: NDArray[np.uint8], labels: NDArray[Any]
    ) -> int:
        shape = tuple(int(size) for size in sizes)
        self._trainer = Trainer(self._recipe, self._names, shape, images, labels, seed=seed, epochs=epochs)
        return 0

    def training_advance(
        self, steps: int, batch_size: int, learning_rate: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The losses of the steps made, and the norms of the last step's gradients."""
        trainer = self._started()
        return trainer.advance(steps, batch_size, learning_rate), trainer.gradient_norms()

    def training_weights(self) -> tuple[NDArray[np.float32], ...]:
        return self._started().weights

    def training_vitals(self) -> NDArray[np.float32]:
        return self._started().vitals()

    def training_begin_from(self, *weights: NDArray[np.float32]) -> int:
        self._started().begin_from(weights)
        return 0

    def training_spoilt(self) -> tuple[int, int]:
        """The index in the recipe of the function whose answer is not finite, or -1; and 1 for infinity."""
        name, what = self._started().spoilt()
        return (self._recipe.functions.index(name) if name else -1), int(what == "infinity")

    def training_probe(self, batch_size: int, learning_rate: float) -> tuple[NDArray[np.float64], ...]:
        return self._started().probe(batch_size, learning_rate)

    def training_begin_again(self) -> int:
        self._started().begin_again()
        return 0

    def training_step_memory(self, batch_size: int) -> int:
        """The most bytes that a step allocates at one time, tried on a copy."""
        import _tracemalloc  # the module around it would have to be read from a file, and there are none here

        trial = copy.copy(self._started())
        trial.weights = tuple(weight.copy() for weight in trial.weights)
        _tracemalloc.start(1)
        try:
            trial.advance(1, batch_size, 0.0)
            return _tracemalloc.get_traced_memory()[1]
        finally:
            _tracemalloc.stop()

    def training_calling(self) -> int:
        """The index in the recipe of the function called last, or -1 before the first call."""
        calling = self._started().calling
        return self._recipe.functions.index(calling) if calling else -1

    def _started(self) -> Trainer:
        if self._trainer is None:
            raise TrainingProblem("training has not been started.")
        return self._trainer


CALLS = Calls
