"""The three-layer perceptron: its forward pass, its loss, and the chain that calls the backward steps in order.

An example is a row, as in ``torch.nn.Linear``: ``X`` is (N, n0), ``W1`` is (n1, n0), ``b1`` is (n1,).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from grader.steps import VectorJacobianProduct

Array = NDArray[np.float64]


def relu(z: Array) -> Array:
    """``max(z, 0)``, element by element."""
    return np.maximum(z, 0.0)


def softmax(z: Array) -> Array:
    """Probabilities from scores ``z`` of shape (N, n): each row of the result is positive and sums to 1."""
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    probabilities: Array = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return probabilities


def cross_entropy(y_pred: Array, y_target: Array) -> Array:
    """Mean cross-entropy over the N rows, ``-(1/N) Σ y_target log y_pred``, as an array without dimensions."""
    log_likelihood = np.sum(y_target * np.log(np.maximum(y_pred, 1e-300)), axis=-1)
    return np.asarray(-np.mean(log_likelihood))


def forward(parameters: Mapping[str, Array], X: Array) -> dict[str, Array]:
    """Every value of the forward pass by its name: ``z1``, ``a1``, ``z2``, ``a2``, ``z3`` and ``y_pred``.

    Args:
        parameters: ``W1`` (n1, n0), ``b1`` (n1,), ``W2`` (n2, n1), ``b2`` (n2,), ``W3`` (n3, n2), ``b3`` (n3,).
        X: (N, n0), one row per example.
    """
    z1 = X @ parameters["W1"].T + parameters["b1"]
    a1 = relu(z1)
    z2 = a1 @ parameters["W2"].T + parameters["b2"]
    a2 = relu(z2)
    z3 = a2 @ parameters["W3"].T + parameters["b3"]
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "z3": z3, "y_pred": softmax(z3)}


def backward(
    steps: Iterable[VectorJacobianProduct],
    call: Callable[[str, tuple[Any, ...]], Array],
    values: Mapping[str, Array],
) -> dict[str, Array]:
    """Compose the steps: each gets the forward values and the earlier steps' results that it names.

    Args:
        steps: in the order of the backward pass; a step with an argument that is neither a value nor an
            earlier result (the update rule) is left out.
        call: calls a step's function by its name with its arguments.
        values: ``X``, ``y_target``, the parameters, and what ``forward`` returned.

    Returns:
        The gradients by the names of their functions.
    """
    known: dict[str, Array] = dict(values)
    gradients: dict[str, Array] = {}
    for step in steps:
        names = [argument.name for argument in step.arguments]
        if all(name in known for name in names):
            known[step.function] = gradients[step.function] = call(
                step.function, tuple(known[name] for name in names)
            )
    return gradients
