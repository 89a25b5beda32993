"""What a training run has reached, as plain data: its losses, its accuracies and its weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.settings import Settings
from quiz_app.training.trained import TrainedNetwork

RunOutcome = Literal["running", "finished", "stopped", "diverged", "failed", "not ready"]


@dataclass(frozen=True)
class Record:
    """One run so far.

    ``losses`` has the training loss of every step; ``accuracies`` the test accuracies in [0, 1], measured
    after as many steps as ``steps`` says; ``weights`` are weights and biases of each layer, float32, as last
    reached, or nothing when training did not begin, and ``parameters`` their names. ``message`` says in a sentence
    how it went; ``saved`` is the file of weights that was written by itself. ``network`` is what digits can be shown
    to; None where it reads none.
    """

    data: str
    settings: Settings
    outcome: RunOutcome
    message: str
    losses: NDArray[np.float64]
    steps: NDArray[np.int64]
    accuracies: NDArray[np.float64]
    weights: tuple[NDArray[np.float32], ...]
    parameters: tuple[str, ...]
    steps_per_epoch: int
    saved: Path | None = None
    network: TrainedNetwork | None = None

    @property
    def accuracy(self) -> float | None:
        """The last test accuracy, in [0, 1]."""
        return float(self.accuracies[-1]) if len(self.accuracies) else None
