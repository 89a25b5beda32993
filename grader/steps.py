"""The steps of the backward pass, one record each.

Every step is a vector-Jacobian product: it takes an upstream gradient and returns the gradient, with respect to
one variable, of ``sum(upstream * forward(variable))``. From the record alone follow the probe inputs
(``probes``), the finite-difference check (``finite_differences``), the comparison with the reference solution,
and the order in which the whole chain is composed (``network``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.network import cross_entropy, relu, softmax

Array = NDArray[np.float64]
Kind = Literal["data", "pre-activation", "activation", "weight", "gradient", "probability", "one-hot", "rate"]


@dataclass(frozen=True)
class Argument:
    """One argument of a step: its name, its shape in dimension symbols, and what kind of numbers it holds.

    The shape ``("N", "n2")`` is one row per example and one column per unit of layer 2; ``()`` is a number.
    ``sign`` is -1 for what the step subtracts: with absolute values of these signs, all terms add up.
    """

    name: str
    shape: tuple[str, ...]
    kind: Kind
    sign: int = 1

    def sizes(self, dims: Mapping[str, int]) -> tuple[int, ...]:
        """The shape in numbers; an axis whose symbol has no size is left out."""
        return tuple(dims[symbol] for symbol in self.shape if symbol in dims)


@dataclass(frozen=True)
class VectorJacobianProduct:
    """One step as the gradient of its forward map.

    Attributes:
        function: name of the student's function.
        arguments: what it is called with, by position.
        variable: what the forward map is differentiated by; the step returns an array of its shape.
        forward: ``forward(variable, *others)``, where the others are the arguments that are neither the
            variable nor the upstream gradient, in order.
        upstream: name of the argument that holds the upstream gradient; None where ``forward`` is a number.
        point: finds the variable's value from the arguments where it is not one of them and matters.
        kinked: the forward map is ReLU: its derivative at exactly 0 may be anything in [0, 1].
        scalar: the differentiated number in words, where it is not made from an upstream gradient.
        any_shape: it must work for arrays with fewer axes, too: for biases as for weights.
    """

    function: str
    arguments: tuple[Argument, ...]
    variable: Argument
    forward: Callable[..., Array]
    upstream: str | None = None
    point: Callable[..., Array] | None = None
    kinked: bool = False
    scalar: str = ""
    any_shape: bool = False

    @property
    def differentiated(self) -> str:
        """The number that the step is the gradient of, as a person writes it: ``sum(dL_dz3 * z3)``."""
        return self.scalar or f"sum({self.upstream} * {str(self.upstream).removeprefix('dL_d')})"

    def signature(self) -> str:
        """The call as a student writes it, ``dL_dW3(dL_dz3, a2)``."""
        return f"{self.function}({', '.join(argument.name for argument in self.arguments)})"

    def shape(self, dims: Mapping[str, int]) -> tuple[int, ...]:
        """The shape that the step returns when the dimension symbols have the sizes ``dims``."""
        return self.variable.sizes(dims)


def _weight_gradient(layer: int, inputs: Argument) -> VectorJacobianProduct:
    n_out, n_in = f"n{layer}", inputs.shape[1]
    return VectorJacobianProduct(
        function=f"dL_dW{layer}",
        arguments=(_upstream("z", layer), inputs),
        variable=Argument(f"W{layer}", (n_out, n_in), "weight"),
        forward=lambda W, a: a @ W.T,
        upstream=f"dL_dz{layer}",
    )


def _bias_gradient(layer: int) -> VectorJacobianProduct:
    return VectorJacobianProduct(
        function=f"dL_db{layer}",
        arguments=(_upstream("z", layer),),
        variable=Argument(f"b{layer}", (f"n{layer}",), "weight"),
        forward=lambda b: b,  # the same row for every example: the product with the upstream broadcasts it
        upstream=f"dL_dz{layer}",
    )


def _activation_gradient(layer: int) -> VectorJacobianProduct:
    below = layer - 1
    return VectorJacobianProduct(
        function=f"dL_da{below}",
        arguments=(
            _upstream("z", layer),
            Argument(f"W{layer}", (f"n{layer}", f"n{below}"), "weight"),
        ),
        variable=Argument(f"a{below}", ("N", f"n{below}"), "activation"),
        forward=lambda a, W: a @ W.T,
        upstream=f"dL_dz{layer}",
    )


def _relu_gradient(layer: int) -> VectorJacobianProduct:
    z = Argument(f"z{layer}", ("N", f"n{layer}"), "pre-activation")
    return VectorJacobianProduct(
        function=f"dL_dz{layer}",
        arguments=(_upstream("a", layer), z),
        variable=z,
        forward=relu,
        upstream=f"dL_da{layer}",
        kinked=True,
    )


def _upstream(letter: str, layer: int) -> Argument:
    return Argument(f"dL_d{letter}{layer}", ("N", f"n{layer}"), "gradient")


_loss_gradient = VectorJacobianProduct(
    function="dL_dz3",
    arguments=(
        Argument("y_pred", ("N", "n3"), "probability"),
        Argument("y_target", ("N", "n3"), "one-hot", sign=-1),
    ),
    variable=Argument("z3", ("N", "n3"), "pre-activation"),
    forward=lambda z3, _y_pred, y_target: cross_entropy(softmax(z3), y_target),
    point=lambda y_pred, y_target: np.log(y_pred),  # softmax(log p) = p for every row that sums to 1
    scalar="the loss L",
)

# Gradient descent's new weights are a gradient too: w - η g is the gradient of ½‖w‖² - η⟨g, w⟩ at w.
_update = VectorJacobianProduct(
    function="update",
    arguments=(
        Argument("w", ("n2", "n1"), "weight"),
        Argument("dL_dw", ("n2", "n1"), "gradient", sign=-1),
        Argument("learning_rate", (), "rate"),
    ),
    variable=Argument("w", ("n2", "n1"), "weight"),
    forward=lambda w, g, rate: 0.5 * np.sum(w * w) - rate * np.sum(g * w),
    scalar="sum(w * w) / 2 - learning_rate * sum(dL_dw * w)",
    any_shape=True,
)

STEPS: Mapping[str, VectorJacobianProduct] = {
    step.function: step
    for step in (
        _loss_gradient,
        _weight_gradient(3, Argument("a2", ("N", "n2"), "activation")),
        _bias_gradient(3),
        _activation_gradient(3),
        _relu_gradient(2),
        _weight_gradient(2, Argument("a1", ("N", "n1"), "activation")),
        _bias_gradient(2),
        _activation_gradient(2),
        _relu_gradient(1),
        _weight_gradient(1, Argument("X", ("N", "n0"), "data")),
        _bias_gradient(1),
        _update,
    )
}
