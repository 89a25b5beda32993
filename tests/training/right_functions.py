"""A right set of the twelve functions, as text."""

from typing import Any

RIGHT = """\
import numpy as np
def dL_dz3(y_pred, y_target): return (y_pred - y_target) / len(y_pred)
def dL_dW3(dL_dz3, a2): return dL_dz3.T @ a2
def dL_db3(dL_dz3): return dL_dz3.sum(axis=0)
def dL_da2(dL_dz3, W3): return dL_dz3 @ W3
def dL_dz2(dL_da2, z2): return dL_da2 * (z2 > 0)
def dL_dW2(dL_dz2, a1): return dL_dz2.T @ a1
def dL_db2(dL_dz2): return dL_dz2.sum(axis=0)
def dL_da1(dL_dz2, W2): return dL_dz2 @ W2
def dL_dz1(dL_da1, z1): return dL_da1 * (z1 > 0)
def dL_dW1(dL_dz1, X): return dL_dz1.T @ X
def dL_db1(dL_dz1): return dL_dz1.sum(axis=0)
def update(w, dL_dw, learning_rate): return w - learning_rate * dL_dw
"""


def functions_of(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    return namespace
