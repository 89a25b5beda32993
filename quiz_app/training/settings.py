"""What a training run is asked to do, and whether that can be done."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST_LAYER = 4096
LARGEST_SEED = 2**63 - 1


class SettingsError(ValueError):
    """A setting that cannot be. The text is one sentence that names it and its value."""


@dataclass(frozen=True)
class Settings:
    """How to train: plain stochastic gradient descent.

    ``falling`` lets the rate fall linearly to 0 over the epochs, which averages out the noise of the last
    batches; without it the rate stays as it is.

    Raises:
        SettingsError: a number is out of range.
    """

    epochs: int = 10
    batch_size: int = 32
    learning_rate: float = 0.2
    hidden: tuple[int, int] = (300, 100)
    seed: int = 0
    falling: bool = True

    def __post_init__(self) -> None:
        for name, value in (("epochs", self.epochs), ("batch size", self.batch_size)):
            if value < 1:
                raise SettingsError(f"The {name} must be at least 1, not {value}.")
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise SettingsError(f"The learning rate must be a number above 0, not {self.learning_rate:g}.")
        for size in self.hidden:
            if not 1 <= size <= LARGEST_LAYER:
                raise SettingsError(f"A hidden layer must have 1 to {LARGEST_LAYER:,} units, not {size}.")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise SettingsError(f"The seed must be a whole number from 0 to {LARGEST_SEED}, not {self.seed}.")

    def steps_per_epoch(self, examples: int) -> int:
        """Batches in one pass over so many examples; a last, shorter one counts."""
        return -(-examples // self.batch_size)

    def sizes(self, inputs: int, outputs: int) -> tuple[int, int, int, int]:
        """The layer sizes ``(n0, n1, n2, n3)``."""
        return (inputs, *self.hidden, outputs)
