"""The exercise that is solved by hand: one example through a 3-4-2-3 network, every number a short one.
And the numbers that folded answers say.

Credit: Tom Yeh, "AI by Hand", and Jeremy London, "Solve by Hand". ``y_pred`` is given, rounded to halves:
softmax of ``z3`` is (0.49546, 0.49546, 0.00907). The gradients are literal numbers, not computed from the
solution, so they are a witness of their own.
"""

from __future__ import annotations

import numpy as np


def _rows(*rows):
    return np.array(rows, dtype=np.float64)


_W3 = _rows([2, 0], [0, 2], [1, 1])
_dL_dW3 = _rows([1, 2], [-1, -2], [0, 0])

VALUES = {
    "X": _rows([2, 1, 3]),
    "W1": _rows([1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]),
    "b1": np.array([-5.0, 0, 1, -2]),
    "W2": _rows([1, -1, 1, 0], [0, 1, -1, 1]),
    "b2": np.array([0.0, 3]),
    "W3": _W3,
    "b3": np.array([-1.0, -5, -7]),
    "z1": _rows([-1, 3, 5, 3]),
    "a1": _rows([0, 3, 5, 3]),
    "z2": _rows([2, 4]),
    "a2": _rows([2, 4]),
    "z3": _rows([3, 3, -1]),
    "y_pred": _rows([0.5, 0.5, 0]),
    "y_target": _rows([0, 1, 0]),
    "dL_dz3": _rows([0.5, -0.5, 0]),
    "dL_dW3": _dL_dW3,
    "dL_db3": np.array([0.5, -0.5, 0]),
    "dL_da2": _rows([1, -1]),
    "dL_dz2": _rows([1, -1]),
    "dL_dW2": _rows([0, 3, 5, 3], [0, -3, -5, -3]),
    "dL_db2": np.array([1.0, -1]),
    "dL_da1": _rows([1, -2, 2, -1]),
    "dL_dz1": _rows([0, -2, 2, -1]),
    "dL_dW1": _rows([0, 0, 0], [-4, -2, -6], [4, 2, 6], [-2, -1, -3]),
    "dL_db1": np.array([0.0, -2, 2, -1]),
    # the update rule, on the third layer's weights
    "w": _W3,
    "dL_dw": _dL_dW3,
    "learning_rate": 0.1,
    "update": _rows([1.9, -0.2], [0.1, 2.2], [1, 1]),
}

_ARGUMENTS = {
    "dL_dz3": ("y_pred", "y_target"),
    "dL_dW3": ("dL_dz3", "a2"),
    "dL_db3": ("dL_dz3",),
    "dL_da2": ("dL_dz3", "W3"),
    "dL_dz2": ("dL_da2", "z2"),
    "dL_dW2": ("dL_dz2", "a1"),
    "dL_db2": ("dL_dz2",),
    "dL_da1": ("dL_dz2", "W2"),
    "dL_dz1": ("dL_da1", "z1"),
    "dL_dW1": ("dL_dz1", "X"),
    "dL_db1": ("dL_dz1",),
    "update": ("w", "dL_dw", "learning_rate"),
}

EXAMPLES = {
    function: (tuple(VALUES[name] for name in names), VALUES[function]) for function, names in _ARGUMENTS.items()
}


def _down_the_bowl(own, rate):
    w = 1.0
    for _ in range(10):
        w = own.update(w, 2 * w, rate)
    return w


def _through_thirty(own, s):
    """The power of ten of the largest number that arrives behind 30 random matrices."""
    row = np.random.default_rng(99).normal(size=(1, 50))
    for k in range(30):
        row = own.dL_da1(row, np.random.default_rng(k).normal(size=(50, 50)) * s)
    return 10.0 ** np.round(np.log10(np.abs(row).max()))


def _by_the_input(own):
    return tuple(own.dL_da1(VALUES["dL_dz1"], VALUES["W1"])[0])


COMPUTED = {
    "At 0.1 it shrinks to {:.2f} in ten steps. At 0.5 it is {:g} at once.": lambda own: (
        _down_the_bowl(own, 0.1),
        _down_the_bowl(own, 0.5),
    ),
    "at 1.1 it grows, to {:.1f}.": lambda own: _down_the_bowl(own, 1.1),
    "For s = 0.05 that is {:.2f}: after 30 matrices, numbers of about {:.0e} are left.": lambda own: (
        0.05 * np.sqrt(50),
        _through_thirty(own, 0.05),
    ),
    "For 0.3 it is {:.1f}:": lambda own: 0.3 * np.sqrt(50),
    "with the gradient of step 9 and with `W1`, gives [[{:g}, {:g}, {:g}]],": _by_the_input,
    "both make the same mask, [[0, 1]], and the result is [[{:g}, {:g}]].": lambda own: tuple(
        own.dL_dz2(np.array([[1.0, -1.0]]), np.array([[-1.0, 4.0]]))[0]
    ),
}
