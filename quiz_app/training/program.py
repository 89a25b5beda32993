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
    """All that a training calls. The values "x" and "t" are rows of inputs and one-hot rows of what is right.

    Attributes:
        settings: numbers by name.
        parameters: what is learned, in the order of the blocks.
        forward: from "x" to "p", the prediction, and "loss", which is shown.
        plain: the same without what is there for training alone; "p" is its last answer.
        mixes: whether a row's answer depends on the rows beside it: then a few are evaluated beside others.
        backward: from "p" and "t" to the gradients of all parameters.
        updates: for each parameter the call that moves it, and its states: "rate" and "count" are values, too.
        states: of all updates: name, and the parameter whose shape it has.
        schedule: gives "rate" at the beginning of an epoch, from "epoch"; () leaves it as it is set.
        stop: asked at the end of an epoch, given "history", the losses on the held-back rows; () never stops.
        batches: gives the order of an epoch as lists of indices, from "n" and "chance"; () is the engine's order.
    """

    settings: tuple[tuple[str, float], ...]
    parameters: tuple[Parameter, ...]
    forward: tuple[Operation, ...]
    plain: tuple[Operation, ...]
    mixes: bool
    backward: tuple[Operation, ...]
    updates: tuple[Operation, ...]
    states: tuple[tuple[str, str], ...]
    schedule: tuple[Operation, ...] = ()
    stop: tuple[Operation, ...] = ()
    batches: tuple[Operation, ...] = ()

    @property
    def size(self) -> int:
        """How many numbers are learned."""
        return sum(math.prod(each.shape) for each in self.parameters)

    @property
    def functions(self) -> tuple[str, ...]:
        """All functions of students that are called, each once, in the order of their first call."""
        calls = (*self.forward, *self.backward, *self.updates, *self.schedule, *self.stop, *self.batches)
        first = [name for each in self.parameters if not (name := each.begins).startswith(ENGINE)]
        return tuple(dict.fromkeys((*first, *students_functions(calls))))


def students_functions(calls: Iterable[Operation]) -> tuple[str, ...]:
    """All functions of students among these calls, each once, in order."""
    return tuple(dict.fromkeys(call.function for call in calls if not call.function.startswith(ENGINE)))
