"""Training in a notebook: the student's own functions, in their own kernel, with nothing in between."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem
from quiz_app.training.data import Digits, load_digits
from quiz_app.training.evaluation import accuracy
from quiz_app.training.evidence import Evidence, gather
from quiz_app.training.history import History
from quiz_app.training.outcome import diverged, finished, has_learned, stopped
from quiz_app.training.output import keep
from quiz_app.training.recipe import Recipe
from quiz_app.training.recipe_trainer import Trainer
from quiz_app.training.recipes import recipe_for
from quiz_app.training.record import RunOutcome
from quiz_app.training.settings import Settings

EPOCHS = 10
CLASSES = 10


def train_here(
    functions: Mapping[str, object],
    epochs: int = EPOCHS,
    *,
    data: str | None = None,
    hidden: tuple[int, int] = Settings.hidden,
    batch_size: int = Settings.batch_size,
    learning_rate: float = Settings.learning_rate,
    seed: int = Settings.seed,
    show: bool = True,
) -> History:
    """Train a network 784-300-100-10 on MNIST with your own functions, and see how it went.

    Args:
        functions: your functions by name: ``globals()``, in a notebook.
        epochs: passes over the training images. The learning rate falls linearly to 0 over them.
        data: ``"bundled"`` (the default: 5,000 images), ``"full"`` (all 70,000), or a folder with the files.
        hidden: the sizes of the two hidden layers.
        batch_size: examples per step.
        learning_rate: of the first step.
        seed: of the first weights and the order of the examples; the same seed gives the same run.
        show: print a line for each epoch.

    Returns:
        The history: ``history.plot()`` draws it, ``history.accuracy`` is the last test accuracy. A function
        that is not written yet gives the outcome "not ready", one that returns no numbers or the wrong shape
        "failed". An interrupted kernel keeps what was reached.

    Raises:
        DataError: the digits cannot be had.
        SettingsError: a setting cannot be.

    A run that came to its end, or that you stopped, is kept in the course's folder ``runs/``: ``history.saved`` is
    the file of its weights, which the app's page Draw offers.

    What your functions print is dropped while training; an exception in one of them goes through to you.
    """
    settings = Settings(epochs, batch_size, learning_rate, hidden, seed)
    digits = load_digits(data)
    run = _Run(recipe_for(functions), digits, settings)
    if show:
        print(digits.description)
    try:
        _train(run, functions, show)
    except NotImplementedError:
        name = run.trainer.calling if run.trainer else "A function"
        run.end("not ready", f"{name} is not written yet: write it, run its cell, then run this one again.")
    except KeyboardInterrupt:
        run.measure()
        run.end("stopped", stopped(run.step, settings.epochs * run.steps_per_epoch))
    if show:
        print(run.message)
    history = run.history()
    return replace(history, saved=keep(history, "notebook")) if run.outcome in ("finished", "stopped") else history


def _train(run: _Run, functions: Mapping[str, object], show: bool) -> None:
    settings, digits = run.settings, run.digits
    sizes = settings.sizes(digits.train_images.shape[1], CLASSES)
    try:
        trainer = Trainer(
            run.recipe,
            functions,
            sizes,
            digits.train_images,
            digits.train_labels,
            seed=settings.seed,
            epochs=settings.epochs,
        )
    except TrainingProblem as problem:
        run.end("not ready", f"{problem} Run the cells that define them, then this one again.")
        return
    run.trainer = trainer
    for epoch in range(1, settings.epochs + 1):
        begun = time.perf_counter()
        for _ in range(run.steps_per_epoch):
            try:
                # One step at a time, so that an interrupted epoch keeps its losses.
                losses = trainer.advance(1, settings.batch_size, settings.learning_rate)
            except TrainingProblem as problem:
                run.end("failed", str(problem))
                return
            except Exception as error:
                error.add_note(f"This was {trainer.calling}, in training step {trainer.steps + 1}.")
                raise
            run.losses.append(float(losses[-1]))
            if trainer.diverged:
                run.reached = trainer.weights
                found = _found_out(run, trainer)
                run.end("diverged", diverged(run.recipe, run.step, settings.learning_rate, run.losses[-1], found))
                return
        share = run.measure()
        if show:
            mean = float(np.mean(run.losses[-run.steps_per_epoch :]))
            seconds = time.perf_counter() - begun
            figures = f"loss {mean:.4f}  test accuracy {share:.2%}  {seconds:.1f} s"
            print(f"epoch {epoch:>2}/{settings.epochs}  {figures}")
    share, loss = run.accuracies[-1], float(np.mean(run.losses[-run.steps_per_epoch :]))
    run.reached = trainer.weights
    found = Evidence() if has_learned(share) else _found_out(run, trainer)
    run.end("finished", finished(run.recipe, share, loss, settings.learning_rate, found))


def _found_out(run: _Run, trainer: Trainer) -> Evidence:
    """Why it ended badly. What the functions raise on the way is no part of the training."""
    settings = run.settings
    try:
        return gather(trainer, settings.batch_size, settings.learning_rate, np.array(run.losses))
    except Exception:
        return Evidence()


class _Run:
    """What has been reached so far."""

    def __init__(self, recipe: Recipe, digits: Digits, settings: Settings) -> None:
        self.recipe, self.digits, self.settings = recipe, digits, settings
        self.steps_per_epoch = settings.steps_per_epoch(len(digits.train_images))
        self.trainer: Trainer | None = None
        self.reached: tuple[NDArray[np.float32], ...] = ()  # of a training that is over, and may be tried anew
        self.losses: list[float] = []
        self.steps: list[int] = []
        self.accuracies: list[float] = []
        self.outcome: RunOutcome = "running"
        self.message = ""

    @property
    def step(self) -> int:
        return len(self.losses)

    def measure(self) -> float:
        """The test accuracy now, noted unless it was noted at this step already."""
        weights = self.weights()
        if weights and self.step and self.steps[-1:] != [self.step]:
            self.steps.append(self.step)
            self.accuracies.append(accuracy(weights, self.digits.test_images, self.digits.test_labels))
        return self.accuracies[-1] if self.accuracies else float("nan")

    def weights(self) -> tuple[NDArray[np.float32], ...]:
        return self.reached or (self.trainer.weights if self.trainer else ())

    def end(self, outcome: RunOutcome, message: str) -> None:
        self.outcome, self.message = outcome, message

    def history(self) -> History:
        return History(
            data=self.digits.description,
            settings=self.settings,
            outcome=self.outcome,
            message=self.message,
            losses=np.array(self.losses),
            steps=np.array(self.steps, dtype=np.int64),
            accuracies=np.array(self.accuracies),
            weights=self.weights(),
            parameters=self.recipe.parameters,
            steps_per_epoch=self.steps_per_epoch,
        )
