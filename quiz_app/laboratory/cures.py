"""Cures for a deep network, as changes to an experiment that can be switched on and off; nothing here names one.

What is a cure follows from the blocks that a course has: another start, another bend, a block that evens out what
goes through, a way around, and a limit on the gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.experiment import MOST_BLOCKS, Chosen, Experiment


class Cure(Protocol):
    """A switch: `name` is the block or function that it needs."""

    @property
    def name(self) -> str: ...

    @property
    def where(self) -> str:
        """Where it comes in, in words that follow its title."""

    def is_on(self, one: Experiment) -> bool: ...

    def switched(self, one: Experiment) -> Experiment:
        """The experiment with it, or without it where it is there."""


def activation_of(one: Experiment, shelf: Shelf) -> str:
    """The activation that all blocks share; "" where they differ, or there is none."""
    used = {each.use for each in one.blocks if each.use in shelf.blocks and shelf.blocks[each.use].is_activation}
    return used.pop() if len(used) == 1 else ""


def with_activation(one: Experiment, shelf: Shelf, name: str) -> Experiment:
    """The same network with this activation in the place of every other one."""
    return one.with_(
        blocks=tuple(
            Chosen(name) if each.use in shelf.blocks and shelf.blocks[each.use].is_activation else each
            for each in one.blocks
        )
    )


def cures(one: Experiment, shelf: Shelf) -> list[Cure]:
    """All switches that this experiment can have."""
    widened = {name for name, block in shelf.blocks.items() if block.chooses_width}
    found: list[Cure] = []
    for name, block in shelf.blocks.items():
        if block.mixes:
            found.append(_Between(name, frozenset(widened), shelf.blocks[shelf.last].title))
        elif any(set(each.axes) == {"in"} and len(each.axes) == 2 for each in block.weights):
            found.append(_Around(name, shelf))
    found += [_Part("clipping", name) for name in shelf.clippings]
    return [cure for cure in found if cure.is_on(one) or cure.switched(one) != one.with_()]


@dataclass(frozen=True)
class _Between:
    """A block behind every one of some kinds."""

    name: str
    after: frozenset[str]
    title: str

    @property
    def where(self) -> str:
        return f"behind each {self.title} block"

    def is_on(self, one: Experiment) -> bool:
        return any(each.use == self.name for each in one.blocks)

    def switched(self, one: Experiment) -> Experiment:
        if self.is_on(one):
            return one.with_(blocks=tuple(each for each in one.blocks if each.use != self.name))
        blocks = [more for each in one.blocks for more in self._with(each)]
        return one.with_(blocks=tuple(blocks)) if len(blocks) <= MOST_BLOCKS else one.with_()

    def _with(self, each: Chosen) -> Sequence[Chosen]:
        return (each, Chosen(self.name)) if each.use in self.after else (each,)


@dataclass(frozen=True)
class _Around:
    """A block with a way around it in the place of each linear block that keeps the width, and its activation."""

    name: str
    shelf: Shelf

    @property
    def where(self) -> str:
        return "for each layer that keeps its width"

    def is_on(self, one: Experiment) -> bool:
        return any(each.use == self.name for each in one.blocks)

    def switched(self, one: Experiment) -> Experiment:
        return one.with_(blocks=tuple(self._back(one) if self.is_on(one) else self._around(one)))

    def _around(self, one: Experiment) -> Iterator[Chosen]:
        blocks, width, place = one.blocks, 0, 0
        while place < len(blocks):
            each = blocks[place]
            kind = self.shelf.blocks.get(each.use)
            bend = next((later for later in blocks[place + 1 : place + 3] if self._bends(later)), None)
            if kind and kind.chooses_width and each.units == width and bend is not None:
                yield Chosen(self.name)
                place = blocks.index(bend, place) + 1
            else:
                width = each.units or width
                yield each
                place += 1

    def _back(self, one: Experiment) -> Iterator[Chosen]:
        bend = next((each for each in one.blocks if self._bends(each)), None)
        first = next(name for name, block in self.shelf.blocks.items() if block.is_activation)
        width = 0
        for each in one.blocks:
            width = each.units or width
            if each.use == self.name:
                yield Chosen(self.shelf.last, units=width or 8)
                yield bend or Chosen(first)
            else:
                yield each

    def _bends(self, each: Chosen) -> bool:
        kind = self.shelf.blocks.get(each.use)
        return kind is not None and kind.is_activation


@dataclass(frozen=True)
class _Part:
    """A function that takes part in every step."""

    part: str
    name: str
    where: str = "in every step"

    def is_on(self, one: Experiment) -> bool:
        now: Chosen | None = getattr(one, self.part)
        return now is not None and now.use == self.name

    def switched(self, one: Experiment) -> Experiment:
        changes: dict[str, Any] = {self.part: None if self.is_on(one) else Chosen(self.name)}
        return one.with_(**changes)
