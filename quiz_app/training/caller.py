"""Calls what a program says, and takes the answers once they are what they must be.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import TrainingProblem, as_numbers
from quiz_app.training.program import Program
from quiz_app.training.values import NUMBER, Placed, Several


def wanted(program: Program, functions: Mapping[str, Any], names: Sequence[str], what: str = "training") -> None:
    """Whether these functions of a program are there; `what` calls them.

    Raises:
        TrainingProblem: some are missing, or no functions any more; the text names them.
    """
    missing = [name for name in names if not callable(functions.get(name))]
    if taken := [program.spoken(name) for name in missing if functions.get(name) is not None]:
        bare = taken[0].rpartition(".")[2]
        raise TrainingProblem(
            f"The name {taken[0]} holds something else by now, and not your function: a line such as "
            f"`{bare} = {bare}(…)` does that. Give that value another name."
        )
    if missing:
        spoken, verb = ", ".join(map(program.spoken, missing)), "is" if len(missing) == 1 else "are"
        raise TrainingProblem(f"{spoken} {verb} missing: {what} calls all {len(names)} functions.")


class ProgramCaller:
    """Calls what a program says, and puts the answers in their places once they are what they must be.

    Attributes:
        calling: the function that is being called, for whoever has to explain an exception.
        dtype: of all arrays.
        step: the number of the step under way, from 1, for sentences.
    """

    def __init__(self, program: Program, precision: Any = np.float32) -> None:
        self._program = program
        self.dtype = np.dtype(precision)
        self.calling = ""
        self.step = 1

    @property
    def spoken(self) -> str:
        """How one speaks of the function that is being called."""
        return self._program.spoken(self.calling)

    def run(self, calls: Sequence[Placed], values: list[Any]) -> None:
        """Call one after the other, with values by their places.

        Raises:
            TrainingProblem: an answer is not what it must be.
        """
        value, dtype, array = values.__getitem__, self.dtype, np.ndarray
        for self.calling, function, arguments, answer, like, more in calls:
            given = function(*map(value, arguments))
            if more is not None:
                self._spread(given, more, values)
            elif like >= 0 and type(given) is array and given.dtype is dtype and given.shape == values[like].shape:
                values[answer] = given  # nearly always, and so first
            else:
                values[answer] = self._taken(given, like, values)

    def inputs(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Rows as functions get them: pixels are scaled to [0, 1]."""
        if rows.dtype == np.uint8:
            return rows * (1 / self.dtype.type(255))  # type: ignore[no-any-return]
        return rows.astype(self.dtype, copy=False)

    def numbers(self, shape: tuple[int, ...], value: Any) -> NDArray[Any]:
        """The value as an array of this shape."""
        if type(value) is np.ndarray and value.dtype == self.dtype and value.shape == shape:
            return value
        return as_numbers(self.spoken, shape, value, self.step, self.dtype)

    def number(self, value: Any) -> float:
        """The value as a number."""
        try:
            return float(value)
        except (TypeError, ValueError):
            raise TrainingProblem(
                f"{self.spoken} returned a value of type {type(value).__name__} in step {self.step}; "
                f"training needs a number."
            ) from None

    def _spread(self, given: Any, several: Several, values: list[Any]) -> None:
        if not isinstance(given, tuple | list) or len(given) != len(several.answers):
            wanted = f"a list of {len(several.answers)}" if several.listed else f"{len(several.answers)} values"
            raise TrainingProblem(f"{self.spoken} did not return {wanted} in step {self.step}.")
        for answer, like, one in zip(several.answers, several.like, given, strict=True):
            values[answer] = self._taken(one, like, values)

    def _taken(self, given: Any, like: int, values: list[Any]) -> Any:
        if like >= 0:
            return self.numbers(values[like].shape, given)
        if like == NUMBER and given is None:
            raise TrainingProblem(f"{self.spoken} returned None in step {self.step}.")
        return given
