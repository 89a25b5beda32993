"""The steps of the backward pass by their names, and each one's gradient, from the forward map that it belongs to.

No formula of a step is here: a gradient is the derivative of the map's own code at complex numbers, exact to the
last digits. So what students are to find out lies on nobody's machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.key.files import answer_key
from quiz_app.course_folder import course_folder, load_course_of_app
from quiz_app.lessons.backprop import ASSIGNMENT
from quiz_app.lessons.backprop.recipe import CALLS

Array = NDArray[np.float64]

ARGUMENTS = {function: arguments for function, arguments, _ in CALLS}
# Along the imaginary axis nothing is subtracted, so no digit is lost; and a power of 2 rounds nothing.
_NUDGE = 2.0**-66


def numbers_by_hand() -> Mapping[str, Array]:
    """The numbers of the exercise as it was published, from the answer key: with them come no solutions."""
    return _numbers_by_hand(course_folder())


@cache
def _numbers_by_hand(_folder: str) -> Mapping[str, Array]:
    course = load_course_of_app()
    values = answer_key(course, course.assignment(ASSIGNMENT)).values
    return {name: np.asarray(value) for name, value in values.items()}


def backward(call: Callable[[str, tuple[Any, ...]], Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """The gradients by the names of their functions: each gets forward values and earlier results.

    Args:
        call: gives a step's result from its name and its arguments.
        values: ``X``, ``y_target``, the parameters, and what the forward pass gave.
    """
    known: dict[str, Array] = dict(values)
    gradients: dict[str, Array] = {}
    for function, names in ARGUMENTS.items():
        known[function] = gradients[function] = call(function, tuple(known[name] for name in names))
    return gradients


def gradient(function: str, arguments: tuple[Array, ...]) -> Array:
    """What a step's function returns for these arguments: the derivative of its map, times what comes from above."""
    if function == "dL_dz3":
        y_pred, y_target = arguments
        # Softmax gives y_pred back; a score of -800 is a probability of 0.
        scores = np.where(y_pred > 0, np.log(np.maximum(y_pred, 1e-300)), -800.0)
        return _derivative(lambda z: _mean_cross_entropy(z, y_target), scores)
    upstream, *others = arguments
    variable = function.removeprefix("dL_d")
    if variable.startswith("W"):
        (a,) = others
        return _derivative(lambda W: np.sum(upstream * (a @ W.T)), np.zeros((upstream.shape[1], a.shape[1])))
    if variable.startswith("b"):
        return _derivative(lambda b: np.sum(upstream * b), np.zeros(upstream.shape[1]))
    if variable.startswith("a"):
        (W,) = others
        return _derivative(lambda a: np.sum(upstream * (a @ W.T)), np.zeros((len(upstream), W.shape[1])))
    (z,) = others
    return _derivative(lambda value: np.sum(upstream * np.where(value.real > 0, value, 0)), z)


def _derivative(function: Callable[[NDArray[Any]], Any], point: Array) -> Array:
    """By every entry: the imaginary part of ``function(point + ih) / h``."""
    found = np.empty(point.shape)
    for index in np.ndindex(point.shape):
        nudged = point.astype(complex)
        nudged[index] += 1j * _NUDGE
        found[index] = np.imag(function(nudged)) / _NUDGE + 0.0  # no negative 0
    return found


def _mean_cross_entropy(z: NDArray[Any], y_target: Array) -> Any:
    exponentials = np.exp(z - z.real.max(axis=1, keepdims=True))
    log_probabilities = z - z.real.max(axis=1, keepdims=True) - np.log(exponentials.sum(axis=1, keepdims=True))
    return -np.mean(np.sum(y_target * log_probabilities, axis=1))
