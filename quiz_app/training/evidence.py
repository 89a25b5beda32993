"""Why a training ended badly, found out by trying: nothing here is guessed from the loss alone."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.engine import has_diverged
from quiz_app.training.program import ENGINE, Program

FEWEST_STEPS, MOST_STEPS = 60, 300  # of a trial
TRIAL_SECONDS = 2.0  # of each; on a usual machine it takes a tenth of that
_TIMED_STEPS = 5
_NOISE = 1e-9  # of a loss computed in float64
_CLEARLY = 0.1  # lower loss: far above the noise of a mean over the last batches


@dataclass(frozen=True)
class Spoilt:
    """A function that answered finite numbers with NaN or infinity.

    Attributes:
        function: its name in the program.
        block: the number of the block that called it, from 0; -1: of none.
        what: "NaN" or "infinity".
        before: whether that was in the step before the one whose loss shows it.
        constant: whether a column of what it got is the same in all rows, where it looks at columns.
    """

    function: str
    block: int
    what: str
    before: bool
    constant: bool = False


def spoilt_by(program: Program, number: int, place: int, what: str, constant: bool) -> Spoilt | None:
    """What `looking.spoilt` has found, by name; None where it found nothing, or the engine's own overflow."""
    lists = (program.forward, program.backward, program.updates)
    if not (0 <= number < len(lists) and 0 <= place < len(lists[number])):
        return None
    call = lists[number][place]
    if call.function.startswith(ENGINE):
        return None
    return Spoilt(call.function, call.block, what, number > 0, constant)


class Trained(Protocol):
    """A training that can be asked what its functions do: a `Loop`, or one in a kernel."""

    @property
    def program(self) -> Program: ...
    @property
    def classes(self) -> int: ...

    def spoilt(self) -> Spoilt | None: ...
    def probe(self, batch_size: int, rate: float) -> tuple[NDArray[np.float64], ...]: ...
    def retry(self, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]: ...


@dataclass(frozen=True)
class Trial:
    """The same steps from the same first weights with another rate: where its loss begins and ends."""

    rate: float
    steps: int
    first: float
    last: float
    diverged: bool


@dataclass(frozen=True)
class Evidence:
    """What was found out; all empty when nothing was.

    Attributes:
        spoilt: the function that answered finite numbers with NaN or infinity.
        uphill: parameters whose step alone raises the loss of its own batch, however small the rate.
        downhill: those whose step lowers it.
        tiny: the rate with which that was measured.
        silent: parameters whose gradient is 0 in the first step.
        idle: whether a step leaves the loss where it is although gradients are not 0.
        trials: what other rates do.
        reached: the loss of the training itself at the step at which the trials end; NaN where it had diverged.
    """

    spoilt: Spoilt | None = None
    uphill: tuple[str, ...] = ()
    downhill: tuple[str, ...] = ()
    tiny: float = 0.0
    silent: tuple[str, ...] = ()
    idle: bool = False
    trials: tuple[Trial, ...] = ()
    reached: float = math.nan


def gather(trained: Trained, batch_size: int, rate: float, losses: NDArray[np.float64]) -> Evidence:
    """Asks a training that has diverged, or has come to its end without learning anything.

    Args:
        trained: where its last step has left it. Afterwards it is somewhere else.
        batch_size: examples in a step.
        rate: the learning rate of the last step.
        losses: of every step, (n,).
    """
    diverged = has_diverged(float(losses[-1]), trained.classes)
    program, spoilt = trained.program, trained.spoilt()
    if spoilt is not None:
        return Evidence(spoilt=spoilt)
    parameters = [each.name for each in program.parameters]
    (before, tiny), alone, norms = trained.probe(batch_size, rate)
    # With a penalty a step need not lower the loss that is shown.
    moved = zip(parameters, alone, strict=True) if not program.changes_gradients else ()
    uphill, downhill = [], []
    for name, loss in moved:
        if loss > before + _noise(before):
            uphill.append(name)
        elif loss < before - _noise(before):
            downhill.append(name)
    silent = tuple(name for name, norm in zip(parameters, norms, strict=True) if norm == 0)
    idle = not (uphill or downhill or program.changes_gradients) and bool((norms > 0).any())
    found = Evidence(uphill=tuple(uphill), downhill=tuple(downhill), tiny=float(tiny), silent=silent, idle=idle)
    if uphill or silent or idle:
        return found
    affordable = _affordable(trained, batch_size, rate / 10)
    # What has diverged is tried for longer than that took; else there is nothing to compare with after the last step.
    steps = min(max(len(losses), FEWEST_STEPS) if diverged else len(losses), affordable)
    if steps < (len(losses) if diverged else 1):
        return found
    factors = (0.1, 0.01) if diverged else (0.1, 10, 100)
    trials = tuple(_trial(trained, steps, batch_size, rate * factor) for factor in factors)
    reached = math.nan if diverged else _end(losses[:steps])
    return Evidence(downhill=tuple(downhill), tiny=float(tiny), trials=trials, reached=reached)


def _affordable(trained: Trained, batch_size: int, rate: float) -> int:
    """How many steps a trial may have."""
    begun = time.perf_counter()
    made = len(trained.retry(_TIMED_STEPS, batch_size, rate))
    return min(MOST_STEPS, int(made * TRIAL_SECONDS / max(time.perf_counter() - begun, 1e-9)))


def _trial(trained: Trained, steps: int, batch_size: int, rate: float) -> Trial:
    losses = trained.retry(steps, batch_size, rate)
    return Trial(rate, steps, float(losses[0]), _end(losses), has_diverged(float(losses[-1]), trained.classes))


def better(trials: tuple[Trial, ...], than: float) -> Trial | None:
    """The trial with the lowest loss at its end, if that is clearly below `than` and below its beginning."""
    good = [trial for trial in trials if not trial.diverged and trial.last < min(trial.first, than) - _CLEARLY]
    return min(good, key=lambda trial: trial.last, default=None)


def _end(losses: NDArray[np.float64]) -> float:
    """The mean of the last tenth, at least of the last five: single batches are noisy."""
    return float(losses[-max(5, len(losses) // 10) :].mean())


def _noise(loss: float) -> float:
    return _NOISE * max(1.0, abs(loss))
