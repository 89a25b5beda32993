"""A network as it is used: nothing is left out at random, and a few rows stand beside others where they need that.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.caller import ProgramCaller
from quiz_app.training.program import Program
from quiz_app.training.values import Placed, Places

Array = NDArray[Any]

MOST_BESIDE = 256


def spread(rows: Array, most: int = MOST_BESIDE) -> Array:
    """Up to so many of these rows, from the first to the last: images are sorted by digit, so no ten in a row do."""
    return rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(np.intp)]


class InUse:
    """Calls what a network does in use.

    Args:
        program: of the network.
        places: of its values.
        rows: what it trains on, (N, n0).
    """

    def __init__(self, program: Program, places: Places, rows: Array) -> None:
        self._program, self._places = program, places
        self._x, self._t, self._label = places["x"], places["t"], places["labels"]
        self._beside = spread(rows) if program.mixes else rows[:0]

    def values(self, calls: Sequence[Placed], caller: ProgramCaller, values: Iterable[Any], rows: Array) -> list[Any]:
        """The values of these rows (n, n0) after these calls, some of those that are made in use."""
        return self._alone(calls, self._together(calls, caller, values, rows), len(rows))

    def by_inputs(
        self, caller: ProgramCaller, values: Iterable[Any], row: Array, targets: Array
    ) -> tuple[Array, Array]:
        """What each class would cost, if a row were of it, and how the pixels of the row change that.

        Args:
            caller: calls the functions.
            values: with the weights.
            row: (1, n0).
            targets: one-hot, (classes, classes).

        Returns:
            The losses (classes,), and their gradients with respect to the row (classes, n0).
        """
        plain, back = self._places.plain, self._places.placed(self._program.to_inputs)
        found = self._together(plain, caller, values, row)
        alone = self._alone(plain, found, 1)
        answers = found[self._places[self._program.prediction]]
        losses, slopes = [], []
        for label, target in enumerate(targets):
            # The rows beside it are given what they answer as their targets, so that their loss has no slope.
            found[self._t] = np.concatenate([target[None], answers[1:]])
            caller.run(back, found)
            slopes.append(found[self._places["dx"]][0] * len(answers))  # the gradient of a mean has 1/N in it
            alone[self._t], alone[self._label] = target[None], np.array([label])
            caller.run(self._places.forward[-1:], alone)
            losses.append(caller.number(alone[self._places["loss"]]))
        return np.array(losses), np.array(slopes)

    def _together(
        self, calls: Sequence[Placed], caller: ProgramCaller, values: Iterable[Any], rows: Array
    ) -> list[Any]:
        """Of the rows, and of those beside them."""
        found = list(values)
        found[self._x] = caller.inputs(rows)
        if len(self._beside):
            found[self._x] = np.concatenate([found[self._x], caller.inputs(self._beside)])
        caller.run(calls, found)
        return found

    def _alone(self, calls: Sequence[Placed], values: Iterable[Any], count: int) -> list[Any]:
        """Of the first rows only."""
        found = list(values)
        if len(self._beside):
            for place in {self._x, *(call.answer for call in calls if call.several is None)}:
                found[place] = found[place][:count]
        return found
