"""An experiment -> the program that trains its network, with the functions that the course's records offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz_app.laboratory.blocks import Block, Loss, blocks_of, losses_of
from quiz_app.laboratory.changing import past, rewritten
from quiz_app.laboratory.choosing import known, refuse_what_is_the_experiments, settings_of
from quiz_app.laboratory.experiment import Chosen, Experiment, ExperimentError
from quiz_app.laboratory.parts import Part, Parts
from quiz_app.training.engine import FUNCTIONS
from quiz_app.training.program import Operation, Parameter, Program, leading_to

FIRST_WEIGHTS = ("engine.small", "engine.by_width", "engine.unit")


@dataclass(frozen=True)
class Shelf:
    """All that networks of a course can be built from, by name: see `shelf`."""

    parts: Parts
    blocks: Mapping[str, Block]
    losses: Mapping[str, Loss]
    optimizers: Mapping[str, Part]
    first_weights: tuple[str, ...]
    penalties: Mapping[str, Part]
    clippings: Mapping[str, Part]
    schedules: Mapping[str, Part]
    stops: Mapping[str, Part]
    batches: Mapping[str, Part]

    @property
    def last(self) -> str:
        """The block that every network ends with: the first that chooses its width."""
        return next(name for name, block in self.blocks.items() if block.chooses_width)

    def needs(self, name: str) -> tuple[str, ...]:
        """The student's functions without which this cannot be used."""
        if name in self.blocks:
            return self.blocks[name].functions
        if name in self.losses:
            return self.losses[name].functions
        if name in self.penalties:
            return (name, self.penalties[name].role.partner)
        return () if name in FUNCTIONS else (name,)


def shelf(parts: Parts) -> Shelf:
    """What these functions can build."""
    return Shelf(
        parts,
        blocks_of(parts),
        losses_of(parts),
        {each.name: each for each in parts.playing("optimizer") if each.moves},
        (*FIRST_WEIGHTS, *(each.name for each in parts.playing("initialisation"))),
        {each.name: each for each in parts.playing("penalty") if parts.partner(each)},
        {each.name: each for each in parts.playing("clipping")},
        {each.name: each for each in parts.playing("schedule")},
        {each.name: each for each in parts.playing("stop rule")},
        {each.name: each for each in parts.playing("batches")},
    )


def assembled(experiment: Experiment, at_hand: Shelf, inputs: int, classes: int) -> Program:
    """The program of an experiment.

    Raises:
        ExperimentError: a name or a setting in it is not known, or its blocks do not fit each other.
    """
    return _Assembly(experiment, at_hand, inputs, classes).program()


class _Assembly:
    def __init__(self, experiment: Experiment, at_hand: Shelf, inputs: int, classes: int) -> None:
        self._experiment, self._shelf = experiment, at_hand
        self._inputs, self._classes = inputs, classes
        self._settings: dict[str, float] = {}
        self._parameters: list[Parameter] = []
        self._forward: list[Operation] = []
        self._backward: list[list[Operation]] = []  # of each block
        self._left_out: set[int] = set()
        self._mixes: list[int] = []

    def program(self) -> Program:
        one = self._experiment
        blocks = [*one.blocks, Chosen(self._shelf.last, units=self._classes)]
        lost = one.loss or Chosen(next(iter(self._shelf.losses)))
        loss = known("loss", lost, self._shelf.losses)
        if one.output is not None:
            if not loss.takes_output:
                raise ExperimentError(f"{loss.name} has its own output; leave `output` away.")
            blocks.append(one.output)
        width, came = self._inputs, "x"
        for number, chosen in enumerate(blocks):
            width, came = self._add(number, chosen, width, came)
        self._lose(lost, loss, came)
        gradients = [f"d{each.name}" for each in self._parameters]
        back = [*self._loss_backward, *(each for block in reversed(self._backward) for each in block)]
        backward = rewritten(rewritten(back, self._penalised()), self._clipped(gradients))
        updates, states = self._updated()
        plain = [*(each for each in self._forward if "loss" not in each.answers), *self._output]
        schedule, stop, batches = self._scheduled(), self._stopped(), self._in_batches()
        return Program(
            settings=tuple(self._settings.items()),
            parameters=tuple(self._parameters),
            forward=tuple(self._forward),
            plain=past(self._left_out, self._forward, plain),
            mixes=tuple(self._mixes),
            backward=tuple(each for each in backward if each.answers != ("dx",)),
            updates=updates,
            states=states,
            schedule=schedule,
            stop=stop,
            batches=batches,
            to_inputs=leading_to("dx", past(self._left_out, self._forward, back)),
        )

    def _add(self, number: int, chosen: Chosen, width: int, came: str) -> tuple[int, str]:
        """A block, after what has come to it; the width and the name of what it hands on."""
        where = f"block {number + 1}"
        kind = known(where, chosen, self._shelf.blocks)
        if kind.chooses_width and not chosen.units:
            raise ExperimentError(f"{where}, {kind.name}, needs its number of units.")
        if chosen.units and not kind.chooses_width:
            raise ExperimentError(f"{where}, {kind.name}, is as wide as what comes in; leave `units` away.")
        self._settings |= settings_of(where, f"{number}", chosen, kind.settings)
        out = chosen.units or width
        handed = f"y{number + 1}"
        names = {"x": came, "y": handed, "dx": f"d{came}", "dy": f"d{handed}", "chance": "chance"}
        for weights in kind.weights:
            shape = tuple({"out": out, "in": width}[axis] for axis in weights.axes)
            names[weights.name] = name = f"{weights.name}{number + 1}"
            names[f"d{weights.name}"] = f"d{name}"
            self._parameters.append(Parameter(name, shape, self._first(weights.begins), number))
        self._forward += self._renamed(kind.forward, names, number)
        self._backward.append(self._renamed(kind.backward, names, number))
        if kind.for_training_alone:
            self._left_out.add(number)
        if kind.mixes:
            self._mixes.append(number)
            if self._experiment.batch_size == 1:
                raise ExperimentError(
                    f"{where}, {kind.name}, takes each batch's mean away: in a batch of one nothing is left. "
                    f"Set the batch size to 2 or more."
                )
        return out, handed

    def _lose(self, chosen: Chosen, loss: Loss, came: str) -> None:
        self._settings |= settings_of("loss", "loss", chosen, loss.settings)
        given = {name: name for name in ("t", "labels", "loss")}
        names = {"y": came, "dy": f"d{came}", "p": "p" if not loss.takes_output else came, **given}
        self._forward += self._renamed(loss.forward, names, -1, "loss")
        self._output = self._renamed(loss.in_use, names, -1, "loss")
        self._loss_backward = self._renamed(loss.backward, names, -1, "loss")

    def _renamed(
        self, calls: Iterable[Operation], names: Mapping[str, str], number: int, settings: str = ""
    ) -> list[Operation]:
        """The calls of a block with the names of this one of its kind."""

        def name(local: str) -> str:
            if local.startswith("#"):
                return f"{settings or number}.{local[1:]}"
            return names.get(local) or (f"{local}{number + 1}" if local else "")

        return [
            Operation(
                each.function,
                tuple(map(name, each.arguments)),
                tuple(map(name, each.answers)),
                tuple(map(name, each.like)),
                number,
            )
            for each in calls
        ]

    def _first(self, begins: str) -> str:
        if begins != "weights":
            return f"engine.{begins}"
        chosen = self._experiment.initialisation
        if chosen not in self._shelf.first_weights:
            there = ", ".join(self._shelf.first_weights)
            raise ExperimentError(f"initialisation = {chosen!r} is not known; there are {there}.")
        return chosen

    def _penalised(self) -> list[Operation]:
        """The penalty's share of the gradient of each matrix of weights."""
        if (chosen := self._experiment.penalty) is None:
            return []
        part = self._chosen("penalty", chosen, self._shelf.penalties)
        partner = self._shelf.parts[part.role.partner]
        return [
            Operation(
                partner.name,
                moving(partner, each.name, "penalty"),
                (f"d{each.name}",),
                (each.name,),
                each.block,
            )
            for each in self._parameters
            if len(each.shape) == 2
        ]

    def _clipped(self, gradients: list[str]) -> list[Operation]:
        if (chosen := self._experiment.clipping) is None:
            return []
        part = self._chosen("clipping", chosen, self._shelf.clippings)
        listed = f"[{' '.join(gradients)}]"
        arguments = tuple(f"clipping.{name}" if name in part.settings else listed for name in part.arguments)
        return [Operation(part.name, arguments, (listed,), (listed,))]

    def _updated(self) -> tuple[tuple[Operation, ...], tuple[tuple[str, str], ...]]:
        chosen = self._experiment.optimizer or Chosen(next(iter(self._shelf.optimizers)))
        part = self._chosen("optimizer", chosen, self._shelf.optimizers)
        results = [each.name for each in part.signature.results]
        states = [name for name in part.role.state if name in results]
        calls = []
        for each in self._parameters:
            answers = tuple(f"{each.name}'" if name == results[0] else f"{name}_of_{each.name}'" for name in results)
            calls.append(
                Operation(
                    part.name,
                    moving(part, each.name, "optimizer"),
                    answers,
                    (each.name,) * len(answers),
                    each.block,
                )
            )
        kept = tuple((f"{name}_of_{each.name}", each.name) for each in self._parameters for name in states)
        return tuple(calls), kept

    def _scheduled(self) -> tuple[Operation, ...]:
        if (chosen := self._experiment.schedule) is None:
            return ()
        part = self._chosen("schedule", chosen, self._shelf.schedules)
        named = {part.rate: "rate", **dict.fromkeys(part.own, "epoch")}
        arguments = tuple(named.get(name) or f"schedule.{name}" for name in part.arguments)
        return (Operation(part.name, arguments, ("rate",), ("",)),)

    def _stopped(self) -> tuple[Operation, ...]:
        if (chosen := self._experiment.stop) is None:
            return ()
        part = self._chosen("stop", chosen, self._shelf.stops)
        arguments = tuple(f"stop.{name}" if name in part.settings else "history" for name in part.arguments)
        return (Operation(part.name, arguments, ("stop",), ("",)),)

    def _in_batches(self) -> tuple[Operation, ...]:
        if (chosen := self._experiment.batches) is None:
            return ()
        part = self._chosen("batches", chosen, self._shelf.batches)
        drawn = {argument.name: argument.kind for argument in part.signature.arguments}
        named = {
            name: "batch_size" if name in part.settings else "chance" if drawn[name] == "generator" else "n"
            for name in part.arguments
        }
        return (Operation(part.name, tuple(named[name] for name in part.arguments), ("batches",), ("",)),)

    def _chosen(self, where: str, chosen: Chosen, offered: Mapping[str, Part]) -> Part:
        """The function that was chosen for this, whose settings are among the program's from here on."""
        part = known(where, chosen, offered)
        refuse_what_is_the_experiments(where, chosen, part)
        self._settings |= settings_of(where, where, chosen, part.own_settings)
        return part


def moving(part: Part, parameter: str, settings: str) -> tuple[str, ...]:
    """The names of the values for a function that is given a parameter and its gradient, in its arguments' order.

    A parameter "w" has the gradient "dw". A state "v" that it returns anew is "v_of_w"; any other one is "count".
    The learning rate is "rate"; other settings have their name after that of `settings` and a dot.
    """
    own, results = part.result, {each.name for each in part.signature.results}
    found = []
    for name in part.arguments:
        if name == own:
            found.append(parameter)
        elif name == f"dL_d{own}":
            found.append(f"d{parameter}")
        elif name in part.role.state:
            found.append(f"{name}_of_{parameter}" if name in results else "count")
        else:
            found.append("rate" if name == part.rate else f"{settings}.{name}")
    return tuple(found)
