"""A laboratory network inside the confined worker, as the parent sees it.

The text of some files (`FILES`) goes into the worker, and each assignment's file beside it, as a module of its own,
so that names never meet. What comes back is believed only so far as its shape and type are checked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.examples import Examples
from quiz_app.training.outcome import failure
from quiz_app.training.program import Program
from quiz_app.training.trainer import FLOW
from quiz_app.training.vitals import COLUMNS

if TYPE_CHECKING:
    from grader.sandbox import Answer, Chunk, Limits, Worker

SLICE_SECONDS = 60.0  # functions written with loops may need seconds for one step
SPARE_MIB = 512
MIB = 2**20

# What goes into the worker, in this order. These files import numpy, the standard library and each other. They have
# no dataclasses, which would look for a module of their name.
FILES = tuple(
    f"quiz_app.training.{name}" for name in ("calling", "program", "engine", "modules", "vitals", "trainer", "calls")
)

# Each file is a module of its own, so that a student's name (a helper called `forward_pass`, a variable called `sum`)
# cannot meet one of ours. No module is found on a disk in there: what the files import of each other is handed over.
BRIDGE = """
def training_load(recipe, *files):
    import builtins
    names, modules = builtins.globals(), {}
    def load(name, *more):
        return modules[name] if name in modules else builtins.__import__(name, *more)
    inside = {**builtins.vars(builtins), "__import__": load}
    for name, source in builtins.zip(files[::2], files[1::2]):
        modules[name] = builtins.type(builtins)(name)
        room = builtins.vars(modules[name])
        room["__builtins__"] = inside
        builtins.exec(builtins.compile(source, name, "exec"), room)
    calls = room["CALLS"](names, builtins.eval(recipe, room))
    for name in builtins.dir(calls):
        if name.startswith("training_"):
            names[name] = builtins.getattr(calls, name)
    return 0
"""


class LoopFailed(Exception):  # noqa: N818 (an outcome of the run, said in a sentence)
    """The loop cannot go on; the text says why, for the person whose functions it calls."""


@dataclass(frozen=True)
class Steps:
    """Some steps: the loss of each (n,), the last gradients' norms, epochs that have ended, whether it stopped."""

    losses: NDArray[np.float64]
    norms: NDArray[np.float64]
    epoch: int
    stopped: bool
    seconds: float


class LaboratoryLoop:
    """A network in one worker.

    Args:
        worker: opened with `BRIDGE` alone.
        program: what is called.
        files: the chunks of each assignment's file.
        data: what is learned.
        seed: of all chance.
        slice_seconds: what one question may take.

    Raises:
        LoopFailed: a function is missing or gives no first weights.
    """

    def __init__(
        self,
        worker: Worker,
        program: Program,
        files: Mapping[str, Sequence[Chunk]],
        data: Examples,
        seed: int,
        slice_seconds: float,
    ) -> None:
        self._worker, self.program, self._seconds = worker, program, slice_seconds
        self._classes = data.classes
        self.steps = 0
        self._ask("training_load", repr(program), *sent_files(FILES))
        used = {name.partition(".")[0] for name in program.functions}
        for assignment, chunks in files.items():
            for chunk in chunks if assignment in used else ():
                self._ask("training_module", assignment, chunk.label, chunk.source, chunk.lines_before)
        self._ask(
            "training_start",
            seed,
            data.classes,
            data.rows,
            data.labels.astype(np.int64),
            data.held_rows,
            data.held_labels.astype(np.int64),
        )

    def advance(self, steps: int, batch_size: int, rate: float) -> Steps:
        """Up to so many steps.

        Raises:
            LoopFailed: a function raised, returned what it must not, took too long or ended its process.
        """
        answer = self._ask("training_advance", steps, batch_size, float(rate))
        losses, norms, counts = self._arrays(
            answer, (np.float64, None), (np.float64, len(self.program.parameters)), (np.int64, 3)
        )
        if not 1 <= len(losses) <= steps:
            raise _changed()
        self.steps += len(losses)
        return Steps(losses, norms, int(counts[0]), bool(counts[2]), answer.seconds)

    def outputs(self, rows: NDArray[np.float32], block: int = -1, width: int = 0) -> NDArray[np.float32]:
        """See `ProgramTrainer.outputs`; `width` is that of the block."""
        found = self._ask("training_outputs", rows, block).arrays
        if len(found) != 1 or found[0].shape != (len(rows), width or self._classes) or found[0].dtype != np.float32:
            raise _changed()
        return found[0]

    def flow(self) -> NDArray[np.float64]:
        """See `ProgramTrainer.flow`."""
        found = self._ask("training_flow").arrays
        if len(found) != 1 or found[0].ndim != 3 or found[0].shape[1:] != (2, FLOW) or found[0].dtype != np.float64:
            raise _changed()
        return found[0]

    def spoilt(self) -> tuple[str, int, str]:
        """The function whose answer was the first that is not finite, its block (-1: of none), and what it held."""
        found = self._ask("training_spoilt").arrays
        if len(found) == 1 and found[0].shape == (3,) and found[0].dtype == np.int64:
            number, place, infinite = found[0].tolist()
            lists = (self.program.forward, self.program.backward, self.program.updates)
            if 0 <= number < len(lists) and 0 <= place < len(lists[number]):
                call = lists[number][place]
                return call.function, call.block, "infinity" if infinite else "NaN"
        return "", -1, ""

    def weights(self) -> tuple[NDArray[np.float32], ...]:
        """All parameters as they are now."""
        found = self._ask("training_weights").arrays
        if [one.shape for one in found] != [each.shape for each in self.program.parameters]:
            raise _changed()
        return tuple(one.astype(np.float32) for one in found)

    def take_weights(self, weights: tuple[NDArray[np.float32], ...]) -> None:
        """Put these in the place of its own."""
        self._ask("training_take_weights", *weights)

    def inside(self, names: Sequence[str], rows: int, units: int) -> tuple[NDArray[np.float32], ...]:
        """See `ProgramTrainer.inside`."""
        found = self._ask("training_inside", " ".join(names), rows, units).arrays
        largest = max(rows, units)
        if len(found) != len(names) or any(one.dtype != np.float32 or one.ndim not in (1, 2) for one in found):
            raise _changed()
        if any(len(one) > largest for one in found):
            raise _changed()
        return tuple(found)

    def vitals(self) -> NDArray[np.float32]:
        """See `ProgramTrainer.vitals`."""
        found = self._ask("training_vitals").arrays
        wanted = (len(self.program.parameters), COLUMNS)
        if len(found) != 1 or found[0].dtype != np.float32 or found[0].shape != wanted:
            raise _changed()
        return found[0]

    def _arrays(self, answer: Answer, *wanted: tuple[Any, int | None]) -> list[NDArray[Any]]:
        found = list(answer.arrays)
        if len(found) != len(wanted):
            raise _changed()
        for one, (kind, length) in zip(found, wanted, strict=True):
            if one.dtype != kind or one.ndim != 1 or (length is not None and len(one) != length):
                raise _changed()
        return found

    def _ask(self, name: str, *arguments: NDArray[np.generic] | float | int | str) -> Answer:
        answer = self._worker.call(name, *arguments)
        if answer.outcome == "returned":
            return answer
        raise LoopFailed(failure(answer, (), "", self.steps + 1, self._seconds))


def sent_files(modules: Iterable[str]) -> list[str]:
    """What `training_load` gets after the recipe: name and text of each module, the one with `CALLS` last."""
    sent: list[str] = []
    for module in modules:
        package, _, name = module.rpartition(".")
        sent += module, resources.files(package).joinpath(f"{name}.py").read_text("utf-8")
    return sent


def limits(program: Program, data: Examples, slice_seconds: float) -> Limits:
    """What a network of this size may use."""
    from grader.sandbox import Limits

    memory = SPARE_MIB + (8 * data.rows.nbytes + 64 * program.size) // MIB
    reply = 32 + 8 * program.size // MIB
    return Limits(call_seconds=slice_seconds, total_seconds=None, memory_mib=memory, reply_mib=reply)


def bridge() -> Chunk:
    """What the worker is opened with."""
    from grader.sandbox import Chunk

    return Chunk("<laboratory>", BRIDGE)


def _changed() -> LoopFailed:
    return LoopFailed("The training loop did not answer as it should; a file seems to change it.")
