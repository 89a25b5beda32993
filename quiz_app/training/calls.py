"""What the parent may ask of a laboratory network in the sandbox. It needs numpy alone: see `loop.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem, undisturbed
from quiz_app.training.modules import Module
from quiz_app.training.program import Operation, Parameter, Program
from quiz_app.training.trainer import ProgramTrainer

__all__ = ["Operation", "Parameter", "Program", "ProgramCalls"]  # a program comes as text that has these names in it


def _in_words(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method; an exception of a student's function becomes a sentence that says which and where."""

    @wraps(method)
    def told(self: ProgramCalls, *arguments: Any) -> Any:
        try:
            return method(self, *arguments)
        except (TrainingProblem, MemoryError):
            raise
        except Exception as error:
            raise TrainingProblem(self.told(error)) from None

    return told


class ProgramCalls:
    """What the parent may call when this file runs in the sandbox: numbers and arrays in, arrays out."""

    def __init__(self, _names: Mapping[str, Any], program: Program) -> None:
        self._program = program
        self._modules: dict[str, Module] = {}
        self._trainer: ProgramTrainer | None = None

    def training_module(self, assignment: str, label: str, source: str, lines_before: int) -> int:
        """A piece of this assignment's file."""
        if assignment not in self._modules:
            self._modules[assignment] = Module(assignment)
        self._modules[assignment].add(label, source, lines_before)
        return 0

    def functions(self) -> dict[str, Any]:
        """The functions of the program, from the files; None for what is in none."""
        wanted = [name.partition(".") for name in self._program.functions]
        for assignment, module in self._modules.items():
            module.load([function for other, _, function in wanted if other == assignment])
        found = {}
        for assignment, _, function in wanted:
            names = self._modules[assignment].names if assignment in self._modules else {}
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
            self._trainer = ProgramTrainer(
                self._program, self.functions(), rows, labels, held_rows, held_labels, classes, seed
            )
        return 0

    @_in_words
    def training_advance(
        self, steps: int, batch_size: int, rate: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """The losses of the steps made, the norms of the last gradients, and (epoch, steps, whether it stopped)."""
        trainer = self._started()
        losses = trainer.advance(steps, batch_size, rate)
        return losses, trainer.norms(), np.array([trainer.epoch, trainer.steps, trainer.stopped])

    @_in_words
    def training_outputs(self, rows: NDArray[Any], block: int) -> NDArray[np.float32]:
        return np.asarray(self._started().outputs(rows, block), np.float32)

    def training_flow(self) -> NDArray[np.float64]:
        return self._started().flow()

    def training_take_weights(self, *weights: NDArray[np.float32]) -> int:
        trainer = self._started()
        trainer.weights = {name: weight.copy() for name, weight in zip(trainer.weights, weights, strict=True)}
        return 0

    def training_inside(self, names: str, rows: int, units: int) -> tuple[NDArray[np.float32], ...]:
        return tuple(self._started().inside(names.split(), rows, units))

    def training_vitals(self) -> NDArray[np.float32]:
        return self._started().vitals()

    def training_weights(self) -> tuple[NDArray[np.float32], ...]:
        return tuple(np.asarray(one, np.float32) for one in self._started().weights.values())

    def training_spoilt(self) -> NDArray[np.int64]:
        """Where the first answer stands that is not finite: list, place, and 1 for infinity. (-1, -1, 0): nowhere."""
        number, place, what = self._started().spoilt()
        return np.array([number, place, what == "infinity"])

    def told(self, error: Exception) -> str:
        """What went wrong in a student's function, with the line of their file."""
        trainer = self._trainer
        name = trainer.calling if trainer else ""
        if isinstance(error, NotImplementedError):
            return f"{name or 'A function'} is not written yet."
        place, at = "", error.__traceback__
        while at is not None:
            label, number = at.tb_frame.f_code.co_filename, at.tb_lineno
            if text := next((text for one in self._modules.values() if (text := one.line(label, number))), ""):
                place = f" ({label}, line {number}: {text})"
            at = at.tb_next
        step = f" in step {trainer.steps + 1}" if trainer else ""
        return f"{name or 'A function'} raised {type(error).__name__}{step}: {str(error)[:300]}{place}."

    def _started(self) -> ProgramTrainer:
        if self._trainer is None:
            raise TrainingProblem("training has not been started.")
        return self._trainer


CALLS = ProgramCalls
