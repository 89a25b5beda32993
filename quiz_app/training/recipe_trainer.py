"""The training loop: a forward pass, a student's functions called in order, an update; deterministic from a seed.

Which functions are called, and with what, is said by the lesson's `Recipe`. It knows no screen, no file and no
thread, and needs numpy alone: see `loop.py`. Everything is float32.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem, as_float32, undisturbed
from quiz_app.training.network import cross_entropy_of_softmax, forward, has_diverged, he_initialisation
from quiz_app.training.recipe import Recipe
from quiz_app.training.vitals import vitals

Float32 = NDArray[np.float32]

TINY, TRIED = 1e-4, 4  # a step that changes the loss by about this is small enough; how many rates are tried


class Trainer:
    """Trains a network on labelled images with functions that it is given.

    Args:
        recipe: which functions are called with what.
        functions: the functions by name; other names in it are left alone, so ``globals()`` will do.
        sizes: of the layers, ``(n0, n1, …)``, one more than the recipe has layers.
        images: uint8 of shape (N, n0), 0 to 255. They are scaled to [0, 1], batch by batch.
        labels: integers of shape (N,), from 0 to the last layer's size - 1.
        seed: decides the first weights and the order of the examples in every epoch.
        epochs: how many are planned. The rate falls linearly over them, to 0 at the end, which averages out
            the noise of the last batches. 0 keeps it constant.

    Raises:
        TrainingProblem: when one of the functions is missing.
    """

    def __init__(
        self,
        recipe: Recipe,
        functions: Mapping[str, Any],
        sizes: tuple[int, ...],
        images: NDArray[np.uint8],
        labels: NDArray[Any],
        *,
        seed: int = 0,
        epochs: int = 0,
    ) -> None:
        missing = [name for name in recipe.functions if not callable(functions.get(name))]
        if taken := [name for name in missing if functions.get(name) is not None]:
            raise TrainingProblem(
                f"The name {taken[0]} holds something else by now, and not your function: a line such as "
                f"`{taken[0]} = {taken[0]}(…)` does that. Give that value another name."
            )
        if missing:
            raise TrainingProblem(
                f"{_in_words(missing)} missing: training calls all {len(recipe.functions)} functions."
            )
        self.recipe = recipe
        self._functions = {name: cast("Callable[..., Any]", functions[name]) for name in recipe.functions}
        # The values of a step stand in a list, each in the place of its name here: a name takes longer to look up.
        names = (*recipe.parameters, *recipe.inputs, *recipe.scores, recipe.prediction, recipe.target)
        place = {name: place for place, name in enumerate((*names, *recipe.functions))}
        self._calls = tuple(
            (each.function, place[each.like], tuple(place[name] for name in each.arguments)) for each in recipe.calls
        )
        self._gradients = tuple(place[name] for name in recipe.gradients)
        self._images, self._labels = images, np.asarray(labels, dtype=np.intp)
        self._planned = epochs * len(images)
        self._targets = np.eye(sizes[-1], dtype=np.float32)
        self._sizes, self._seed = sizes, seed
        self._first: tuple[Float32, ...] = ()  # to begin from, in place of those that the seed gives
        self.calling = ""  # the function that is being called, for whoever has to explain an exception
        self.begin_again()

    def begin_from(self, weights: tuple[Float32, ...]) -> None:
        """Take these weights in place of those that the seed gives."""
        self._first = tuple(weight.copy() for weight in weights)
        self.begin_again()

    def begin_again(self) -> None:
        """Back to the first weights and the first order of the examples."""
        self._random = np.random.default_rng(self._seed)
        self._order = self._random.permutation(len(self._images))
        self._position = 0  # in this epoch's order
        drawn = he_initialisation(self._sizes, self._random)
        self.weights = tuple(weight.copy() for weight in self._first) or drawn
        self.gradients: tuple[Float32, ...] = tuple(np.zeros_like(weight) for weight in self.weights)
        self._answers: tuple[Float32, ...] = ()  # of the last step's calls, in order
        self._before = self.weights  # the last step of the last slice
        self.steps = 0
        self.examples = 0
        self.diverged = False

    def step(self, batch_size: int, learning_rate: float) -> float:
        """One batch: forward pass, the student's backward pass, update.

        Returns:
            The mean cross-entropy of the batch before the update. When the run `has_diverged` by it, nothing
            is updated, and `diverged` is true.

        Raises:
            TrainingProblem: when a function returned no numbers, or an array of the wrong shape.
        """
        if self._position >= len(self._order):
            self._order, self._position = self._random.permutation(len(self._images)), 0
        batch = self._order[self._position : self._position + batch_size]
        loss = self._pass(batch)
        if self.diverged:
            return loss
        rate = learning_rate * self._share_of_rate()
        self.weights = tuple(
            self._call(self.recipe.update, weight.shape, (weight, gradient, rate))
            for weight, gradient in zip(self.weights, self.gradients, strict=True)
        )
        self._position += len(batch)
        self.examples += len(batch)
        self.steps += 1
        return loss

    def _pass(self, batch: NDArray[np.intp]) -> float:
        """Forward, then the student's backward pass into `gradients`, unless the run `has_diverged`."""
        labels = self._labels.take(batch)
        inputs, scores = forward(self.weights, self._images.take(batch, axis=0) * np.float32(1 / 255))
        loss, prediction = cross_entropy_of_softmax(scores[-1], labels)
        if has_diverged(loss, self._sizes[-1]):
            self.diverged = True
            return loss

        # Those of the step before are let go; their memory is still in the cache, and serves again.
        self.gradients = self._answers = ()
        values = [*self.weights, *inputs, *scores, prediction, self._targets.take(labels, axis=0)]
        given, value, call = len(values), values.__getitem__, self._call
        for name, like, arguments in self._calls:
            values.append(call(name, values[like].shape, map(value, arguments)))
        self._answers = tuple(values[given:])
        self.gradients = tuple(map(value, self._gradients))
        return loss

    def advance(self, steps: int, batch_size: int, learning_rate: float) -> NDArray[np.float64]:
        """``steps`` steps, fewer when the run diverges; the functions' prints are dropped meanwhile.

        Returns:
            The loss of each step, the last of them the one by which the run `has_diverged`, if it has.
        """
        losses: list[float] = []
        with undisturbed():
            while len(losses) < steps and not self.diverged:
                if len(losses) == steps - 1:  # a copy: functions may write into what they are given
                    self._before = tuple(weight.copy() for weight in self.weights)
                losses.append(self.step(batch_size, learning_rate))
        return np.array(losses, dtype=np.float64)

    def gradient_norms(self) -> NDArray[np.float64]:
        """Euclidean norms of the last step's gradients, in the order of the parameters."""
        return np.array([float(np.sqrt(np.vdot(gradient, gradient))) for gradient in self.gradients])

    def vitals(self) -> NDArray[np.float32]:
        """What the last step of the last slice did: see `vitals`."""
        return vitals(self._before, self.weights, self.gradients)

    def spoilt(self) -> tuple[str, str]:
        """The function whose answer in the last step was the first that is not finite, and what it held.

        Returns:
            Its name, and "NaN" or "infinity"; two empty texts when all answers were finite. What it was given was
            finite, too: a step begins with a finite loss, and the functions before it answered with numbers.
        """
        if not self._answers:
            return "", ""
        names, answers = self.recipe.functions, (*self._answers, *self.weights)
        for place, answer in enumerate(answers):
            if not np.isfinite(answer).all():
                if sum(answer is other for other in answers) > 1:
                    return "", ""  # a later function has written into it, or handed it on
                return names[min(place, len(names) - 1)], "NaN" if np.isnan(answer).any() else "infinity"
        return "", ""

    def probe(self, batch_size: int, learning_rate: float) -> tuple[NDArray[np.float64], ...]:
        """What one step from the first weights does to the loss of its own batch, at ever smaller rates.

        Everything is measured in float64, so that a tiny step is not lost in rounding. The run begins again.

        Returns:
            The loss before, (1,); the rates that were tried, (k,), falling; the loss after a step with each, (k,);
            the losses after a step of the smallest rate by one of the p parameters alone, (p,); the gradients'
            norms, (p,).
        """
        self.begin_again()
        batch = self._order[:batch_size]
        with undisturbed():
            self._pass(batch)
            norms = np.full(len(self.weights), math.nan) if self.diverged else self.gradient_norms()
            size = float(norms @ norms)
            smallest = TINY / max(size, 1.0) if math.isfinite(size) else TINY
            rates = np.geomspace(learning_rate, min(smallest, learning_rate / 10), TRIED)
            before = self._loss(self._wide(self.weights), batch)
            moved = [self._moved(float(rate)) for rate in rates]
            after = [self._loss(weights, batch) for weights in moved]
            alone = []
            for place in range(len(self.weights)):
                weights = list(self._wide(self.weights))
                weights[place] = moved[-1][place]
                alone.append(self._loss(tuple(weights), batch))
        self.begin_again()
        return np.array([before]), rates, np.array(after), np.array(alone), norms

    def retry(self, steps: int, batch_size: int, learning_rate: float) -> NDArray[np.float64]:
        """The losses of so many steps from the first weights, fewer if they diverge. The run is then there."""
        self.begin_again()
        return self.advance(steps, batch_size, learning_rate)

    def _moved(self, rate: float) -> tuple[NDArray[np.float64], ...]:
        """The weights after an update with this rate; the function may write into what it is given."""
        self.calling = self.recipe.update
        update = self._functions[self.recipe.update]
        pairs = zip(self._wide(self.weights), self._wide(self.gradients), strict=True)
        return tuple(
            np.asarray(update(weight, gradient, rate), np.float64).reshape(weight.shape) for weight, gradient in pairs
        )

    def _loss(self, weights: tuple[NDArray[np.float64], ...], batch: NDArray[np.intp]) -> float:
        _, scores = forward(weights, self._images.take(batch, axis=0) / 255)
        return cross_entropy_of_softmax(scores[-1], self._labels.take(batch))[0]

    @staticmethod
    def _wide(arrays: tuple[Float32, ...]) -> tuple[NDArray[np.float64], ...]:
        return tuple(array.astype(np.float64) for array in arrays)

    def _share_of_rate(self) -> float:
        return max(1 - self.examples / self._planned, 0.0) if self._planned else 1.0

    def _call(self, name: str, shape: tuple[int, ...], arguments: Iterable[Any]) -> Float32:
        self.calling = name
        value = self._functions[name](*arguments)
        if type(value) is np.ndarray and value.dtype == np.float32 and value.shape == shape:
            return value
        return as_float32(name, shape, value, self.steps + 1)


def _in_words(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"
