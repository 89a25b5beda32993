"""The numbers of a laboratory network's units and edges after a step, and where the functions behind them stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.laboratory.snapshot import MOST_UNITS
from quiz_app.training.program import ENGINE, Program

if TYPE_CHECKING:
    from grader.sandbox import Chunk


@dataclass(frozen=True, eq=False)
class Inside:
    """Values of the last batch, of the first units of each block.

    Attributes:
        step: after how many steps.
        names: as in the program: "x", each block's answer, each parameter; with a "d" in front their gradients.
        arrays: for each name its values, (rows of the batch, units) or (units, …); float32.
    """

    step: int
    names: tuple[str, ...]
    arrays: tuple[NDArray[np.float32], ...]

    def of(self, name: str) -> NDArray[np.float32] | None:
        """The values of this name; None where there are none."""
        return self.arrays[self.names.index(name)] if name in self.names else None


def answers_of(program: Program) -> dict[int, str]:
    """The name of what each block hands on, in the order of the blocks."""
    return {call.block: call.answers[0] for call in program.forward if call.block >= 0}


def blank(program: Program, widths: Sequence[int]) -> Inside:
    """A network's numbers before its first step: all 0.

    Args:
        program: of the network.
        widths: how many units there are: the inputs', then each block's.
    """
    values = dict(zip(("x", *answers_of(program).values()), ((1, width) for width in widths), strict=True))
    shapes = {**values, **{each.name: each.shape for each in program.parameters}}
    arrays = (np.zeros([min(size, MOST_UNITS) for size in shape], np.float32) for shape in shapes.values())
    return Inside(0, tuple(shapes), tuple(arrays))


def names_inside(program: Program) -> tuple[str, ...]:
    """What is asked for, in order."""
    values = ["x", *answers_of(program).values(), *(each.name for each in program.parameters)]
    return tuple(name for value in values for name in (value, f"d{value}") if name != "dx")


def matrix_of(program: Program, block: int) -> str:
    """The name of the block's matrix of weights, whose rows are its units; "" where it has none."""
    return next((each.name for each in program.parameters if each.block == block and len(each.shape) == 2), "")


def calls_of(program: Program, block: int) -> list[tuple[str, str]]:
    """The functions that a block calls, and what each computes: forward first, then back, then the update."""
    found = []
    for what, calls in (
        ("on the way forward", program.forward),
        ("on the way back", program.backward),
        ("the new", program.updates),
    ):
        for call in calls:
            if call.block == block:
                found.append((call.function, f"{what}: {', '.join(call.answers)}"))
    return found


def calls_for(program: Program, name: str) -> list[tuple[str, str]]:
    """The functions that compute the gradient of a value of this name, and the ones that change it."""
    found = [
        (call.function, "its gradient")
        for call in program.backward
        if f"d{name}" in {answer.rstrip("~") for answer in call.answers}  # before a penalty it has a "~"
    ]
    return found + [(call.function, "its update") for call in program.updates if f"{name}'" in call.answers]


def place_of(files: Mapping[str, Sequence[Chunk]], function: str) -> str:
    """Where a function of a student stands, such as "cell 5, line 3"; the last definition counts.

    The course's own are said to be that. Nothing is executed or parsed: the line is found in the text.
    """
    if function.startswith(ENGINE):
        return "the course's own"
    assignment, _, name = function.partition(".")
    pattern = re.compile(rf"^(?:async\s+)?def\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", re.MULTILINE)
    for chunk in reversed(files.get(assignment, ())):
        found = list(pattern.finditer(chunk.source))
        if found:
            line = chunk.source.count("\n", 0, found[-1].start()) + 1 + chunk.lines_before
            return f"{chunk.label}, line {line:,}"
    return "not found in the file"
