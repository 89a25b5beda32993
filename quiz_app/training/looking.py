"""What the last step of a training did, in numbers: what flows through the blocks, and what spoils it.

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.engine import FUNCTIONS
from quiz_app.training.program import Operation
from quiz_app.training.trainer import Trainer
from quiz_app.training.values import split
from quiz_app.training.vitals import vitals

PERCENTILES = (5, 25, 50, 75, 95)  # of sizes, in the flow
FLOW = 2 + len(PERCENTILES)


def flow(trainer: Trainer) -> NDArray[np.float64]:
    """What goes forward out of each block, and what comes back to it, in the last step.

    Returns:
        (blocks, 2, FLOW): of what it hands on, and of the gradient with respect to that, the root mean square,
        the share of zeros, and percentiles of the sizes of the rest; NaN where there is nothing.
    """
    outs = {call.block: call.answers[0] for call in trainer.program.forward if call.block >= 0}
    found = np.full((len(outs), 2, FLOW), math.nan)
    for place, name in enumerate(outs.values()):
        for kind, value in enumerate((trainer.value(name), trainer.value(f"d{name}"))):
            if isinstance(value, np.ndarray) and value.size and np.isfinite(value).all():
                sizes = np.abs(value).astype(np.float64).ravel()
                rest = sizes[sizes > 0]
                found[place, kind, :2] = math.sqrt(float((sizes**2).mean())), 1 - len(rest) / len(sizes)
                if len(rest):
                    found[place, kind, 2:] = np.percentile(rest, PERCENTILES)
    return found


def norms(trainer: Trainer) -> NDArray[np.float64]:
    """Euclidean norms of the last step's gradients, in the order of the parameters; NaN where there is none."""
    gradients = [trainer.value(f"d{each.name}") for each in trainer.program.parameters]
    return np.array([math.nan if one is None else float(np.sqrt(np.vdot(one, one))) for one in gradients])


def vitals_of(trainer: Trainer, before: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """What the last step did, before which the parameters were these: see `vitals`."""
    gradients = [trainer.value(f"d{each.name}") for each in trainer.program.parameters]
    known = [np.full(1, math.nan) if one is None else one for one in gradients]
    return vitals(before, list(trainer.weights.values()), known)


def spoilt(trainer: Trainer) -> tuple[int, int, str, bool]:
    """The first call whose answer is not finite: on the last step's way back, then on this one's way forward.

    Returns:
        Which list it is in (0: forward, 1: backward, 2: updates; -1: there is none), its place there, what the
        answer held, and whether the cause may be a column without variance, where a block looks at columns.
        An array that another function has handed on, or has written into, blames nobody.
    """
    program = trainer.program
    back = [call for call in (*program.backward, *program.updates) if call.function not in FUNCTIONS]
    lists = ((1, program.backward, back), (2, program.updates, back), (0, program.forward, program.forward))
    for number, calls, beside in lists:
        answers = [trainer.value(name) for name in {name for call in beside for name in split(call.answers)}]
        for place, call in enumerate(calls):
            for value in map(trainer.value, split(call.answers)):
                if value is None or np.isfinite(value).all():
                    continue
                if sum(value is other for other in answers) > 1:
                    return -1, -1, "", False
                what = "NaN" if np.isnan(value).any() else "infinity"
                return number, place, what, call.block in program.mixes and _constant(trainer, call)
    return -1, -1, "", False


def _constant(trainer: Trainer, call: Operation) -> bool:
    """Whether a column of what the call got has one and the same number in all rows."""
    given = [trainer.value(name) for name in call.arguments]
    tables = [one for one in given if isinstance(one, np.ndarray) and one.ndim == 2]
    return any(bool((np.ptp(one, axis=0) == 0).any()) for one in tables)
