"""Runs a `Program` with a student's functions: step after step, deterministic from a seed.

It knows no screen, no file and no thread, and needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.batches import Batches, as_batches
from quiz_app.training.caller import ProgramCaller, wanted
from quiz_app.training.calling import TrainingProblem, undisturbed
from quiz_app.training.engine import FUNCTIONS, has_diverged
from quiz_app.training.in_use import InUse
from quiz_app.training.program import Parameter, Program
from quiz_app.training.values import GIVEN, Places

Array = NDArray[Any]
Function = Callable[..., Any]

_BEGINS: Mapping[str, Callable[..., Any]] = {"engine.zeros": np.zeros, "engine.ones": np.ones}


class Trainer:
    """Trains the network of a program. First of all comes `begin_again`, which calls functions.

    Args:
        program: what is called with what.
        functions: the student's, by "<assignment>.<function>".
        rows: inputs (N, n0). Those of uint8 are pixels, scaled to [0, 1] batch by batch.
        labels: classes (N,), from 0.
        held_rows, held_labels: the same, held back: the stop rule looks at them.
        classes: how many there are.
        seed: of the first weights, the order of the examples and all other chance.
        precision: of all arrays that functions get; float64 is for tests.

    Raises:
        TrainingProblem: a function is missing.
    """

    def __init__(
        self,
        program: Program,
        functions: Mapping[str, Any],
        rows: Array,
        labels: Array,
        held_rows: Array,
        held_labels: Array,
        classes: int,
        seed: int = 0,
        precision: Any = np.float32,
    ) -> None:
        self.program = program
        wanted(program, functions, program.functions)
        self._functions: dict[str, Function] = {**FUNCTIONS, **functions}
        self._caller = ProgramCaller(program, precision)
        self._rows, self._labels = rows, np.asarray(labels, np.intp)
        self._held_rows, self._held_labels = held_rows, np.asarray(held_labels, np.intp)
        self._targets = np.eye(classes, dtype=precision)
        self._classes, self._seed = classes, seed
        self._planned = program.falling * len(rows)
        self._places = places = Places(program, self._functions)
        self._use = InUse(program, places, rows)
        self._x, self._label, self._t, self._chance, self._rate, self._count, *_ = (places[name] for name in GIVEN)
        self._loss = places["loss"]
        self._nothing = tuple([None] * (each.stop - each.start) for each in (places.ahead, places.back))
        self._first: tuple[Array, ...] = ()  # to begin from, in place of those that the seed gives

    def begin_again(self) -> None:
        """Back to the first weights and the first order of the examples."""
        self._caller.step = 1
        self._random = np.random.default_rng(self._seed)
        self._values: list[Any] = [None] * len(self._places)
        for name, number in self.program.settings:
            self._values[self._places[name]] = number
        self._values[self._chance] = self._random
        self.steps = self.epoch = self.examples = 0
        self.diverged = self.stopped = False
        self.history: list[float] = []  # the loss on the held-back rows after each epoch
        listed = self._listed if self.program.batches else None
        self._batches = Batches(len(self._rows), listed, self._random)
        self._rate_of = (math.nan, -1)  # the chosen rate and the epoch that `_usual` is of
        self._usual = math.nan
        with undisturbed():
            drawn = [self._drawn(each) for each in self.program.parameters]
        for place, weight in zip(self._places.weights, self._first or drawn, strict=True):
            self._values[place] = weight.copy()
        shapes = {each.name: each.shape for each in self.program.parameters}
        for name, like in self.program.states:
            self._values[self._places[name]] = np.zeros(shapes[like], self._caller.dtype)

    def begin_from(self, weights: Sequence[Array]) -> None:
        """Take these weights in place of those that the seed gives."""
        self._first = tuple(weight.copy() for weight in weights)
        self.begin_again()

    def begin_chance(self, seed: int) -> None:
        """All chance from here on is that of this seed."""
        self._random = self._values[self._chance] = np.random.default_rng(seed)

    @property
    def calling(self) -> str:
        """The function that is being called, for whoever has to explain an exception."""
        return self._caller.calling

    @property
    def weights(self) -> Mapping[str, Array]:
        """All parameters by name, as they are now. Other weights: assign a mapping with all of them."""
        parameters = zip(self.program.parameters, self._places.weights, strict=True)
        return MappingProxyType({each.name: self._values[place] for each, place in parameters})

    @weights.setter
    def weights(self, weights: Mapping[str, Array]) -> None:
        for each, place in zip(self.program.parameters, self._places.weights, strict=True):
            self._values[place] = weights[each.name]

    def wide(self) -> Trainer:
        """Another one with the same values in float64."""
        other = copy.copy(self)
        other._caller = ProgramCaller(self.program, np.float64)
        other._targets = self._targets.astype(np.float64)
        floats = (np.float32, np.float64)
        other._values = [
            one.astype(np.float64) if isinstance(one, np.ndarray) and one.dtype in floats else one
            for one in self._values
        ]
        return other

    def moved(self, rate: float) -> Mapping[str, Array]:
        """The parameters after an update with this rate and the gradients of the last pass. It is not made."""
        values = [
            one.copy() if isinstance(one, np.ndarray) else one for one in self._values
        ]  # it may write into them
        values[self._rate], values[self._count] = rate, self._caller.step
        self._caller.run(self._places.updates, values)
        return {each.name: values[self._places[f"{each.name}'"]] for each in self.program.parameters}

    def loss_at(self, weights: Mapping[str, Array], rows: Array, labels: Array) -> float:
        """The loss of these rows with other weights, by chance that is the same each time."""
        values = self._values.copy()
        for each, place in zip(self.program.parameters, self._places.weights, strict=True):
            values[place] = weights[each.name].copy()
        values[self._x], values[self._label], values[self._t] = (
            self._caller.inputs(rows),
            labels,
            self._targets[labels],
        )
        values[self._chance] = np.random.default_rng(0)
        self._caller.run(self._places.forward, values)
        return self._caller.number(values[self._loss])

    def trial(self) -> Trainer:
        """Another one that stands where this one stands, with the same chance before it."""
        other = copy.copy(self)
        other._values = [one.copy() if isinstance(one, np.ndarray) else one for one in self._values]
        other._batches, other.history = self._batches.copy(), list(self.history)
        other._random = other._values[self._chance] = np.random.default_rng(0)
        other._random.bit_generator.state = self._random.bit_generator.state
        return other

    def _drawn(self, parameter: Parameter) -> Array:
        if parameter.begins in _BEGINS:
            return cast("Array", _BEGINS[parameter.begins](parameter.shape, self._caller.dtype))
        self._caller.calling = parameter.begins
        value = self._functions[parameter.begins](*parameter.shape, self._random)
        return self._caller.numbers(parameter.shape, value)

    def advance(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
        """So many steps, fewer where the run diverges or its stop rule ends it; what functions print is dropped.

        Returns:
            The loss of each step before its update, (n,); the one by which the run has diverged is the last.
        """
        losses: list[float] = []
        with undisturbed():
            while len(losses) < steps and not (self.diverged or self.stopped):
                losses.append(self._step(batch_size, rate))
        return np.array(losses, dtype=np.float64)

    def _step(self, batch_size: int, rate: float) -> float:
        self._caller.step = self.steps + 1
        batch = self._batches.now(batch_size, self._random)
        if self._rate_of != (rate, self.epoch):
            self._set_rate(rate)
        values = self._values
        loss = self._passed(self._caller.inputs(self._rows.take(batch, axis=0)), self._labels.take(batch))
        if self.diverged:
            return loss
        share = max(1 - self.examples / self._planned, 0.0) if self._planned else 1.0
        values[self._rate], values[self._count] = self._usual * share, self._caller.step
        self._caller.run(self._places.updates, values)
        for place, moved in self._places.moves:
            values[place] = values[moved]
        self.steps += 1
        self.examples += len(batch)
        if self._batches.done(batch):
            self._end_epoch()
        return loss

    def _passed(self, rows: Array, labels: Array) -> float:
        """The loss. Forward, then back, unless the run `has_diverged`: then `diverged` is true.

        Values of the step before are let go first; their memory is still in the cache, and serves again. Of a run
        that has diverged the way back of the step before stays, for `spoilt`.
        """
        values, places = self._values, self._places
        values[places.ahead] = self._nothing[0]
        values[self._x], values[self._label] = rows, labels
        values[self._t] = self._targets.take(labels, axis=0)
        self._caller.run(self._places.forward, values)
        loss = self._caller.number(values[self._loss])
        self.diverged = has_diverged(loss, self._classes)
        if not self.diverged:
            values[places.back] = self._nothing[1]
            self._caller.run(self._places.backward, values)
        return loss

    def passed(self, rows: Array, labels: Array) -> dict[str, Any]:
        """All values by name after a pass forward and back; of a loss that has diverged, only the forward ones."""
        self._passed(self._caller.inputs(rows), np.asarray(labels, np.intp))
        return dict(zip(self._places.names(), self._values, strict=True))

    def next_batch(self, batch_size: int) -> tuple[Array, Array]:
        """The rows of the next step, as they were given, and their classes."""
        batch = self._batches.now(batch_size, self._random)
        return self._rows.take(batch, axis=0), self._labels.take(batch)

    def _listed(self, batch_size: int) -> list[Array]:
        values, places = self._values, self._places
        values[places["n"]], values[places["batch_size"]] = len(self._rows), batch_size
        self._caller.run(self._places.batches, values)
        found = as_batches(values[places["batches"]])
        if found:
            return found
        raise TrainingProblem(f"{self._caller.spoken} gave no batches of indices in epoch {self.epoch + 1}.")

    def _set_rate(self, rate: float) -> None:
        """The rate from here on: as chosen, or what the schedule makes of it."""
        self._rate_of = (rate, self.epoch)
        self._values[self._rate], self._values[self._places["epoch"]] = rate, self.epoch
        self._caller.run(self._places.schedule, self._values)
        self._usual = self._caller.number(self._values[self._rate])

    def _end_epoch(self) -> None:
        self.epoch += 1
        if self.program.stop and len(self._held_rows):
            places = self._places
            values = self._use.values(places.plain, self._caller, self._values, self._held_rows)
            values[self._label], values[self._t] = self._held_labels, self._targets[self._held_labels]
            self._caller.run(self._places.forward[-1:], values)
            self.history.append(self._caller.number(values[self._loss]))
            values[places["history"]] = list(self.history)
            self._caller.run(self._places.stop, values)
            try:
                self.stopped = bool(values[places["stop"]])
            except ValueError:
                raise TrainingProblem(
                    f"{self._caller.spoken} returned more than one truth value after epoch {self.epoch}."
                ) from None

    def outputs(self, rows: Array, block: int = -1) -> Array:
        """The predictions (N, n) of rows (N, n0) as they are made in use: nothing is left out at random.

        With a `block`, what that one hands on, (N, its width).
        """
        some = [call for call in self.program.plain if 0 <= call.block <= block]
        calls = self._places.plain if block < 0 else self._places.placed(some)
        with undisturbed():
            values = self._use.values(calls, self._caller, self._values, rows)
        return values[calls[-1].answer if calls else self._x]  # type: ignore[no-any-return]

    def by_inputs(self, row: Array) -> tuple[Array, Array]:
        """See `InUse.by_inputs`.

        Raises:
            TrainingProblem: a function that goes back to the inputs is missing.
        """
        wanted(self.program, self._functions, self.program.back_functions, "the way back to the inputs")
        with undisturbed():
            return self._use.by_inputs(self._caller, self._values, row, self._targets)

    def value(self, name: str) -> Any:
        """A value of the last step, by its name; None where there is none."""
        place = self._places.get(name)
        return None if place is None else self._values[place]
