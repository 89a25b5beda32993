"""Training in a notebook: the student's own functions, in their own kernel, with nothing in between."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quiz_app.training import probing
from quiz_app.training.calling import TrainingProblem
from quiz_app.training.data import load_digits
from quiz_app.training.evidence import Evidence, Spoilt, gather, spoilt_by
from quiz_app.training.examples import DIGIT_CLASSES, of_digits
from quiz_app.training.history import History
from quiz_app.training.kernel_text import kernel_files
from quiz_app.training.looking import spoilt
from quiz_app.training.outcome import diverged, finished, has_learned, stopped
from quiz_app.training.output import keep
from quiz_app.training.plan import Plan
from quiz_app.training.recipes import recipe_for
from quiz_app.training.record import RunOutcome
from quiz_app.training.settings import Settings, SettingsError
from quiz_app.training.trained import trained_network
from quiz_app.training.trainer import Trainer

EPOCHS = 10
MOST_LINES = 20  # of epochs that are shown, and measured


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
    recipe: str | Path | None = None,
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
        show: print a line for each epoch, or for each tenth of many.
        recipe: a file of the laboratory (``.toml``) in place of that network. All settings are in it, and ``test
            accuracy`` is of what it holds back. A function that is not in ``functions`` is taken from your file of
            its assignment.

    Returns:
        The history: ``history.plot()`` draws it, ``history.accuracy`` is the last test accuracy. A function
        that is not written yet gives the outcome "not ready", one that returns no numbers or the wrong shape
        "failed". An interrupted kernel keeps what was reached.

    Raises:
        DataError: the digits cannot be had.
        SettingsError: a setting cannot be, or is that of the recipe.
        ExperimentError: the recipe cannot be.
        CourseError: there is no course here whose functions a recipe could name.

    A run on digits that came to its end, or that you stopped, is kept in the course's folder ``runs/``:
    ``history.saved`` is the file of its weights, which the app's page Draw offers.

    What your functions print is dropped while training; an exception in one of them goes through to you.
    """
    if recipe is None:
        plan = _own_network(functions, Settings(epochs, batch_size, learning_rate, hidden, seed), data)
    else:
        given = {"epochs": epochs, "data": data, "hidden": hidden, "batch_size": batch_size}
        _refuse_settings(given | {"learning_rate": learning_rate, "seed": seed})
        from quiz_app.laboratory.here import plan_of

        plan = plan_of(Path(recipe), functions)
    run = _Run(plan)
    if show:
        print(plan.data.description)
    try:
        _train(run, show)
    except NotImplementedError:
        name = plan.program.spoken(run.trainer.calling) if run.trainer else "A function"
        run.end("not ready", f"{name} is not written yet: write it, run its cell, then run this one again.")
    except KeyboardInterrupt:
        run.measure()
        run.end("stopped", stopped(run.step, plan.settings.epochs * run.steps_per_epoch))
    if show:
        print(run.message)
    history = run.history()
    shown_to_draw = recipe is None or history.network is not None
    if not shown_to_draw or run.outcome not in ("finished", "stopped"):
        return history
    return replace(history, saved=keep(history, "notebook"))


def _refuse_settings(given: Mapping[str, object]) -> None:
    """Raises SettingsError for settings beside a recipe."""
    usual = {"epochs": EPOCHS, "data": None}
    if other := [name for name, value in given.items() if value != usual.get(name, getattr(Settings, name, None))]:
        raise SettingsError(f"With a recipe all settings are in its file: leave {', '.join(other)} away.")


def _own_network(functions: Mapping[str, object], settings: Settings, data: str | None) -> Plan:
    """A lesson's own network on digits."""
    digits, recipe = load_digits(data), recipe_for(functions)
    sizes = settings.sizes(digits.train_images.shape[1], DIGIT_CLASSES)
    program = recipe.program(sizes, settings.epochs if settings.falling else 0)

    def ended(share: float, loss: float, found: Evidence) -> str:
        return finished(program, share, loss, settings.learning_rate, found)

    named = {f"{recipe.assignment}.{name}": functions.get(name) for name in recipe.functions}
    return Plan(
        program,
        named,
        of_digits(digits),
        settings,
        ended,
        has_learned,
        lambda: kernel_files(program.all_functions),
    )


def _train(run: _Run, show: bool) -> None:
    settings, data = run.plan.settings, run.plan.data
    try:
        trainer = Trainer(
            run.plan.program,
            run.plan.functions,
            data.rows,
            data.labels,
            data.held_rows,
            data.held_labels,
            data.classes,
            settings.seed,
        )
    except TrainingProblem as problem:
        run.end("not ready", f"{problem} Run the cells that define them, then this one again.")
        return
    run.trainer = trainer
    try:
        trainer.begin_again()
    except TrainingProblem as problem:
        run.end("failed", str(problem))
        return
    lines = range(0, settings.epochs, max(settings.epochs // MOST_LINES, 1)) if show else ()
    for epoch in range(settings.epochs):
        begun = time.perf_counter()
        while trainer.epoch == epoch and not trainer.diverged:
            try:
                # One step at a time, so that an interrupted epoch keeps its losses.
                losses = trainer.advance(1, settings.batch_size, settings.learning_rate)
            except TrainingProblem as problem:
                run.end("failed", str(problem))
                return
            except Exception as error:
                name = run.plan.program.spoken(trainer.calling)
                error.add_note(f"This was {name}, in training step {trainer.steps + 1}.")
                raise
            run.losses.append(float(losses[-1]))
        if trainer.diverged:
            run.reached = tuple(trainer.weights.values())
            found = _found_out(run, trainer)
            rate = settings.learning_rate
            run.end("diverged", diverged(run.plan.program, run.step, rate, run.losses[-1], found))
            return
        last = trainer.stopped or epoch == settings.epochs - 1
        if epoch in lines or last or settings.epochs <= MOST_LINES:
            share = run.measure()
            if show:
                mean = float(np.mean(run.losses[-run.steps_per_epoch :]))
                seconds = time.perf_counter() - begun
                figures = f"loss {mean:.4f}  test accuracy {share:.2%}  {seconds:.1f} s"
                print(f"epoch {epoch + 1:>2}/{settings.epochs}  {figures}")
        if last:
            break
    share, loss = run.accuracies[-1], float(np.mean(run.losses[-run.steps_per_epoch :]))
    run.reached = tuple(trainer.weights.values())
    found = Evidence() if run.plan.learned(share) else _found_out(run, trainer)
    run.end("finished", run.plan.ended(share, loss, found))


def _found_out(run: _Run, trainer: Trainer) -> Evidence:
    """Why it ended badly. What the functions raise on the way is no part of the training."""
    settings = run.plan.settings
    try:
        asked = _Asked(trainer, run.plan.data.classes)
        return gather(asked, settings.batch_size, settings.learning_rate, np.array(run.losses))
    except Exception:
        return Evidence()


class _Asked:
    """A trainer of this process that can be asked what its functions do."""

    def __init__(self, trainer: Trainer, classes: int) -> None:
        self._trainer, self.program, self.classes = trainer, trainer.program, classes

    def spoilt(self) -> Spoilt | None:
        return spoilt_by(self.program, *spoilt(self._trainer))

    def probe(self, batch_size: int, rate: float) -> tuple[NDArray[np.float64], ...]:
        return probing.probe(self._trainer, batch_size, rate)

    def retry(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
        return probing.retry(self._trainer, steps, batch_size, rate)


class _Run:
    """What has been reached so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps_per_epoch = plan.settings.steps_per_epoch(len(plan.data.rows))
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
        if self.trainer and self.step and self.steps[-1:] != [self.step]:
            predicted = self.trainer.outputs(self.plan.data.held_rows).argmax(axis=1)
            self.steps.append(self.step)
            self.accuracies.append(float((predicted == self.plan.data.held_labels).mean()))
        return self.accuracies[-1] if self.accuracies else float("nan")

    def weights(self) -> tuple[NDArray[np.float32], ...]:
        return self.reached or (tuple(self.trainer.weights.values()) if self.trainer and self.step else ())

    def end(self, outcome: RunOutcome, message: str) -> None:
        self.outcome, self.message = outcome, message

    def history(self) -> History:
        plan, weights = self.plan, self.weights()
        return History(
            data=self.plan.data.description,
            settings=self.plan.settings,
            outcome=self.outcome,
            message=self.message,
            losses=np.array(self.losses),
            steps=np.array(self.steps, dtype=np.int64),
            accuracies=np.array(self.accuracies),
            weights=weights,
            parameters=tuple(each.name for each in self.plan.program.parameters),
            steps_per_epoch=self.steps_per_epoch,
            network=trained_network(plan.program, weights, plan.files(), plan.data.rows),
        )
