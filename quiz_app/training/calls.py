"""What the parent may ask of a training in the sandbox. It needs numpy alone: see `loop.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem, undisturbed
from quiz_app.training.looking import flow, norms, spoilt, vitals_of
from quiz_app.training.modules import Module
from quiz_app.training.probing import probe, retry
from quiz_app.training.program import Operation, Parameter, Program
from quiz_app.training.trainer import Trainer
from quiz_app.training.vitals import excerpts

__all__ = ["Operation", "Parameter", "Program", "ProgramCalls"]  # a program comes as text that has these names in it


def _in_words(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method; an exception of a student's function becomes a sentence that says which and where.

    Of a file that was opened whole the sandbox says that, and better.
    """

    @wraps(method)
    def told(self: ProgramCalls, *arguments: Any) -> Any:
        try:
            return method(self, *arguments)
        except (TrainingProblem, MemoryError):
            raise
        except Exception as error:
            if not self.modules:
                raise
            raise TrainingProblem(self.told(error)) from None

    return told


class ProgramCalls:
    """What the parent may call when this file runs in the sandbox: numbers and arrays in, arrays out.

    Args:
        names: of the file that was opened whole, where the functions are in one.
        program: what is called.
    """

    def __init__(self, names: Mapping[str, Any], program: Program) -> None:
        self._names, self._program = names, program
        self.modules: dict[str, Module] = {}
        self._trainer: Trainer | None = None
        self._before: list[NDArray[Any]] = []  # the parameters before the last step of the last slice

    def training_module(self, assignment: str, label: str, source: str, lines_before: int) -> int:
        """A piece of this assignment's file."""
        if assignment not in self.modules:
            self.modules[assignment] = Module(assignment)
        self.modules[assignment].add(label, source, lines_before)
        return 0

    def functions(self) -> dict[str, Any]:
        """The functions of the program, from the files; None for what is in none."""
        wanted = [name.partition(".") for name in self._program.all_functions]
        if not self.modules:
            return {f"{assignment}.{name}": self._names.get(name) for assignment, _, name in wanted}
        for assignment, module in self.modules.items():
            module.load([function for other, _, function in wanted if other == assignment])
        found = {}
        for assignment, _, function in wanted:
            names = self.modules[assignment].names if assignment in self.modules else {}
            found[f"{assignment}.{function}"] = names.get(function)
        return found

    @_in_words
    def training_start(
        self,
        seed: int,
        classes: int,
        rows: NDArray[Any],
        labels: NDArray[Any],
        held_rows: NDArray[Any],
        held_labels: NDArray[Any],
    ) -> int:
        with undisturbed():
            self._trainer = Trainer(
                self._program, self.functions(), rows, labels, held_rows, held_labels, classes, seed
            )
            self._trainer.begin_again()
        return 0

    @_in_words
    def training_advance(
        self, steps: int, batch_size: int, rate: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """The losses of the steps made, the norms of the last gradients, and (epoch, steps, whether it stopped)."""
        trainer = self._started()
        first = trainer.advance(steps - 1, batch_size, rate)
        self._before = [
            weight.copy() for weight in trainer.weights.values()
        ]  # functions may write into what they get
        losses = np.concatenate([first, trainer.advance(1, batch_size, rate)])
        return losses, norms(trainer), np.array([trainer.epoch, trainer.steps, trainer.stopped])

    @_in_words
    def training_retry(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
        return retry(self._started(), steps, batch_size, rate)

    @_in_words
    def training_probe(self, batch_size: int, rate: float) -> tuple[NDArray[np.float64], ...]:
        return probe(self._started(), batch_size, rate)

    @_in_words
    def training_outputs(self, rows: NDArray[Any], block: int) -> NDArray[np.float32]:
        return np.asarray(self._started().outputs(rows, block), np.float32)

    @_in_words
    def training_by_inputs(self, row: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        losses, slopes = self._started().by_inputs(row)
        return losses.astype(np.float64), slopes.astype(np.float64)

    def training_flow(self) -> NDArray[np.float64]:
        return flow(self._started())

    def training_take_weights(self, *weights: NDArray[np.float32]) -> int:
        trainer = self._started()
        trainer.weights = {name: weight.copy() for name, weight in zip(trainer.weights, weights, strict=True)}
        return 0

    def training_inside(self, names: str, rows: int, units: int) -> tuple[NDArray[np.float32], ...]:
        trainer = self._started()
        wanted = names.split()
        values = {name: trainer.value(name) for name in wanted}
        return tuple(excerpts(wanted, trainer.weights, values, rows, units))

    def training_vitals(self) -> NDArray[np.float32]:
        return vitals_of(self._started(), self._before)

    def training_weights(self) -> tuple[NDArray[np.float32], ...]:
        return tuple(np.asarray(one, np.float32) for one in self._started().weights.values())

    def training_begin_from(self, *weights: NDArray[np.float32]) -> int:
        self._started().begin_from(weights)
        return 0

    def training_spoilt(self) -> NDArray[np.int64]:
        """Where the first answer stands that is not finite: see `spoilt`; 1 for infinity, 1 for a constant column."""
        number, place, what, constant = spoilt(self._started())
        return np.array([number, place, what == "infinity", constant])

    @_in_words
    def training_step_memory(self, batch_size: int) -> int:
        """The most bytes that a step allocates at one time, tried on a copy."""
        import _tracemalloc  # the module around it would have to be read from a file, and there are none here

        trial = self._started().trial()
        _tracemalloc.start(1)
        try:
            trial.advance(1, batch_size, 0.0)
            return _tracemalloc.get_traced_memory()[1]
        finally:
            _tracemalloc.stop()

    def training_calling(self) -> int:
        """The index in the program's functions of the one called last, or -1 before the first call."""
        calling, functions = self._started().calling, self._program.functions
        return functions.index(calling) if calling in functions else -1

    def told(self, error: Exception) -> str:
        """What went wrong in a student's function, with the line of their file."""
        trainer = self._trainer
        name = self._program.spoken(trainer.calling) if trainer else ""
        if isinstance(error, NotImplementedError):
            return f"{name or 'A function'} is not written yet."
        place, at = "", error.__traceback__
        while at is not None:
            label, number = at.tb_frame.f_code.co_filename, at.tb_lineno
            if text := next((text for one in self.modules.values() if (text := one.line(label, number))), ""):
                place = f" ({label}, line {number}: {text})"
            at = at.tb_next
        step = f" in step {trainer.steps + 1}" if trainer else ""
        return f"{name or 'A function'} raised {type(error).__name__}{step}: {str(error)[:300]}{place}."

    def _started(self) -> Trainer:
        if self._trainer is None:
            raise TrainingProblem("training has not been started.")
        return self._trainer


CALLS = ProgramCalls
