"""What a training run reached: its losses, its accuracies and its weights, to look at and to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.settings import Settings
from quiz_app.training.trainer import PARAMETERS

Outcome = Literal["running", "finished", "stopped", "diverged", "failed", "not ready"]

WEIGHTS_FILE = "weights.npz"
CURVE_FILE = "curve.png"


@dataclass(frozen=True)
class History:
    """One run so far.

    ``losses`` has the training loss of every step; ``accuracies`` the test accuracies in [0, 1], measured
    after as many steps as ``steps`` says; ``weights`` are ``W1, b1, W2, b2, W3, b3``, float32, as last
    reached, or nothing when training did not begin. ``message`` says in a sentence how it went; ``saved`` is the
    file of weights that was written by itself.
    """

    data: str
    settings: Settings
    outcome: Outcome
    message: str
    losses: NDArray[np.float64]
    steps: NDArray[np.int64]
    accuracies: NDArray[np.float64]
    weights: tuple[NDArray[np.float32], ...]
    steps_per_epoch: int
    saved: Path | None = None

    @property
    def accuracy(self) -> float | None:
        """The last test accuracy, in [0, 1]."""
        return float(self.accuracies[-1]) if len(self.accuracies) else None

    def plot(self, path: str | Path | None = None) -> None:
        """Draw the loss and the test accuracy, into the notebook or into an image file ``path``."""
        if not len(self.losses):
            print("There is nothing to draw yet: no step was trained.")
            return
        from quiz_app.training import curve

        if path is None:
            curve.show(self)
        else:
            curve.write(self, Path(path))

    def save(self, folder: Path) -> tuple[Path, Path]:
        """Write the weights and the curve into ``folder``, which must not have such files yet.

        Returns:
            The paths of the weights, ``.npz``, and of the curve, PNG.

        Raises:
            FileExistsError: one of them is there already.
            OSError: the folder cannot be made or written.
        """
        folder.mkdir(parents=True, exist_ok=True)
        weights_file, curve_file = folder / WEIGHTS_FILE, folder / CURVE_FILE
        named = dict(zip(PARAMETERS, self.weights, strict=True))
        with weights_file.open("xb") as stream:
            np.savez(stream, **named, losses=self.losses, steps=self.steps, accuracies=self.accuracies)  # type: ignore[arg-type]
        if curve_file.exists():
            raise FileExistsError(f"{curve_file} exists already")
        self.plot(curve_file)
        return weights_file, curve_file
