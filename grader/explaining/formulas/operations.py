"""The operations that formulas are made of: on many values at once, and how each is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _over(axis: int, of: Callable[..., Any], keepdims: bool = False) -> Callable[[Array], Array | None]:
    """A sum or the like over an axis of each value; the first axis of the array counts the values."""

    def applied(values: Array) -> Array | None:
        if values.ndim <= axis + 1:
            return None
        result: Array = of(values, axis=axis + 1, keepdims=keepdims)
        return result

    return applied


def _of_all(of: Callable[..., Any]) -> Callable[[Array], Array | None]:
    def applied(values: Array) -> Array | None:
        if values.ndim < 2:
            return None
        result: Array = of(values, axis=tuple(range(1, values.ndim)))
        return result

    return applied


def _turned(values: Array) -> Array | None:
    return values.swapaxes(1, 2) if values.ndim == 3 else None


def _row(number: int) -> Callable[[Array], Array | None]:
    return lambda values: values[:, number] if values.ndim >= 2 else None


def _softmax(values: Array) -> Array | None:
    if values.ndim < 2:
        return None
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _sigmoid(values: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-values))
    return result


# Of one value, the simple ones first. "{}" is the value.
SIMPLE: dict[str, Callable[[Array], Any]] = {
    "{}.T": _turned,
    "-{}": lambda values: -values,
    "({} > 0)": lambda values: (values > 0) * 1.0,
    "{}.sum(axis=0)": _over(0, np.sum),
    "{}.sum(axis=1)": _over(1, np.sum),
    "{}.mean(axis=0)": _over(0, np.mean),
    "{}.mean(axis=1)": _over(1, np.mean),
    "{}.sum()": _of_all(np.sum),
    "{}.mean()": _of_all(np.mean),
    "{}.sum(axis=0, keepdims=True)": _over(0, np.sum, keepdims=True),
    "{}.sum(axis=1, keepdims=True)": _over(1, np.sum, keepdims=True),
    "{}.mean(axis=1, keepdims=True)": _over(1, np.mean, keepdims=True),
    "(1 - {})": lambda values: 1 - values,
    "{} ** 2": lambda values: values**2,
    "np.sqrt({})": np.sqrt,
    "np.maximum({}, 0)": lambda values: np.maximum(values, 0),
    "1 / {}": lambda values: 1 / values,
    "{}.var()": _of_all(np.var),
    "{}.std()": _of_all(np.std),
}
MORE: dict[str, Callable[[Array], Any]] = {
    "({} < 0)": lambda values: (values < 0) * 1.0,
    "np.abs({})": np.abs,
    "np.exp({})": np.exp,
    "np.exp(-{})": lambda values: np.exp(-values),
    "np.sinh({})": np.sinh,
    "np.cosh({})": np.cosh,
    "np.log({})": np.log,
    "np.sign({})": np.sign,
    "np.tanh({})": np.tanh,
    "np.arctan({})": np.arctan,
    "sigmoid({})": _sigmoid,
    "(the slope of the sigmoid at {})": lambda values: _sigmoid(values) * (1 - _sigmoid(values)),
    "(the slope of tanh at {})": lambda values: 1 - np.tanh(values) ** 2,
    "({0} * (1 - {0}))": lambda values: values * (1 - values),
    "softmax({})": _softmax,
    "{}.var(axis=0)": _over(0, np.var),
    "{}.std(axis=0)": _over(0, np.std),
    "{}.max(axis=0)": _over(0, np.max),
    "{}.max(axis=1)": _over(1, np.max),
    "{}[0]": _row(0),
    "{}[-1]": _row(-1),
    "({} == 0)": lambda values: (values == 0) * 1.0,
}
UNARY = SIMPLE | MORE
# Of each entry alone, whatever is beside it.
OF_ENTRIES = frozenset(text for text in UNARY if "." not in text and "[" not in text and text != "softmax({})") | {
    *("np.sqrt({})", "np.maximum({}, 0)", "np.abs({})", "np.exp({})", "np.exp(-{})", "np.sinh({})", "np.cosh({})"),
    *("np.log({})", "np.sign({})", "np.tanh({})", "np.arctan({})"),
}
OF_ALL = ("{}.mean()", "{}.sum()")  # one number for all of it: so end many losses

BINARY: dict[str, Callable[[Array, Array], Any]] = {
    "{} @ {}": np.matmul,  # few values fit: the others may be so many that there is no room left for these
    "np.outer({}, {})": np.multiply,
    "{} + {}": np.add,
    "{} - {}": np.subtract,
    "{} * {}": np.multiply,
    "{} / {}": np.divide,
    "{} ** {}": np.power,
    "{} // {}": np.floor_divide,
    "np.clip({0}, -{1}, {1})": lambda values, limit: np.minimum(np.maximum(values, -limit), limit),
}
PRODUCTS = ("{} @ {}", "np.outer({}, {})")


def of_pairs(operation: str, left: Array, right: Array) -> Array | None:
    """Each of the left values with each of the right ones; None where their shapes do not fit."""
    one, other = left.shape[1:], right.shape[1:]
    if (operation == "{} ** {}" and other) or (operation == "{} // {}" and (one or other)):  # of numbers alone
        return None
    if operation.startswith("np.clip") and other:
        return None
    if operation == "{} @ {}":
        if len(one) != 2 or len(other) != 2 or one[1] != other[0]:
            return None
        first, second = left[:, None], right[None]
    elif operation == "np.outer({}, {})":
        if len(one) != 1 or len(other) != 1:
            return None
        first, second = left[:, None, :, None], right[None, :, None, :]
    else:
        axes = max(len(one), len(other))
        try:
            np.broadcast_shapes(one, other)
        except ValueError:
            return None
        first = left.reshape(len(left), 1, *(1,) * (axes - len(one)), *one)
        second = right.reshape(1, len(right), *(1,) * (axes - len(other)), *other)
    result: Array = BINARY[operation](first, second)
    return result
