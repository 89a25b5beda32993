"""What networks are made of: each block as calls of a student's functions, forward and backward.

An activation and a layer follow from the records: from roles, partners and the names of arguments. What no record
can say (which functions go back through an affine map) a lesson says, in `quiz_app/lessons/<name>/blocks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from grader.key.key import SettingFacts
from quiz_app.laboratory.parts import Part, Parts
from quiz_app.lessons import modules_of_lessons
from quiz_app.training.program import Operation, students_functions

Begins = Literal["weights", "zeros", "ones"]


@dataclass(frozen=True)
class Weights:
    """What a block learns: its name, the sizes of its axes ("out" and "in" are the block's widths), how it begins."""

    name: str
    axes: tuple[str, ...]
    begins: Begins


@dataclass(frozen=True)
class Block:
    """A kind of block.

    In its calls "x" is what comes in and "y" what goes out, "dy" and "dx" are the gradients with respect to them, a
    weight's gradient is "d" and its name. "#name" is a setting.

    Attributes:
        name: how an experiment calls it.
        title: how a person does.
        forward, backward: its calls. The last one forward answers with "y"; "dx" is the last answer of those back.
        weights: what it learns.
        settings: numbers to choose.
        chooses_width: it has a number of units of its own.
        for_training_alone: it is left out where the network is used.
        mixes: rows of a batch depend on each other.
        note: what of it is not the student's, in a sentence.
    """

    name: str
    title: str
    forward: tuple[Operation, ...]
    backward: tuple[Operation, ...]
    weights: tuple[Weights, ...] = ()
    settings: Mapping[str, SettingFacts] = field(default_factory=dict)
    chooses_width: bool = False
    for_training_alone: bool = False
    mixes: bool = False
    note: str = ""

    @property
    def functions(self) -> tuple[str, ...]:
        """The student's functions that it calls, each once."""
        return students_functions((*self.forward, *self.backward))

    @property
    def is_activation(self) -> bool:
        """Whether it learns nothing and is there in use, too."""
        return not self.weights and not self.for_training_alone


@dataclass(frozen=True)
class Loss:
    """What is made small: forward from "y" to "p" and "loss", back from "p" and "t" to "dy".

    One with an output of its own says in `in_use` how the network answers without the loss, from "y" to "p".
    """

    name: str
    title: str
    forward: tuple[Operation, ...]
    backward: tuple[Operation, ...]
    settings: Mapping[str, SettingFacts] = field(default_factory=dict)
    takes_output: bool = True
    in_use: tuple[Operation, ...] = ()
    note: str = ""

    @property
    def functions(self) -> tuple[str, ...]:
        """As of a block."""
        return students_functions((*self.forward, *self.backward))


def blocks_of(parts: Parts) -> dict[str, Block]:
    """All blocks by name: those of lessons first. One whose functions the course does not have is not among them."""
    own = {each.name: each for each in _of_lessons("BLOCKS") if isinstance(each, Block)}
    derived = [_activation(part, parts) for part in parts.playing("activation")]
    derived += [_layer(part, parts) for part in parts.playing("layer") if part.name not in own]
    found = own | {each.name: each for each in derived if each is not None}
    return {name: each for name, each in found.items() if parts.known.issuperset(each.functions)}


def losses_of(parts: Parts) -> dict[str, Loss]:
    """All losses by name, as `blocks_of`."""
    derived = [_loss(part, parts) for part in parts.playing("loss")]
    own = [each for each in _of_lessons("LOSSES") if isinstance(each, Loss)]
    found = {each.name: each for each in (*own, *derived) if each is not None}
    return {name: each for name, each in found.items() if parts.known.issuperset(each.functions)}


def _activation(part: Part, parts: Parts) -> Block | None:
    partner = parts.partner(part)
    if partner is None:
        return None
    (given, *_), (upstream, *_) = part.own, partner.own
    forward = Operation(part.name, _named(part, {given: "x"}), ("y",), ("x",))
    own = {upstream: "dy", **dict.fromkeys(partner.own[1:], "x")}
    backward = Operation(partner.name, _named(partner, own, part), ("dx",), ("x",))
    return Block(part.name, part.signature.function, (forward,), (backward,), settings=part.settings)


def _layer(part: Part, parts: Parts) -> Block | None:
    """A layer whose derivatives give the gradients of all that it learns; what is drawn evenly is chance."""
    derivatives = parts.derivatives(part)
    given, *others = part.own
    if given not in derivatives:
        return None
    drawn = {argument.name for argument in part.signature.arguments if argument.kind == "uniform"}
    chance = [name for name in others if name in drawn]
    learned = [name for name in others if name not in drawn]
    if not derivatives.keys() >= {*learned}:
        return None
    names = {given: "x", **{name: name for name in others}}
    noise = [Operation("engine.uniform", ("x", "chance"), (name,), ("x",)) for name in chance]
    forward = Operation(part.name, _named(part, names), ("y",), ("x",))
    backward = []
    for name in (*learned, given):
        derivative = derivatives[name]
        own = {argument: names.get(argument, "x") for argument in derivative.own[1:]}
        answer, like = ("dx", "x") if name == given else (f"d{name}", name)
        arguments = _named(derivative, {derivative.own[0]: "dy", **own}, part)
        backward.append(Operation(derivative.name, arguments, (answer,), (like,)))
    # What is added has a gradient that needs nothing but the upstream one; the rest are factors.
    added = {name for name in learned if len(derivatives[name].own) == 1}
    weights = tuple(Weights(name, ("out",), "zeros" if name in added else "ones") for name in learned)
    return Block(
        part.name,
        part.signature.function,
        (*noise, forward),
        tuple(backward),
        weights,
        part.settings,
        for_training_alone=bool(chance),
        mixes=bool(learned),
    )


def _loss(part: Part, parts: Parts) -> Loss | None:
    partner = parts.partner(part)
    if partner is None or len(part.own) != 2:
        return None
    names = dict(zip(part.own, ("p", "t"), strict=True))
    forward = Operation(part.name, _named(part, names), ("loss",), ("",))
    backward = Operation(partner.name, _named(partner, names, part), ("dy",), ("p",))
    return Loss(part.name, part.signature.function, (forward,), (backward,), part.settings)


def _named(part: Part, own: Mapping[str, str], chosen: Part | None = None) -> tuple[str, ...]:
    """The values for its arguments: those of `own` by name, the rest are settings, of the part that was chosen."""
    settings = (chosen or part).settings
    return tuple(own.get(name) or (f"#{name}" if name in settings else "x") for name in part.arguments)


@cache
def _of_lessons(what: str) -> tuple[Block | Loss, ...]:
    return tuple(each for _, module in modules_of_lessons("blocks") for each in getattr(module, what, ()))
