"""A trained network on its own: all that is needed to let it answer again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from quiz_app.training.in_use import spread
from quiz_app.training.program import Operation, Program

if TYPE_CHECKING:
    from grader.sandbox import Chunk

_NAMES = {"engine.affine": "linear", "engine.relu": "ReLU"}  # of the engine's functions, as people call them
_MOST_SIZES = 6  # that one reads in a line
INPUTS = 784
NETWORK, BESIDE = "network", "beside"  # in a file, by the side of the parameters


class Described(msgspec.Struct):
    """All of a network that is no array, for a file."""

    program: Program
    files: list[tuple[str, list[tuple[str, str, int]]]]


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """What was trained, and what it learned.

    Attributes:
        program: of its training.
        weights: in the order of the program's parameters, float32.
        files: the chunks of each assignment's file whose functions it calls; () where their text is not known.
        beside: of a network with batch norm the training rows that stand beside a few, (n, n0); else (0, n0).
    """

    program: Program
    weights: tuple[NDArray[np.float32], ...]
    files: tuple[tuple[str, tuple[Chunk, ...]], ...]
    beside: NDArray[Any]

    @property
    def plain(self) -> bool:
        """Whether weights alone say what it answers: linear layers, ReLU between them, softmax at the end."""
        return is_plain(self.program)

    @property
    def answers(self) -> bool:
        """Whether all that it calls forward is known."""
        return self.plain or bool(self.files)

    @property
    def goes_back(self) -> bool:
        """Whether the way back to its inputs is known, too."""
        return bool(self.files and self.program.to_inputs)

    @property
    def leaves_out(self) -> bool:
        """Whether a block is there for training alone, as dropout is."""
        in_use = {call.block for call in self.program.plain}
        return any(call.block not in in_use for call in self.program.forward)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a file holds of it, by name."""
        text = self.described().encode()
        named = {each.name: one for each, one in zip(self.program.parameters, self.weights, strict=True)}
        return {**named, NETWORK: np.frombuffer(text, np.uint8), BESIDE: self.beside}

    def described(self) -> str:
        """All of it that is no array, as JSON: see `Described`."""
        files = [(name, [astuple(chunk) for chunk in chunks]) for name, chunks in self.files]
        return msgspec.json.encode({"program": self.program, "files": files}).decode()

    @property
    def digest(self) -> str:
        """Another one for another network."""
        found = sha256(repr((self.program, self.files)).encode("utf-8", "surrogatepass"))
        for array in (*self.weights, self.beside):
            found.update(np.ascontiguousarray(array).tobytes())
        return found.hexdigest()


def trained_network(
    program: Program,
    weights: tuple[NDArray[np.float32], ...],
    files: Iterable[tuple[str, Iterable[Chunk]]],
    rows: NDArray[Any],
) -> TrainedNetwork | None:
    """The network that was trained on these rows (N, n0); None where there are no weights, or it reads no digits."""
    if not weights or rows.shape[1] != INPUTS:
        return None
    beside = spread(rows) if program.mixes else rows[:0]
    return TrainedNetwork(program, weights, tuple((name, tuple(chunks)) for name, chunks in files), beside)


def network_of(
    described: Described, weights: tuple[NDArray[np.float32], ...], beside: NDArray[Any]
) -> TrainedNetwork:
    """The network that was taken apart into these."""
    from grader.sandbox import Chunk

    files = tuple((name, tuple(Chunk(*chunk) for chunk in chunks)) for name, chunks in described.files)
    return TrainedNetwork(described.program, weights, files, beside)


def is_plain(program: Program) -> bool:
    """Whether the program goes forward by linear layers, ReLU between them and softmax at the end alone."""
    names = [each.name for each in program.parameters]
    came, layers = "x", len(names) // 2
    wanted: list[tuple[str, tuple[str, ...]]] = []
    for place, call in enumerate(program.plain):
        if place == 2 * layers - 1:
            wanted.append(("engine.softmax", (came,)))
        elif place % 2:
            wanted.append(("engine.relu", (came,)))
        else:
            wanted.append(("engine.affine", (came, *names[place : place + 2])))
        came = call.answers[0]
    return len(wanted) == 2 * layers > 0 and wanted == [(call.function, call.arguments) for call in program.plain]


def in_words(program: Program) -> str:
    """What a network is, in a few words: the sizes of a plain one, else how many blocks there are of each kind."""
    shapes = [each.shape for each in program.parameters]
    if is_plain(program) and len(shapes) <= 2 * _MOST_SIZES:
        return "-".join(map(str, (shapes[0][1], *(shape[0] for shape in shapes[::2]))))
    kinds = Counter(_kinds(program.forward).values())
    return ", ".join(f"{count} × {kind}" if count > 1 else kind for kind, count in kinds.items())


def blocks_in_use(program: Program) -> dict[int, str]:
    """The blocks by their numbers, from 0, and what each is; without those that are there for training alone."""
    return _kinds(program.plain)


def _kinds(calls: Iterable[Operation]) -> dict[int, str]:
    return {call.block: _kind(call.function) for call in calls if call.block >= 0}


def _kind(function: str) -> str:
    return _NAMES.get(function) or function.rpartition(".")[2].replace("_", " ")
