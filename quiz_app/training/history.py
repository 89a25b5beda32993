"""What a training run reached, to look at and to keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quiz_app.training.record import Record

WEIGHTS_FILE = "weights.npz"
CURVE_FILE = "curve.png"


@dataclass(frozen=True)
class History(Record):
    """One run so far, which can be drawn and saved."""

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
        named = self.network.arrays() if self.network else dict(zip(self.parameters, self.weights, strict=True))
        with weights_file.open("xb") as stream:
            np.savez(stream, **named, losses=self.losses, steps=self.steps, accuracies=self.accuracies)
        if curve_file.exists():
            raise FileExistsError(f"{curve_file} exists already")
        self.plot(curve_file)
        return weights_file, curve_file
