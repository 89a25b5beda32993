"""The whole chain: all functions composed in order give the derivatives of the loss. Reported, worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from grader.comparison import DIFFERENTIATED, agrees
from grader.finite_differences import gradient
from grader.message import Finding, Message
from grader.network import cross_entropy, forward
from grader.probes import random_network

Array = NDArray[np.float64]

NETWORKS = (0, 1)  # rows of the table of sizes: with two, no number of examples can be taken for granted
PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")


def test_chain(backward: Callable[[Mapping[str, Array]], dict[str, Array]], seed: int) -> None:
    for network in NETWORKS:
        gradients = backward(random_network(network, seed))
        for name in PARAMETERS:
            if f"dL_d{name}" not in gradients:  # the assignment does without this step
                continue
            got, wanted = gradients[f"dL_d{name}"], _derivative_of_loss(name, network, seed)
            if got.shape != wanted.shape or not agrees(got, wanted, wanted, DIFFERENTIATED).all():
                raise Finding(
                    Message(
                        what="Composed in order, the functions do not give the derivative of the loss with respect "
                        f"to {name}.",
                        next="Mend the steps that are marked first: the chain is right when all of them are.",
                    )
                )


@cache  # the same for every submission
def _derivative_of_loss(name: str, row: int, seed: int) -> Array:
    network = random_network(row, seed)

    def loss(parameter: Array) -> Array:
        changed = {**network, name: parameter}
        return cross_entropy(forward(changed, network["X"])["y_pred"], network["y_target"])

    return gradient(loss, network[name])
