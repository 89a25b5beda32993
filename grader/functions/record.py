"""A function that students write, as one record: what it is given, what it returns, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.functions.draws import Draw, Random, Shape, Sizes
from grader.functions.witnesses import Gradient, Property


@dataclass(frozen=True)
class Argument:
    """One argument: its name, and how it is drawn."""

    name: str
    draw: Draw


@dataclass(frozen=True)
class Result:
    """One result.

    Attributes:
        name: what messages call it: the variable of a gradient, the name of a new state.
        shape: in symbols; () is a number; None where it is no array of one shape.
        many: it is a list of arrays.
        whole: its numbers are whole by nature, as indices and classes are: an array of integers is nothing odd.
    """

    name: str
    shape: Shape | None = ()
    many: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Case:
    """Arguments that chance may miss, and what is special about them.

    Attributes:
        arguments: of the call.
        says: what is special, in words that complete "wrong on …": "scores of up to 800".
        look_for: what is usually to blame, in words that complete "Look for …".
        accepts: the lowest and the highest right answer, rounding included, where more than one is right. Of a
            function with several results, each is a tuple. None: the solution's answer alone is right.
    """

    arguments: tuple[Any, ...]
    says: str = ""
    look_for: str = ""
    accepts: tuple[Any, Any] | None = None


@dataclass(frozen=True)
class Setting:
    """A number that a person chooses: where to begin, and from where to where it makes sense."""

    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class Role:
    """What part a function plays where networks are built from students' functions.

    Attributes:
        part: "activation", "derivative", "layer", "loss", "initialisation", "optimizer", "batches", "schedule",
            "clipping", "penalty", "stop rule" or "input gradient". The last takes the weights, scores and activations
            of each layer, and one-hot targets; it gives the gradient of the mean loss by the first activations.
        state: arguments that a run keeps from call to call; results of the same names are their new values.
        settings: arguments that a person chooses.
        partner: the function that belongs to it, "<assignment>.<function>": an activation's derivative, say.
    """

    part: Literal[
        "activation",
        "derivative",
        "layer",
        "loss",
        "initialisation",
        "optimizer",
        "batches",
        "schedule",
        "clipping",
        "penalty",
        "stop rule",
        "input gradient",
    ]
    state: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    partner: str = ""


@dataclass(frozen=True)
class Function:
    """All that is known of a function but the solution.

    Attributes:
        name: of the student's function.
        arguments: what it is called with, by position.
        results: what it returns; more than one come as a tuple.
        gradient: the map that it is the gradient of, where it is one: finite differences are a witness then.
        properties: what holds of right answers whatever they are.
        random: right answers differ: the properties judge them, and ``always``.
        calls: with how many different draws the properties are asked.
        draws: how many ordinary questions it is asked at least: more where a right answer may be luck, a yes or a no.
        rests_on: functions of the same assignment, before it, whose work it may do by calling them.
        assembled: ``assembled(own, *arguments)`` gives the answer from those of the functions that it rests on, each
            called as ``own.name(…)``. It stands alone, as a property does. With it a function is right beside a
            wrong one that it calls: see ``grader/explaining/own_parts.py``.
        stand_ins: simple and wrong functions that take the places of those of the file that it may call, by their
            names. With them it is judged where the student's own give no answer. Each stands alone, as a property
            does, and imports nothing.
        role: its part in the laboratory.
        kink: the argument at whose zeros any answer between the two on either side is right.
        fewer_axes: it must work for arrays without the first axis, too: for biases as for weights.
        least: of symbols that need more than one: {"N": 3}. No question has less of them.
        together: draws all arguments at once, where they have to fit each other.
        always: arguments that it is asked on besides those that are drawn: cases that chance may miss. A ``Case``
            says what is special about them. Where right answers differ: arguments for which they do not, or by less
            than the tolerance.
        tolerance: relative, where answers that differ by more than rounding are right.
        takes_single: whether it is asked on float32, too.
    """

    name: str
    arguments: tuple[Argument, ...]
    results: tuple[Result, ...]
    gradient: Gradient | None = None
    properties: tuple[Property, ...] = ()
    random: bool = False
    calls: int = 20
    draws: int = 0
    rests_on: tuple[str, ...] = ()
    assembled: Callable[..., Any] | None = None
    stand_ins: tuple[Callable[..., Any], ...] = ()
    role: Role | None = None
    kink: str = ""
    fewer_axes: bool = False
    least: Mapping[str, int] = field(default_factory=dict)
    together: Callable[[Random, Sizes], tuple[Any, ...]] | None = None
    always: tuple[tuple[Any, ...] | Case, ...] = ()
    tolerance: float = 2e-6
    takes_single: bool = True

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols of its shapes, each once, in order."""
        return tuple(dict.fromkeys(symbol for argument in self.arguments for symbol in argument.draw.shape))

    @property
    def cases(self) -> tuple[Case, ...]:
        """What it is always asked."""
        return tuple(each if isinstance(each, Case) else Case(each) for each in self.always)

    @property
    def scalable(self) -> bool:
        """Whether some of its arguments mean the same when all their numbers are multiplied."""
        return self.together is None and any(argument.draw.power for argument in self.arguments)

    def signature(self) -> str:
        """The call as a student writes it, ``scale(x, factor)``."""
        return f"{self.name}({', '.join(argument.name for argument in self.arguments)})"
