"""A lesson's own network: how an assignment's functions train it, from `quiz_app/lessons/<assignment>/recipe.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from numpy.typing import NDArray

from quiz_app.lessons import modules_of_lessons
from quiz_app.training.program import Program


@dataclass(frozen=True)
class Recipe:
    """How the functions of one assignment train a network by themselves.

    Attributes:
        assignment: its name.
        parameters: the names of weights and biases of each layer.
        program: the training, for the layers' sizes and the epochs over which the rate falls (0: it does not).
    """

    assignment: str
    parameters: tuple[str, ...]
    program: Callable[[tuple[int, ...], int], Program]

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of all functions that training calls, without the assignment's, in order."""
        program = self.program((1,) * (len(self.parameters) // 2 + 1), 0)
        return tuple(map(program.spoken, program.functions))

    def program_of(self, weights: Sequence[NDArray[Any]]) -> Program:
        """The training of a network with weights (n1, n0), biases (n1,) … of these shapes."""
        sizes = (weights[0].shape[1], *(len(biases) for biases in weights[1::2]))
        return self.program(sizes, 0)


@cache
def recipes() -> Mapping[str, Recipe]:
    """The recipes by the names of their assignments. Most assignments have none: they train no network alone."""
    return {name: Recipe(name, each.PARAMETERS, each.program) for name, each in modules_of_lessons("recipe")}


def recipe_for(functions: Mapping[str, object]) -> Recipe:
    """The recipe that calls most of these functions."""
    return max(recipes().values(), key=lambda recipe: sum(callable(functions.get(name)) for name in recipe.functions))
