"""Numbers worked by hand: a few entries each, and coefficients with which quotients and products come out short."""

from typing import Any

import numpy as np

_DICE = np.array([[0.3, 0.9, 0.1, 0.6]])

EXAMPLES = {
    # the second is dropped, the others are divided by 0.8
    "dropout": ((np.array([[2.0, -1.0, 3.0, 4.0]]), _DICE, 0.8), np.array([[2.5, 0.0, 3.75, 5.0]])),
    "dL_da_dropout": ((np.array([[1.0, 2.0, -2.0, 0.4]]), _DICE, 0.8), np.array([[1.25, 0.0, -2.5, 0.5]])),
    # squares 1 + 4 + 9 + 0 = 14 and 4 + 1 = 5, together 19;  0.5 · 0.1 · 19
    "l2_penalty": (([np.array([[1.0, -2.0], [3.0, 0.0]]), np.array([[2.0, -1.0]])], 0.1), 0.95),
    # [0.5, 1, 0] + 0.1 [2, -4, 3]
    "l2_gradient": (
        (np.array([[0.5, 1.0, 0.0]]), np.array([[2.0, -4.0, 3.0]]), 0.1),
        np.array([[0.7, 0.6, 0.3]]),
    ),
    # the best loss is that of epoch 2, the last epoch is 4
    "should_stop": (([0.9, 0.6, 0.5, 0.55, 0.52], 2), True),
}


_LAYERS = ((100, 784), (10, 100))
_SIZE = sum(n_out * n_in + n_out for n_out, n_in in _LAYERS)  # weights and biases
_RANDOM = np.random.default_rng(0)
_FIRST = [_RANDOM.normal(0.0, np.sqrt(2 / n_in), (n_out, n_in)) for n_out, n_in in _LAYERS]


def _sums(own: Any) -> tuple[float, ...]:
    """The mean of the sum of ten ones with keep = 0.8, and its standard deviation for two values of keep."""
    ones, random = np.ones((100_000, 10)), np.random.default_rng(0)
    much, little = (own.dropout(ones, random.random(ones.shape), keep).sum(axis=1) for keep in (0.8, 0.2))
    return float(much.mean()), float(much.std()), float(little.std())


def _fading(own: Any) -> int:
    """How many updates it takes until half of a weight without a gradient of its own is left."""
    w, steps = 1.0, 0
    while w > 0.5:
        w, steps = w - 0.1 * own.l2_gradient(0.0, w, 0.01), steps + 1
    return steps


def _deviations(own: Any) -> tuple[float, float]:
    """Of an accuracy of 82 %, by chance alone, in percentage points."""
    return 100 * (0.82 * 0.18 / 50) ** 0.5, 100 * (0.82 * 0.18 / 1000) ** 0.5


def _smallest_of_fifty(own: Any) -> float:
    return float(np.random.default_rng(0).normal(0.6, 0.03, (20_000, 50)).min(axis=1).mean())


COMPUTED = {
    "It has {:,} weights and biases, about {:.0f} for each digit.": lambda own: (_SIZE, round(_SIZE / 200, -2)),
    "has a loss of log 10, which is {:.1f}.": lambda own: np.log(10),
    "The mean is {:.0f} both times: that is what the division is for. The standard deviation is about {:.1f} with "
    "`keep = 0.8`, and about {:.1f} with `keep = 0.2`.": _sums,
    "After {} steps: each one": _fading,
    "that is {:.1f} percentage points. With 1,000 digits it is {:.1f}.": _deviations,
    "The smallest of fifty such numbers is about {:.2f}": _smallest_of_fifty,
    "Half the sum of squares is {:.0f} before training.": lambda own: own.l2_penalty(_FIRST, 1.0),
}
