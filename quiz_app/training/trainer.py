"""Runs a `Program` with a student's functions: step after step, deterministic from a seed.

It knows no screen, no file and no thread, and needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem, as_float32, undisturbed
from quiz_app.training.engine import FUNCTIONS
from quiz_app.training.program import Operation, Program
from quiz_app.training.vitals import excerpts, vitals

Array = NDArray[Any]
Function = Callable[..., Any]

DIVERGED = 100.0  # times the loss of guessing
PERCENTILES = (5, 25, 50, 75, 95)  # of sizes, in the flow
FLOW = 2 + len(PERCENTILES)
MOST_BESIDE = 256  # rows that stand beside a few in a network whose rows depend on each other
_BEGINS: Mapping[str, Callable[..., Any]] = {"engine.zeros": np.zeros, "engine.ones": np.ones}


class ProgramTrainer:
    """Trains the network of a program.

    Args:
        program: what is called with what.
        functions: the student's, by "<assignment>.<function>".
        rows: inputs (N, n0).
        labels: classes (N,), from 0.
        held_rows, held_labels: the same, held back: the stop rule looks at them.
        classes: how many there are.
        seed: of the first weights, the order of the examples and all other chance.
        precision: of all arrays that functions get; float64 is for tests.

    Raises:
        TrainingProblem: a function is missing, or gives no first weights.
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
        if missing := [name for name in program.functions if not callable(functions.get(name))]:
            raise TrainingProblem(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.")
        self.program = program
        self._functions: dict[str, Function] = {
            **FUNCTIONS,
            **{name: cast("Function", functions[name]) for name in program.functions},
        }
        self._precision = precision
        self._rows, self._labels = rows.astype(precision), labels
        self._held_rows, self._held_labels = held_rows.astype(precision), held_labels
        self._targets = np.eye(classes, dtype=precision)
        self._worst = DIVERGED * math.log(max(classes, 2))
        self._seed = seed
        self.calling = ""  # the function that is being called, for whoever has to explain an exception
        self.begin_again()

    def begin_again(self) -> None:
        """Back to the first weights and the first order of the examples."""
        self._random = np.random.default_rng(self._seed)
        self._settings: dict[str, Any] = dict(self.program.settings)
        self.steps = self.epoch = 0
        self.diverged = self.stopped = False
        self.history: list[float] = []  # the loss on the held-back rows after each epoch
        self._order: list[Array] = []
        self._rate_of = (math.nan, -1)  # the chosen rate and the epoch that "rate" is of
        self._last: dict[str, Any] = {}  # the values of the last step, and of the one before
        self._before: dict[str, Any] = {}
        with undisturbed():
            self.weights = {each.name: self._first(each) for each in self.program.parameters}
        self._old = list(self.weights.values())  # before the last step of the last slice
        shapes = {name: weight.shape for name, weight in self.weights.items()}
        self._states = {name: np.zeros(shapes[like], self._precision) for name, like in self.program.states}

    def begin_chance(self, seed: int) -> None:
        """All chance from here on is that of this seed."""
        self._random = np.random.default_rng(seed)

    def _first(self, parameter: Any) -> Array:
        if parameter.begins in _BEGINS:
            return cast("Array", _BEGINS[parameter.begins](parameter.shape, self._precision))
        self.calling = parameter.begins
        value = self._functions[parameter.begins](*parameter.shape, self._random)
        return self._numbers(parameter.begins, parameter.shape, value)

    def advance(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
        """So many steps, fewer where the run diverges or its stop rule ends it; what functions print is dropped.

        Returns:
            The loss of each step before its update, (n,); the one by which the run has diverged is the last.
        """
        losses: list[float] = []
        with undisturbed():
            while len(losses) < steps and not (self.diverged or self.stopped):
                if len(losses) == steps - 1:  # a copy: functions may write into what they are given
                    self._old = [weight.copy() for weight in self.weights.values()]
                losses.append(self._step(batch_size, rate))
        return np.array(losses, dtype=np.float64)

    def _step(self, batch_size: int, rate: float) -> float:
        if not self._order:
            self._order = self._batches(batch_size)
        if self._rate_of != (rate, self.epoch):
            self._set_rate(rate)
        batch = self._order[0]
        values = self.passed(self._rows[batch], self._labels[batch])
        loss = float(values["loss"])
        self._before, self._last = self._last, values
        if not loss <= self._worst:
            self.diverged = True
            return loss
        self._move(values)
        self.steps += 1
        del self._order[0]
        if not self._order:
            self._end_epoch()
        return loss

    def passed(self, rows: Array, labels: Array) -> dict[str, Any]:
        """All values of a forward and a backward pass: of a batch's loss that is no number, only the forward ones."""
        values = self._values(rows, labels)
        self._run(self.program.forward, values)
        if float(values["loss"]) <= self._worst:
            self._run(self.program.backward, values)
        return values

    def _values(self, rows: Array, labels: Array | None) -> dict[str, Any]:
        values = {**self._settings, **self.weights, "x": rows, "chance": self._random}
        if labels is not None:
            values["t"] = self._targets[labels]
        return values

    def _move(self, values: dict[str, Any]) -> None:
        values["count"] = self.steps + 1
        values.update(self._states)
        self._run(self.program.updates, values)
        # A new dictionary: that of before may still be looked at.
        self.weights = {name: values[f"{name}'"] for name in self.weights}
        self._states = {name: values[f"{name}'"] for name in self._states}

    def _set_rate(self, rate: float) -> None:
        """The rate from here on: as chosen, or what the schedule makes of it."""
        self._rate_of = (rate, self.epoch)
        values: dict[str, Any] = {**self._settings, "rate": rate, "epoch": self.epoch}
        self._run(self.program.schedule, values)
        self._settings["rate"] = float(values["rate"])

    def _batches(self, batch_size: int) -> list[Array]:
        """The order of an epoch, by the student's function where there is one."""
        count = len(self._rows)
        if not self.program.batches:
            order = self._random.permutation(count)
            return [order[place : place + batch_size] for place in range(0, count, batch_size)]
        values = {**self._settings, "n": count, "batch_size": min(batch_size, count), "chance": self._random}
        self._run(self.program.batches, values)
        found = [np.asarray(batch, dtype=np.intp) for batch in values["batches"] if len(batch)]
        if not found:
            raise TrainingProblem(f"{self.calling} gave no batches in epoch {self.epoch}.")
        return found

    def _end_epoch(self) -> None:
        self.epoch += 1
        if self.program.stop and len(self._held_rows):
            prediction = self.program.plain[-1].answers[0]
            values = {**self._settings, prediction: self.outputs(self._held_rows)}
            values["t"] = self._targets[self._held_labels]
            self._run(self.program.forward[-1:], values)
            self.history.append(float(values["loss"]))
            values = {**self._settings, "history": list(self.history)}
            self._run(self.program.stop, values)
            self.stopped = bool(values["stop"])

    def outputs(self, rows: Array, block: int = -1) -> Array:
        """The predictions (N, n) of rows (N, n0) as they are made in use: nothing is left out at random.

        With a `block`, what that one hands on, (N, its width).
        """
        values = self._values(rows.astype(self._precision), None)
        beside = 0
        if self.program.mixes:
            beside = min(MOST_BESIDE, len(self._rows))
            values["x"] = np.concatenate([values["x"], self._rows[:beside]])
        calls = self.program.plain
        if block >= 0:
            calls = tuple(call for call in calls if 0 <= call.block <= block)
        with undisturbed():
            self._run(calls, values)
        answer = values[calls[-1].answers[0]] if calls else values["x"]
        return answer[: len(answer) - beside] if beside else answer  # type: ignore[no-any-return]

    def flow(self) -> NDArray[np.float64]:
        """What goes forward out of each block, and what comes back to it, in the last step.

        Returns:
            (blocks, 2, FLOW): of what it hands on, and of the gradient with respect to that, the root mean square,
            the share of zeros, and percentiles of the sizes of the rest; NaN where there is nothing.
        """
        outs = {call.block: call.answers[0] for call in self.program.forward if call.block >= 0}
        found = np.full((len(outs), 2, FLOW), math.nan)
        for place, name in enumerate(outs.values()):
            for kind, value in enumerate((self._last.get(name), self._last.get(f"d{name}"))):
                if isinstance(value, np.ndarray) and value.size and np.isfinite(value).all():
                    sizes = np.abs(value).astype(np.float64).ravel()
                    rest = sizes[sizes > 0]
                    found[place, kind, :2] = math.sqrt(float((sizes**2).mean())), 1 - len(rest) / len(sizes)
                    if len(rest):
                        found[place, kind, 2:] = np.percentile(rest, PERCENTILES)
        return found

    def norms(self) -> NDArray[np.float64]:
        """Euclidean norms of the last step's gradients, in the order of the parameters; NaN where there is none."""
        gradients = [self._last.get(f"d{each.name}") for each in self.program.parameters]
        return np.array([math.nan if one is None else float(np.sqrt(np.vdot(one, one))) for one in gradients])

    def inside(self, names: Sequence[str], rows: int, units: int) -> list[NDArray[np.float32]]:
        """Excerpts of the last step's values, see `excerpts`."""
        return excerpts(names, self.weights, self._last, rows, units)

    def vitals(self) -> NDArray[np.float32]:
        """What the last step of the last slice did: see `vitals`."""
        gradients = [self._last.get(f"d{each.name}", np.full(1, math.nan)) for each in self.program.parameters]
        return vitals(self._old, list(self.weights.values()), gradients)

    def spoilt(self) -> tuple[int, int, str]:
        """The first call of the last step whose answer is not finite although what it was given is.

        Returns:
            Which list it is in (0: forward, 1: backward, 2: updates; -1: there is none), its place there, and what
            the answer held.
        """
        lists = (self.program.forward, self.program.backward, self.program.updates)
        for values in (self._before, self._last):  # what spoils the weights shows in the loss of the step after
            for number, calls in enumerate(lists):
                for place, call in enumerate(calls):
                    answers = [values[name] for name in _names(call.answers) if name in values]
                    bad = [answer for answer in answers if not np.isfinite(answer).all()]
                    if bad:
                        return number, place, "NaN" if any(np.isnan(answer).any() for answer in bad) else "infinity"
        return -1, -1, ""

    def _run(self, calls: Sequence[Operation], values: dict[str, Any]) -> None:
        for call in calls:
            name = self.calling = call.function
            answer = self._functions[name](*(_value(argument, values) for argument in call.arguments))
            many = len(call.answers) > 1
            if many and not (isinstance(answer, tuple | list) and len(answer) == len(call.answers)):
                raise TrainingProblem(f"{name} did not return {len(call.answers)} values in step {self.steps + 1}.")
            for result, like, one in zip(call.answers, call.like, answer if many else (answer,), strict=True):
                self._take(call.function, result, like, one, values)

    def _take(self, function: str, result: str, like: str, one: Any, values: dict[str, Any]) -> None:
        """Put an answer under its name, once it is what it must be."""
        if result.startswith("["):
            names, shapes = _names((result,)), _names((like,))
            if not isinstance(one, tuple | list) or len(one) != len(names):
                raise TrainingProblem(f"{function} did not return a list of {len(names)} in step {self.steps + 1}.")
            for name, shape, item in zip(names, shapes, one, strict=True):
                values[name] = self._numbers(function, values[shape].shape, item)
        elif like:
            values[result] = self._numbers(function, values[like].shape, one)
        else:
            if one is None:
                raise TrainingProblem(f"{function} returned None in step {self.steps + 1}.")
            values[result] = one

    def _numbers(self, function: str, shape: tuple[int, ...], value: Any) -> Array:
        if type(value) is np.ndarray and value.dtype == self._precision and value.shape == shape:
            return value
        checked = as_float32(function, shape, value, self.steps + 1)
        return checked if self._precision is np.float32 else np.asarray(value, self._precision)


def _names(names: Sequence[str]) -> list[str]:
    """All names, those in brackets one by one."""
    return [one for name in names for one in name.strip("[]").split(" ")]


def _value(name: str, values: Mapping[str, Any]) -> Any:
    return [values[one] for one in _names((name,))] if name.startswith("[") else values[name]
