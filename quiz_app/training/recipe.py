"""How a lesson's functions train a network: which are called, in which order and with what.

It needs nothing but Python: see `loop.py`.
"""

from __future__ import annotations

from typing import NamedTuple


class Call(NamedTuple):
    """A call of a student's function: the values that it gets, and one that has the shape of the right answer."""

    function: str
    arguments: tuple[str, ...]
    like: str


class Recipe(NamedTuple):
    """How a lesson's functions train a network: in which order they are called, and with which values.

    Every value has a name: those of the forward pass the ones that are given here, an answer that of its function.
    All of it is text, so that it can be sent as text.

    Attributes:
        inputs: what goes into each layer: the images, then the activations of the layer before.
        scores: what comes out of each layer before its activation function.
        parameters: weights and biases of each layer.
        prediction, target: the probabilities, and the right ones: one-hot rows.
        calls: the backward pass. All other answers come from that of the first call.
        gradients: the functions that give the parameters' gradients, in the parameters' order.
        update: the function that gives a new parameter, from the old one, its gradient and the learning rate.
    """

    inputs: tuple[str, ...]
    scores: tuple[str, ...]
    parameters: tuple[str, ...]
    prediction: str
    target: str
    calls: tuple[Call, ...]
    gradients: tuple[str, ...]
    update: str

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of all functions that training calls, in order."""
        return (*(call.function for call in self.calls), self.update)
