"""The training loop inside the confined worker, as the parent sees it: slices of steps, and weights.

A call per function and batch across a process boundary would cost more than the arithmetic, so the text of some
files (`FILES`) goes into the worker, beside the student's functions. What comes back is believed only so far as its
shape and type are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.loop import BRIDGE, MIB, SLICE_SECONDS, SPARE_MIB, LoopFailed, sent_files
from quiz_app.training.outcome import failure
from quiz_app.training.recipe import Recipe
from quiz_app.training.settings import Settings
from quiz_app.training.vitals import COLUMNS

if TYPE_CHECKING:
    from grader.sandbox import Answer, Chunk, Sandbox, Worker
    from quiz_app.training.data import Digits

CLASSES = 10

# What goes into the worker, in this order. These files import numpy, the standard library and each other. They have
# no dataclasses, which would look for a module of their name.
FILES = tuple(
    f"quiz_app.training.{name}"
    for name in ("recipe", "network", "calling", "vitals", "recipe_trainer", "recipe_calls")
)


@dataclass(frozen=True)
class Slice:
    """Some steps: the loss of each, (n,), the norms of the last one's gradients, the seconds it took."""

    losses: NDArray[np.float64]
    gradient_norms: NDArray[np.float64]
    seconds: float


class Loop:
    """The loop in one worker; `open_loop` makes it."""

    def __init__(
        self, worker: Worker, recipe: Recipe, sizes: tuple[int, ...], slice_seconds: float = SLICE_SECONDS
    ) -> None:
        self.recipe = recipe
        self._worker = worker
        self._slice_seconds = slice_seconds
        self._shapes = [shape for fan_in, fan_out in pairwise(sizes) for shape in ((fan_out, fan_in), (fan_out,))]
        self._steps = 0

    def start(self, digits: Digits, settings: Settings, sizes: tuple[int, ...]) -> None:
        """Sends the loop's source, the recipe and the training images.

        Raises:
            LoopFailed: one of the functions is missing, or the file cannot be loaded.
        """
        self._call("training_load", repr(self.recipe), *sent_files(FILES))
        images, labels = digits.train_images, digits.train_labels
        falls_over = settings.epochs if settings.falling else 0
        self._call("training_start", settings.seed, falls_over, np.array(sizes), images, labels)

    def begin_from(self, weights: tuple[NDArray[np.float32], ...]) -> None:
        """Puts these weights in the place of those that the seed gave.

        Raises:
            LoopFailed: they do not fit the layers.
        """
        if [weight.shape for weight in weights] != self._shapes:
            raise LoopFailed("These weights are of a network with other layers; choose its layer sizes first.")
        self._call("training_begin_from", *(weight.astype(np.float32) for weight in weights))

    def step_memory(self, batch_size: int) -> int:
        """Bytes that one step allocates at its peak, measured in a step that is then forgotten.

        Raises:
            LoopFailed: as for `advance`.
        """
        answer = self._call("training_step_memory", batch_size)
        number = _whole_number(answer)
        if number is None:
            raise LoopFailed("The training loop did not answer with a number; the file seems to change it.")
        return number

    def advance(self, steps: int, batch_size: int, learning_rate: float) -> Slice:
        """Up to ``steps`` steps; fewer when the run diverges.

        Raises:
            LoopFailed: a function raised, returned the wrong shape, took too long or ended its process.
        """
        answer = self._call("training_advance", steps, batch_size, float(learning_rate))
        if (
            len(answer.arrays) != 2
            or any(array.dtype != np.float64 or array.ndim != 1 for array in answer.arrays)
            or not 1 <= len(answer.arrays[0]) <= steps
            or len(answer.arrays[1]) != len(self._shapes)
        ):
            raise LoopFailed("The training loop did not answer with losses; the file seems to change it.")
        losses, norms = answer.arrays
        self._steps += len(losses)
        return Slice(losses, norms, answer.seconds)

    def weights(self) -> tuple[NDArray[np.float32], ...]:
        """Weights and biases of each layer as they are now.

        Raises:
            LoopFailed: they did not come, or not in their shapes.
        """
        arrays = self._call("training_weights").arrays
        if [array.shape for array in arrays] != self._shapes:
            raise LoopFailed("The training loop did not answer with weights; the file seems to change it.")
        return tuple(array.astype(np.float32) for array in arrays)

    def vitals(self) -> NDArray[np.float32]:
        """See `Trainer.vitals`.

        Raises:
            LoopFailed: as for `advance`.
        """
        arrays = self._call("training_vitals").arrays
        if len(arrays) != 1 or arrays[0].dtype != np.float32 or arrays[0].shape != (len(self._shapes), COLUMNS):
            raise LoopFailed("The training loop did not answer with numbers; the file seems to change it.")
        return arrays[0]

    def spoilt(self) -> tuple[str, str]:
        """See `Trainer.spoilt`.

        Raises:
            LoopFailed: as for `advance`.
        """
        numbers = [_whole_number_of(array) for array in self._call("training_spoilt").arrays]
        match numbers:
            case [int(index), int(infinite)] if 0 <= index < len(self.recipe.functions):
                return self.recipe.functions[index], "infinity" if infinite else "NaN"
        return "", ""

    def probe(self, batch_size: int, learning_rate: float) -> tuple[NDArray[np.float64], ...]:
        """See `Trainer.probe`.

        Raises:
            LoopFailed: as for `advance`.
        """
        arrays = self._call("training_probe", batch_size, float(learning_rate)).arrays
        count, parameters = (len(arrays[1]) if len(arrays) > 1 and arrays[1].ndim else 0), len(self._shapes)
        wanted = [(1,), (count,), (count,), (parameters,), (parameters,)]
        if [array.shape for array in arrays] != wanted or any(array.dtype != np.float64 for array in arrays):
            raise LoopFailed("The training loop did not answer with losses; the file seems to change it.")
        return tuple(arrays)

    def retry(self, steps: int, batch_size: int, learning_rate: float) -> NDArray[np.float64]:
        """See `Trainer.retry`.

        Raises:
            LoopFailed: as for `advance`.
        """
        self._call("training_begin_again")
        return self.advance(steps, batch_size, learning_rate).losses

    def _call(self, name: str, *arguments: NDArray[np.generic] | float | int | str) -> Answer:
        answer = self._worker.call(name, *arguments)
        if answer.outcome == "returned":
            return answer
        calling = None
        if answer.outcome == "raised" and answer.error != "TrainingProblem":
            calling = _whole_number(self._worker.call("training_calling"))
        functions = self.recipe.functions
        called = functions[calling] if calling is not None and 0 <= calling < len(functions) else ""
        problems = self._worker.loaded.problems
        raise LoopFailed(failure(answer, problems, called, self._steps + 1, self._slice_seconds))


def _whole_number(answer: Answer) -> int | None:
    """The whole number that came back, if one did: the file can put anything in the loop's place."""
    match answer.arrays:
        case [number] if answer.outcome == "returned":
            return _whole_number_of(number)
    return None


def _whole_number_of(array: NDArray[np.generic]) -> int | None:
    return int(array) if array.shape == () and array.dtype.kind in "iu" else None


@contextmanager
def open_loop(
    recipe: Recipe,
    chunks: tuple[Chunk, ...],
    digits: Digits,
    settings: Settings,
    sandbox: Sandbox | None = None,
    slice_seconds: float = SLICE_SECONDS,
) -> Iterator[tuple[Loop, str]]:
    """The loop, started, and what the isolation of its worker is, in a line.

    Args:
        recipe: how its functions train.
        chunks: the submission's source text.
        sandbox: where to open the worker; by default a sandbox of its own.
        slice_seconds: what one slice of steps may take.

    Raises:
        LoopFailed: the training cannot begin.
    """
    from grader.sandbox import Chunk, Limits, Sandbox

    sizes = settings.sizes(digits.train_images.shape[1], CLASSES)
    weights = 4 * sum(fan_in * fan_out + fan_out for fan_in, fan_out in pairwise(sizes))
    data = digits.train_images.nbytes + digits.train_labels.nbytes
    limits = Limits(
        call_seconds=slice_seconds,
        total_seconds=None,  # a run may be paused for as long as its page is open
        memory_mib=SPARE_MIB + (4 * data + 8 * weights) // MIB,
        reply_mib=16 + 2 * weights // MIB,
    )
    with ExitStack() as stack:
        room = sandbox or stack.enter_context(Sandbox())
        worker = stack.enter_context(room.open((*chunks, Chunk("<training loop>", BRIDGE)), limits))
        loop = Loop(worker, recipe, sizes, slice_seconds)
        loop.start(digits, settings, sizes)
        yield loop, room.explanation
