"""The exercise that is solved by hand: one example through a 3-4-2-3 network, every number a short one.

Credit: Tom Yeh, "AI by Hand", and Jeremy London, "Solve by Hand". ``y_pred`` is given, rounded to halves:
softmax of ``z3`` is (0.49546, 0.49546, 0.00907). The gradients are literal numbers, not computed from the
reference solution, so they are a witness of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _rows(*rows: list[float]) -> Array:
    return np.array(rows, dtype=np.float64)


_W3 = _rows([2, 0], [0, 2], [1, 1])
_dL_dW3 = _rows([1, 2], [-1, -2], [0, 0])

VALUES: Mapping[str, Array] = {
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
    "learning_rate": np.array(0.1),
    "update": _rows([1.9, -0.2], [0.1, 2.2], [1, 1]),
}
