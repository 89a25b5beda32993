"""A training inside the confined worker, as the parent sees it: slices of steps, weights, questions.

A call per function and batch across a process boundary would cost more than the arithmetic, so the text of some files
(`FILES`) goes into the worker. Where the functions are in one file, it is opened whole; else each assignment's file
is a module of its own, so that names never meet. What comes back is believed only so far as its shape and type are
checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.evidence import Spoilt, spoilt_by
from quiz_app.training.examples import Examples
from quiz_app.training.looking import FLOW
from quiz_app.training.outcome import failure
from quiz_app.training.program import Program
from quiz_app.training.sending import FILES, sent_files
from quiz_app.training.vitals import COLUMNS

if TYPE_CHECKING:
    from grader.sandbox import Answer, Chunk, Worker


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


class Loop:
    """A training in one worker; `open_loop` in open_loop.py makes it.

    Args:
        worker: opened with `bridge()`, behind the file with all functions where there is one.
        program: what is called.
        data: what is learned.
        slice_seconds: what one question may take.
    """

    def __init__(self, worker: Worker, program: Program, data: Examples, slice_seconds: float) -> None:
        self._worker, self.program, self._seconds = worker, program, slice_seconds
        self._data = data
        self.classes = data.classes
        self.steps = 0

    def start(self, files: Mapping[str, Sequence[Chunk]], seed: int) -> None:
        """Sends the program and the data.

        Args:
            files: the chunks of each assignment's file; none where the worker was opened with the one that there is.
            seed: of all chance.

        Raises:
            LoopFailed: a function is missing or gives no first weights.
        """
        self._ask("training_load", repr(self.program), *sent_files(FILES))
        used = {name.partition(".")[0] for name in self.program.all_functions}
        for assignment, chunks in files.items():
            for chunk in chunks if assignment in used else ():
                self._ask("training_module", assignment, chunk.label, chunk.source, chunk.lines_before)
        data = self._data
        held = len(data.held_labels) if self.program.stop else 0  # what nobody looks at is not sent
        self._ask(
            "training_start",
            seed,
            data.classes,
            data.rows,
            data.labels.astype(np.int64),
            data.held_rows[:held],
            data.held_labels[:held].astype(np.int64),
        )

    def begin_from(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """Puts these weights in the place of those that the seed gave.

        Raises:
            LoopFailed: they do not fit the layers.
        """
        if [weight.shape for weight in weights] != self._shapes:
            raise LoopFailed("These weights are of a network with other layers; choose its layer sizes first.")
        self._ask("training_begin_from", *(weight.astype(np.float32) for weight in weights))

    def advance(self, steps: int, batch_size: int, rate: float) -> Steps:
        """Up to so many steps; fewer when the run diverges or its stop rule ends it.

        Raises:
            LoopFailed: a function raised, returned what it must not, took too long or ended its process.
        """
        answer = self._ask("training_advance", steps, batch_size, float(rate))
        wanted = ((np.float64, None), (np.float64, len(self._shapes)), (np.int64, 3))
        losses, norms, counts = _checked(answer.arrays, wanted, "losses")
        if not 1 <= len(losses) <= steps:
            raise _changed("losses")
        self.steps += len(losses)
        return Steps(losses, norms, int(counts[0]), bool(counts[2]), answer.seconds)

    def retry(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
        """See `probing.retry`.

        Raises:
            LoopFailed: as for `advance`.
        """
        (losses,) = _checked(
            self._ask("training_retry", steps, batch_size, float(rate)).arrays, ((np.float64, None),), "losses"
        )
        if not 1 <= len(losses) <= steps:
            raise _changed("losses")
        return losses

    def probe(self, batch_size: int, rate: float) -> tuple[NDArray[np.float64], ...]:
        """See `probing.probe`.

        Raises:
            LoopFailed: as for `advance`.
        """
        count = len(self._shapes)
        wanted = ((np.float64, 2), (np.float64, count), (np.float64, count))
        return tuple(_checked(self._ask("training_probe", batch_size, float(rate)).arrays, wanted, "losses"))

    def outputs(self, rows: NDArray[np.generic], block: int = -1, width: int = 0) -> NDArray[np.float32]:
        """See `Trainer.outputs`; `width` is that of the block."""
        found = self._ask("training_outputs", rows, block).arrays
        if len(found) != 1 or found[0].shape != (len(rows), width or self.classes) or found[0].dtype != np.float32:
            raise _changed("outputs")
        return found[0]

    def block(self, rows: NDArray[np.generic], block: int) -> NDArray[np.float32]:
        """What a block hands on, whatever its width: see `Trainer.outputs`.

        Raises:
            LoopFailed: as for `advance`.
        """
        found = self._ask("training_outputs", rows, block).arrays
        if len(found) != 1 or found[0].ndim != 2 or len(found[0]) != len(rows) or found[0].dtype != np.float32:
            raise _changed("outputs")
        return found[0]

    def by_inputs(self, row: NDArray[np.generic]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """See `InUse.by_inputs`; the row is (1, n0).

        Raises:
            LoopFailed: as for `advance`.
        """
        found = self._ask("training_by_inputs", row).arrays
        wanted = [(self.classes,), (self.classes, row.shape[1])]
        if [one.shape for one in found] != wanted or any(one.dtype != np.float64 for one in found):
            raise _changed("gradients")
        return found[0], found[1]

    def flow(self) -> NDArray[np.float64]:
        """See `looking.flow`."""
        found = self._ask("training_flow").arrays
        if len(found) != 1 or found[0].ndim != 3 or found[0].shape[1:] != (2, FLOW) or found[0].dtype != np.float64:
            raise _changed("numbers")
        return found[0]

    def spoilt(self) -> Spoilt | None:
        """The function whose answer was the first that is not finite, if one was.

        Raises:
            LoopFailed: as for `advance`.
        """
        found = self._ask("training_spoilt").arrays
        if len(found) == 1 and found[0].shape == (4,) and found[0].dtype == np.int64:
            number, place, infinite, constant = found[0].tolist()
            return spoilt_by(self.program, number, place, "infinity" if infinite else "NaN", bool(constant))
        return None

    def weights(self) -> tuple[NDArray[np.float32], ...]:
        """All parameters as they are now.

        Raises:
            LoopFailed: they did not come, or not in their shapes.
        """
        found = self._ask("training_weights").arrays
        if [one.shape for one in found] != self._shapes:
            raise _changed("weights")
        return tuple(one.astype(np.float32) for one in found)

    def take_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """Put these in the place of its own, as they are now.

        Raises:
            LoopFailed: as for `advance`.
        """
        self._ask("training_take_weights", *weights)

    def inside(self, names: Sequence[str], rows: int, units: int) -> tuple[NDArray[np.float32], ...]:
        """See `vitals.excerpts`."""
        found = self._ask("training_inside", " ".join(names), rows, units).arrays
        largest = max(rows, units)
        if len(found) != len(names) or any(one.dtype != np.float32 or one.ndim not in (1, 2) for one in found):
            raise _changed("numbers")
        if any(len(one) > largest for one in found):
            raise _changed("numbers")
        return tuple(found)

    def vitals(self) -> NDArray[np.float32]:
        """See `looking.vitals_of`.

        Raises:
            LoopFailed: as for `advance`.
        """
        found = self._ask("training_vitals").arrays
        if len(found) != 1 or found[0].dtype != np.float32 or found[0].shape != (len(self._shapes), COLUMNS):
            raise _changed("numbers")
        return found[0]

    def step_memory(self, batch_size: int) -> int:
        """Bytes that one step allocates at its peak, measured in a step that is then forgotten.

        Raises:
            LoopFailed: as for `advance`.
        """
        number = _whole_number(self._ask("training_step_memory", batch_size))
        if number is None:
            raise _changed("a number")
        return number

    @property
    def _shapes(self) -> list[tuple[int, ...]]:
        return [each.shape for each in self.program.parameters]

    def _ask(self, name: str, *arguments: NDArray[np.generic] | float | int | str) -> Answer:
        answer = self._worker.call(name, *arguments)
        if answer.outcome == "returned":
            return answer
        calling = None
        if answer.outcome == "raised" and answer.error != "TrainingProblem":
            calling = _whole_number(self._worker.call("training_calling"))
        functions = self.program.functions
        known = calling is not None and 0 <= calling < len(functions)
        called = self.program.spoken(functions[calling]) if known and calling is not None else ""
        problems = self._worker.loaded.problems
        raise LoopFailed(failure(answer, problems, called, self.steps + 1, self._seconds))


def _checked(
    arrays: Sequence[NDArray[Any]], wanted: Sequence[tuple[Any, int | None]], what: str
) -> list[NDArray[Any]]:
    """The arrays, if they have these types and lengths, and one axis each."""
    if len(arrays) != len(wanted):
        raise _changed(what)
    for one, (kind, length) in zip(arrays, wanted, strict=True):
        if one.dtype != kind or one.ndim != 1 or (length is not None and len(one) != length):
            raise _changed(what)
    return list(arrays)


def _whole_number(answer: Answer) -> int | None:
    """The whole number that came back, if one did: the file can put anything in the loop's place."""
    match answer.arrays:
        case [number] if answer.outcome == "returned" and number.shape == () and number.dtype.kind in "iu":
            return int(number)
    return None


def _changed(what: str) -> LoopFailed:
    return LoopFailed(f"The training loop did not answer with {what}; a file seems to change it.")
