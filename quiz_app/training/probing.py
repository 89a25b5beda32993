"""What one tiny step does to the loss, parameter by parameter: is it the rate that is wrong, or the direction?

It needs numpy alone: see `loop.py`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quiz_app.training.calling import undisturbed
from quiz_app.training.looking import norms
from quiz_app.training.trainer import Trainer

TINY = 1e-4  # a step that changes the loss by about this is small


def probe(trainer: Trainer, batch_size: int, rate: float) -> tuple[NDArray[np.float64], ...]:
    """What one tiny step from the first weights does to the loss of its own batch. The run begins again.

    It is measured in float64, so that such a step is not lost in rounding. What is drawn at random is the same in all
    that is compared.

    Returns:
        The loss before, and the rate of the step, (2,); the loss after such a step by one of the p parameters alone,
        (p,); the gradients' norms, (p,).
    """
    with undisturbed():
        trainer.begin_again()
        rows, labels = trainer.next_batch(batch_size)
        trainer.begin_chance(0)
        trainer.passed(rows, labels)
        sizes = norms(trainer)
        size = float(sizes @ sizes)
        tiny = min(TINY / max(size, 1.0) if math.isfinite(size) else TINY, rate / 10)
        wide = trainer.wide()
        first = wide.weights
        before = wide.loss_at(first, rows, labels)
        alone = []
        if not trainer.diverged:
            moved = wide.moved(tiny)
            alone = [wide.loss_at({**first, name: moved[name]}, rows, labels) for name in first]
        trainer.begin_again()
    return np.array([before, tiny]), np.array(alone or [math.nan] * len(first)), sizes


def retry(trainer: Trainer, steps: int, batch_size: int, rate: float) -> NDArray[np.float64]:
    """The losses of so many steps from the first weights, fewer if they diverge. The run is then there."""
    trainer.begin_again()
    return trainer.advance(steps, batch_size, rate)
