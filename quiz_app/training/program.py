"""A training as a list of calls: which function gets which values, and what becomes of its answers.

It needs nothing but Python, and travels as text: see `loop.py`. Every value has a name. A function is named
"<assignment>.<function>"; those of `engine.py` are "engine.<name>".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

ENGINE = "engine."


class Operation(NamedTuple):
    """One call.

    Attributes:
        function: whose.
        arguments: the values that it gets, by position. One in brackets, "[a b]", is a list of values.
        answers: the names of what it returns. One in brackets is a list.
        like: for each answer a value that has its shape; "" where it is a number.
        block: the number of the block that it belongs to, from 0; -1: of none.
    """

    function: str
    arguments: tuple[str, ...]
    answers: tuple[str, ...]
    like: tuple[str, ...]
    block: int = -1


class Parameter(NamedTuple):
    """What is learned.

    Attributes:
        name: of the value; its gradient is "d" and the name.
        shape: of the array.
        begins: the function that draws it, or "engine.zeros" or "engine.ones".
        block: the number of its block, from 0.
    """

    name: str
    shape: tuple[int, ...]
    begins: str
    block: int


class Program(NamedTuple):
    """All that a training calls. The values "x", "labels" and "t" are rows of inputs, their classes, these one-hot.

    Attributes:
        settings: numbers by name.
        parameters: what is learned, in the order of the blocks.
        forward: from "x" to "p", the prediction, and "loss", which is shown.
        plain: the same without what is there for training alone; "p" is its last answer.
        mixes: the blocks in which a row's answer depends on the rows beside it: a few are evaluated beside others.
        backward: from "p" and "t" to the gradients of all parameters.
        updates: for each parameter the call that moves it, and its states: "rate" and "count" are values, too.
        states: of all updates: name, and the parameter whose shape it has.
        schedule: gives "rate" at the beginning of an epoch, from "epoch"; () leaves it as it is set.
        stop: asked at the end of an epoch, given "history", the losses on the held-back rows; () never stops.
        batches: gives the order of an epoch as lists of indices, from "n" and "chance"; () is the engine's order.
        falling: epochs over which the rate falls linearly to 0, step by step; 0: it does not.
        to_inputs: in use, after `plain`: from "p" and "t" to "dx", the gradient by the inputs.
    """

    settings: tuple[tuple[str, float], ...]
    parameters: tuple[Parameter, ...]
    forward: tuple[Operation, ...]
    plain: tuple[Operation, ...]
    mixes: tuple[int, ...]
    backward: tuple[Operation, ...]
    updates: tuple[Operation, ...]
    states: tuple[tuple[str, str], ...]
    schedule: tuple[Operation, ...] = ()
    stop: tuple[Operation, ...] = ()
    batches: tuple[Operation, ...] = ()
    falling: int = 0
    to_inputs: tuple[Operation, ...] = ()

    @property
    def size(self) -> int:
        """How many numbers are learned."""
        return sum(math.prod(each.shape) for each in self.parameters)

    @property
    def prediction(self) -> str:
        """The name of what a network answers in use."""
        return self.plain[-1].answers[0]

    @property
    def functions(self) -> tuple[str, ...]:
        """All functions of students that are called, each once, in the order of their first call."""
        calls = (*self.forward, *self.backward, *self.updates, *self.schedule, *self.stop, *self.batches)
        first = [name for each in self.parameters if not (name := each.begins).startswith(ENGINE)]
        return tuple(dict.fromkeys((*first, *students_functions(calls))))

    @property
    def back_functions(self) -> tuple[str, ...]:
        """All functions of students that go back to the inputs."""
        return students_functions(self.to_inputs)

    @property
    def all_functions(self) -> tuple[str, ...]:
        """Those that training calls, and those that only the way back to the inputs does."""
        return tuple(dict.fromkeys((*self.functions, *self.back_functions)))

    @property
    def by_engine(self) -> bool:
        """Whether the forward pass is the engine's alone, loss included: then weights say what a network answers."""
        return not students_functions((*self.forward, *self.plain))

    def spoken(self, function: str) -> str:
        """How one speaks of a function: without its assignment where all are of one."""
        if len({name.partition(".")[0] for name in self.functions}) > 1:
            return function
        return function.rpartition(".")[2]

    @property
    def changes_gradients(self) -> bool:
        """Whether a penalty or clipping changes gradients, so that a step need not lower the loss alone."""
        return any(name.strip("[]").split(" ")[0].endswith("~") for call in self.backward for name in call.arguments)

    def gradient_of(self, parameter: str) -> str:
        """The function that gives the gradient by this parameter, before a penalty or clipping changes it."""
        found = (call for call in self.backward if f"d{parameter}" in {name.rstrip("~") for name in call.answers})
        return next((call.function for call in found), "")


def students_functions(calls: Iterable[Operation]) -> tuple[str, ...]:
    """All functions of students among these calls, each once, in order."""
    return tuple(dict.fromkeys(call.function for call in calls if not call.function.startswith(ENGINE)))


def leading_to(name: str, calls: Iterable[Operation]) -> tuple[Operation, ...]:
    """Those of these calls, in their order, without which the value of this name would not be known."""
    found, needed = [], {name}
    for call in reversed(tuple(calls)):
        if needed.intersection(call.answers):
            found.append(call)
            needed.update(call.arguments)
    return tuple(reversed(found))
