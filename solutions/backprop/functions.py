"""The records of the twelve functions: backpropagation through three layers, from the output to the update."""

from __future__ import annotations

import numpy as np

from grader.functions import (
    Argument,
    Composition,
    Draw,
    Function,
    Gradient,
    Result,
    Role,
    Setting,
    activations,
    between,
    gradients,
    numbers,
    one_hot,
    pre_activations,
    probabilities,
    weights,
)

SYMBOLS = {
    "N": "the number of examples",
    "n0": "the number of values in one example",
    "n1": "the number of units of layer 1",
    "n2": "the number of units of layer 2",
    "n3": "the number of units of layer 3",
}


def relu(z):
    return np.maximum(z, 0.0)


def softmax(z):
    """Probabilities from the scores ``z``, along the last axis."""
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def cross_entropy(y_pred, y_target):
    """Mean cross-entropy over the rows, ``-(1/N) Σ y_target log y_pred``."""
    return -np.mean(np.sum(y_target * np.log(np.maximum(y_pred, 1e-300)), axis=-1))


def affine(x, W):
    return x @ W.T


def forward(values):
    """What the three layers make of ``X``, by name."""
    z1 = affine(values["X"], values["W1"]) + values["b1"]
    a1 = relu(z1)
    z2 = affine(a1, values["W2"]) + values["b2"]
    a2 = relu(z2)
    z3 = affine(a2, values["W3"]) + values["b3"]
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "z3": z3, "y_pred": softmax(z3)}


def _upstream(letter: str, layer: int) -> Argument:
    return Argument(f"dL_d{letter}{layer}", gradients("N", f"n{layer}"))


def _weight_gradient(layer: int, inputs: str, draw: Draw) -> Function:
    upstream = _upstream("z", layer)
    return Function(
        name=f"dL_dW{layer}",
        arguments=(upstream, Argument(inputs, draw)),
        results=(Result(f"W{layer}", (f"n{layer}", f"n{layer - 1}")),),
        gradient=Gradient(of=lambda W, a: affine(a, W), by=(f"W{layer}",), upstream=upstream.name),
    )


def _bias_gradient(layer: int) -> Function:
    upstream = _upstream("z", layer)
    return Function(
        name=f"dL_db{layer}",
        arguments=(upstream,),
        results=(Result(f"b{layer}", (f"n{layer}",)),),
        # the same row for every example: the product with the upstream gradient broadcasts it
        gradient=Gradient(of=lambda b: b, by=(f"b{layer}",), upstream=upstream.name),
    )


def _activation_gradient(layer: int) -> Function:
    upstream, below = _upstream("z", layer), layer - 1
    return Function(
        name=f"dL_da{below}",
        arguments=(upstream, Argument(f"W{layer}", weights(f"n{layer}", f"n{below}"))),
        results=(Result(f"a{below}", ("N", f"n{below}")),),
        gradient=Gradient(of=affine, by=(f"a{below}",), upstream=upstream.name),
    )


def _relu_gradient(layer: int) -> Function:
    upstream, z = _upstream("a", layer), f"z{layer}"
    return Function(
        name=f"dL_dz{layer}",
        arguments=(upstream, Argument(z, pre_activations("N", f"n{layer}"))),
        results=(Result(z, ("N", f"n{layer}")),),
        gradient=Gradient(of=relu, by=(z,), upstream=upstream.name),
        kink=z,
        role=Role("derivative") if layer == 2 else None,
    )


FUNCTIONS = (
    Function(
        name="dL_dz3",
        arguments=(Argument("y_pred", probabilities("N", "n3")), Argument("y_target", one_hot("N", "n3"))),
        results=(Result("z3", ("N", "n3")),),
        gradient=Gradient(
            of=lambda z3, _y_pred, y_target: cross_entropy(softmax(z3), y_target),
            by=("z3",),
            point=lambda y_pred, _y_target: (np.log(y_pred),),  # softmax(log p) = p for every row that sums to 1
            number="the loss L",
        ),
    ),
    _weight_gradient(3, "a2", activations("N", "n2")),
    _bias_gradient(3),
    _activation_gradient(3),
    _relu_gradient(2),
    _weight_gradient(2, "a1", activations("N", "n1")),
    _bias_gradient(2),
    _activation_gradient(2),
    _relu_gradient(1),
    _weight_gradient(1, "X", numbers("N", "n0")),
    _bias_gradient(1),
    Function(
        name="update",
        arguments=(
            Argument("w", weights("n2", "n1")),
            Argument("dL_dw", gradients("n2", "n1")),
            Argument("learning_rate", between(0.02, 3.0)),
        ),
        results=(Result("w", ("n2", "n1")),),
        # Gradient descent's new weights are a gradient too: w - η g is the gradient of ½‖w‖² - η⟨g, w⟩ at w.
        gradient=Gradient(
            of=lambda w, g, rate: 0.5 * np.sum(w * w) - rate * np.sum(g * w),
            by=("w",),
            number="sum(w * w) / 2 - learning_rate * sum(dL_dw * w)",
        ),
        fewer_axes=True,
        role=Role("optimizer", settings={"learning_rate": Setting(0.1, 0.0001, 10.0)}),
    ),
)

PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")


def _random_network(random, sizes):
    """A network, one-hot targets and the values of the forward pass, with every unit well away from ReLU's kink."""
    while True:
        values = {"X": random.normal(size=(sizes["N"], sizes["n0"]))}
        for layer in (1, 2, 3):
            n_in, n_out = sizes[f"n{layer - 1}"], sizes[f"n{layer}"]
            values[f"W{layer}"] = random.normal(size=(n_out, n_in)) * np.sqrt(2.0 / n_in)
            values[f"b{layer}"] = random.normal(size=n_out) * 0.3
        values |= forward(values)
        if min(np.abs(values["z1"]).min(), np.abs(values["z2"]).min()) > 1e-3:
            values["y_target"] = np.eye(sizes["n3"])[random.integers(sizes["n3"], size=sizes["N"])]
            return values


def _derivatives_of_loss(values):
    from grader.key.differences import gradient

    def loss(name, parameter):
        changed = {**values, name: parameter}
        return cross_entropy(forward(changed)["y_pred"], values["y_target"])

    return {f"dL_d{name}": gradient(lambda value, name=name: loss(name, value), values[name]) for name in PARAMETERS}


COMPOSITIONS = (
    Composition(
        functions=tuple(function.name for function in FUNCTIONS[:-1]),
        given=_random_network,
        wanted=_derivatives_of_loss,
        gives="the gradient of the loss",
        says="the derivative of the loss with respect to {name}",
    ),
)
