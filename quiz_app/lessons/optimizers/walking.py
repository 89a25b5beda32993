"""Walks of one optimizer down a landscape, inside of the sandbox: one walk for each learning rate.

It needs numpy alone: see `FILES` of `racers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.lessons.optimizers.landscapes import LANDSCAPES
from quiz_app.training.calling import TrainingProblem, as_numbers, undisturbed

FAR = 1e6  # from 0: a walk that is farther away has diverged, and ends
NOISE_SEED = 0


class Walks:
    """What the parent may call: `plan` says which function is called with what.

    The plan has, by name: the `function`, its `arguments` and `answers` as names of values, the `settings` by name,
    the names of its `states`, the `landscape`, the number of `steps`, the `rates`, and the `count` of the first step.
    """

    def __init__(self, names: Mapping[str, Any], plan: Mapping[str, Any]) -> None:
        self._function = names.get(plan["function"])
        self._plan = plan
        self._failures: dict[int, Exception] = {}  # by the place of the rate
        self._failed = np.zeros(len(plan["rates"]), np.int64)

    def training_walks(self) -> NDArray[np.float64]:
        """The places of all walks, (rates, steps + 1, 2); NaN after one has diverged, or its function has failed."""
        plan = self._plan
        if not callable(self._function):
            raise TrainingProblem(f"{plan['function']} is missing.")
        land, steps = LANDSCAPES[plan["landscape"]], plan["steps"]
        noise = land.noise * np.random.default_rng(NOISE_SEED).standard_normal((steps, 2))
        places = np.full((len(plan["rates"]), steps + 1, 2), np.nan)
        with undisturbed():
            for place, rate in enumerate(plan["rates"]):
                try:
                    self._walk(places[place], noise, rate)
                except MemoryError:
                    raise
                except Exception as error:
                    self._failures[place] = error
                    self._failed[place] = 1 + int(np.isfinite(places[place, 1:, 0]).sum())
        return places

    def training_failed(self) -> NDArray[np.int64]:
        """For each rate the step in which the function failed, from 1; 0: it did not."""
        return self._failed

    def training_why(self) -> int:
        """Raises what was raised at the first rate that has failed, so that it is seen where."""
        if self._failures:
            raise self._failures[min(self._failures)]
        return 0

    def _walk(self, places: NDArray[np.float64], noise: NDArray[np.float64], rate: float) -> None:
        plan, land = self._plan, LANDSCAPES[self._plan["landscape"]]
        name, function = plan["function"], self._function
        assert function is not None
        values: dict[str, Any] = {**plan["settings"], "rate": rate, "w": np.array([land.start])}
        values.update({state: np.zeros((1, 2)) for state in plan["states"]})
        places[0] = land.start
        for step in range(len(noise)):
            x, y = values["w"][0]
            values["dw"] = np.array([land.slope(x, y)]) + noise[step]
            values["count"] = plan["count"] + step
            answer = function(*(values[one] for one in plan["arguments"]))
            several = answer if len(plan["answers"]) > 1 else (answer,)
            if not isinstance(several, tuple | list) or len(several) != len(plan["answers"]):
                raise TrainingProblem(f"{name} did not return {len(plan['answers'])} values in step {step + 1}.")
            for result, value in zip(plan["answers"], several, strict=True):
                values[result] = _numbers(name, value, step + 1)
            if not np.abs(values["w"]).max() <= FAR:
                return
            places[step + 1] = values["w"][0]


def _numbers(name: str, value: Any, step: int) -> NDArray[np.float64]:
    if type(value) is np.ndarray and value.dtype == np.float64 and value.shape == (1, 2):
        return value
    return as_numbers(name, (1, 2), value, step, np.float64)


CALLS = Walks
