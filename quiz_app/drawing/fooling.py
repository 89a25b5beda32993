"""The smallest change of an image that changes a network's answer, along the gradients by its pixels.

After S. Moosavi-Dezfooli, A. Fawzi and P. Frossard, DeepFool: a simple and accurate method to fool deep neural
networks, CVPR 2016: go to the nearest border between the answer and another one as if the borders were straight, look
anew there, and go on until the answer changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quiz_app.runs.job import Weights
from quiz_app.training.engine import softmax
from quiz_app.training.network import forward

Array = NDArray[np.float64]
# (weights, scores and activations of each layer, one-hot targets) -> the gradient of the mean loss by the inputs
InputGradient = Callable[[Sequence[Array], Sequence[Array], Sequence[Array], Array], Array]
MOST_LOOKS = 20
BEYOND = 0.02  # of a step, more than to the border
_HALVINGS = 12


class Slopes(Protocol):
    """A network that says what it answers, and what would change that."""

    def probabilities(self, images: Array) -> Array:
        """Of images (N, n0) in [0, 1], (N, classes)."""
        ...

    def by_inputs(self, image: Array) -> tuple[Array, Array]:
        """What each class would cost, if an image (n0,) were of it: (classes,), and its gradients (classes, n0)."""
        ...


class NotFooled(Exception):  # noqa: N818 (an outcome, said in a sentence)
    """No change was found; the text says why."""


@dataclass(frozen=True)
class Change:
    """An image, and a similar one with another answer.

    Attributes:
        before, after: the two images, (n0,), 0 for paper to 1 for ink.
        probabilities: of both, (2, classes).
        looks: how often the gradient was asked.
    """

    before: Array
    after: Array
    probabilities: Array
    looks: int

    @property
    def answers(self) -> tuple[int, int]:
        """What it was read as, and what it is read as now."""
        first, second = self.probabilities.argmax(axis=1).tolist()
        return first, second

    @property
    def difference(self) -> Array:
        return self.after - self.before

    @property
    def share(self) -> float:
        """The length of the change as a share of the image's own."""
        return float(np.linalg.norm(self.difference) / max(float(np.linalg.norm(self.before)), 1e-12))

    @property
    def largest(self) -> float:
        """The most that a pixel has changed, from 0 to 1."""
        return float(np.abs(self.difference).max())


class PlainNetwork:
    """Linear layers with ReLU between them, whose gradients by the inputs a student's function gives.

    Args:
        gradient: asked for every answer at once: for as many copies of the image as there are classes, each with
            another class as its target.
        weights: weights and biases of each layer.
    """

    def __init__(self, gradient: InputGradient, weights: Weights) -> None:
        self._gradient = gradient
        self._weights = [np.asarray(weight, np.float64) for weight in weights]

    def probabilities(self, images: Array) -> Array:
        """See `Slopes`."""
        return softmax(forward(self._weights, images)[1][-1])

    def by_inputs(self, image: Array) -> tuple[Array, Array]:
        """See `Slopes`."""
        classes = len(self._weights[-1])
        inputs, scores = forward(self._weights, np.repeat(image[None], classes, axis=0))
        probabilities = softmax(scores[-1])
        found = self._gradient(self._weights[::2], scores, [*inputs, probabilities], np.eye(classes))
        # The loss of a class is that of another one more by what its score is less.
        return -scores[-1][0], np.asarray(found, np.float64) * classes  # the gradient of a mean has 1/N in it


def smallest_change(network: Slopes, image: Array) -> Change:
    """The smallest change that is found of an image (n0,), in [0, 1] before and after.

    Raises:
        NotFooled: the gradients lead nowhere.
    """
    answer = _answer(network, image)
    moved = image.copy()
    for look in range(1, MOST_LOOKS + 1):
        moved = np.clip(moved + (1 + BEYOND) * _to_the_border(network, moved, answer), 0.0, 1.0)
        if _answer(network, moved) != answer:
            both = np.stack([image, _shortened(network, image, moved, answer)])
            # One by one: beside other images the answer to each may be another one.
            probabilities = np.concatenate([network.probabilities(one[None]) for one in both])
            return Change(both[0], both[1], probabilities, look)
    raise NotFooled("The answer stays the same however far one goes along this gradient.")


def _to_the_border(network: Slopes, image: Array, answer: int) -> Array:
    """The shortest step to the border of another answer, as if borders were straight.

    At a border both answers would cost the same. What would leave [0, 1] is left out: there is no less than no ink.
    """
    losses, slopes = network.by_inputs(image)
    if slopes.shape != (len(losses), len(image)) or not (np.isfinite(slopes).all() and np.isfinite(losses).all()):
        raise NotFooled("The gradient is not a number for each pixel.")
    ways = slopes[answer] - slopes
    ways[((image <= 0) & (ways < 0)) | ((image >= 1) & (ways > 0))] = 0.0
    squares = (ways**2).sum(axis=1)
    squares[answer] = 0.0
    if not squares.any():
        raise NotFooled("The gradient is 0 in every pixel that can change.")
    missing = losses - losses[answer]
    with np.errstate(divide="ignore", invalid="ignore"):
        distances = np.where(squares > 0, missing / np.sqrt(squares), np.inf)
    nearest = int(distances.argmin())
    step: Array = ways[nearest] * (missing[nearest] + 1e-6) / squares[nearest]
    return step


def _shortened(network: Slopes, image: Array, moved: Array, answer: int) -> Array:
    """The nearest image on the way to this one that still has another answer."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        half = (low + high) / 2
        if _answer(network, image + half * (moved - image)) == answer:
            low = half
        else:
            high = half
    found: Array = image + high * (moved - image)
    return found


def _answer(network: Slopes, image: Array) -> int:
    return int(network.probabilities(image[None])[0].argmax())
