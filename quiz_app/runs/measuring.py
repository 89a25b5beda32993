"""What weights are worth: loss and accuracy on images to train and images held back, and where they go wrong.

Computed in the driving process from the weights; nothing that a student's code says of itself is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.job import Weights
from quiz_app.training.data import Digits
from quiz_app.training.evaluation import evaluated
from quiz_app.training.recipes import Recipe
from quiz_app.training.worker import TrainingRun

SAMPLE = 1000  # images of each kind: enough for a tenth of the curve's height, and little beside the training
WORST = 12
CLASSES = 10


@dataclass(frozen=True)
class Measured:
    """One measurement: mean cross-entropy and the share that is right, on samples of both kinds of images."""

    training_loss: float
    training_accuracy: float
    test_loss: float
    test_accuracy: float


@dataclass(frozen=True)
class Look:
    """Weights and what they do, to draw at leisure.

    ``confusion`` (10, 10) counts images of the digit of the row read as the digit of the column. The worst
    mistakes, most certain first: ``worst_images`` (n, 784) uint8, ``worst`` (n, 2) what it is and what it was
    read as, ``worst_shares`` (n,) the probability that was given to the wrong digit.
    """

    SAYS: ClassVar[str] = "look"
    SECONDS: ClassVar[float] = 2.5  # between two, for a page

    weights: Weights
    confusion: NDArray[np.int64]
    worst_images: NDArray[np.uint8]
    worst: NDArray[np.int64]
    worst_shares: NDArray[np.float64]

    def arrays(self) -> tuple[NDArray[np.generic], ...]:
        """For `of`, on the other side of a pipe."""
        return (self.confusion, self.worst_images, self.worst, self.worst_shares, *self.weights)

    @classmethod
    def of(cls, arrays: tuple[NDArray[np.generic], ...]) -> Look:
        confusion, images, worst, shares, *weights = arrays
        return cls(tuple(weights), confusion, images, worst, shares)  # type: ignore[arg-type]


class Measurer:
    """Measures weights of a lesson's own network against samples of these digits, the same ones every time."""

    def __init__(self, recipe: Recipe, digits: Digits) -> None:
        self._recipe = recipe
        self._train = _sample(digits.train_images, digits.train_labels)
        self._test = _sample(digits.test_images, digits.test_labels)
        self.images = (len(self._train[1]), len(self._test[1]))

    def look(self, run: TrainingRun) -> tuple[Measured, Look] | None:
        """What the weights of a run are worth as they are now; None while there are none."""
        run.fetch_weights()
        return self.measure(run.weights) if run.weights else None

    def measure(self, weights: Weights) -> tuple[Measured, Look]:
        """Both at once, since they come from the same probabilities."""
        program, (images, labels) = self._recipe.program_of(weights), self._test
        with np.errstate(all="ignore"):
            training_loss, trained = evaluated(program, weights, *self._train)
            test_loss, probabilities = evaluated(program, weights, images, labels)
        predicted = probabilities.argmax(axis=1)
        training_accuracy = float((trained.argmax(axis=1) == self._train[1]).mean())
        test_accuracy = float((predicted == labels).mean())
        confusion = np.zeros((CLASSES, CLASSES), np.int64)
        np.add.at(confusion, (labels, predicted), 1)
        shares = probabilities.max(axis=1)
        (wrong,) = np.nonzero((predicted != labels) & np.isfinite(shares))
        worst = wrong[np.argsort(-shares[wrong], kind="stable")[:WORST]]
        look = Look(
            weights,
            confusion,
            images[worst],
            np.stack([labels[worst], predicted[worst]], axis=1).astype(np.int64),
            shares[worst].astype(np.float64),
        )
        return Measured(training_loss, training_accuracy, test_loss, test_accuracy), look


def _sample(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Evenly spread: the bundled images are sorted by digit."""
    where = np.linspace(0, len(labels) - 1, min(SAMPLE, len(labels))).astype(np.intp)
    return images[where], labels[where].astype(np.intp)
