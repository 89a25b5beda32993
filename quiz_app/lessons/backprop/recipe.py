"""How the lesson's twelve functions train a network of three layers, each layer by functions of its own.

Their names say the layer, so that the calls back belong to no block.
"""

from __future__ import annotations

from itertools import pairwise

from quiz_app.training.program import Operation, Parameter, Program, leading_to

PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")
# What the lesson calls otherwise than programs do.
_VALUES = {"X": "x", "y_pred": "p", "y_target": "t"}
# The way back: the function, what it gets, and what has the shape of the right answer.
CALLS = (
    ("dL_dz3", ("y_pred", "y_target"), "z3"),
    ("dL_dW3", ("dL_dz3", "a2"), "W3"),
    ("dL_db3", ("dL_dz3",), "b3"),
    ("dL_da2", ("dL_dz3", "W3"), "a2"),
    ("dL_dz2", ("dL_da2", "z2"), "z2"),
    ("dL_dW2", ("dL_dz2", "a1"), "W2"),
    ("dL_db2", ("dL_dz2",), "b2"),
    ("dL_da1", ("dL_dz2", "W2"), "a1"),
    ("dL_dz1", ("dL_da1", "z1"), "z1"),
    ("dL_dW1", ("dL_dz1", "X"), "W1"),
    ("dL_db1", ("dL_dz1",), "b1"),
)
TO_INPUTS = ("dL_da1", ("dL_dz1", "W1"), "X")  # the inputs are what layer 1 gets, as a1 is what layer 2 gets


def program(sizes: tuple[int, ...], falling: int = 0) -> Program:
    """The training of a network n0-n1-n2-n3: linear, ReLU, linear, ReLU, linear; softmax and cross-entropy.

    Args:
        sizes: of the layers, (n0, n1, n2, n3).
        falling: epochs over which the rate falls to 0; 0: it does not.
    """
    forward = []
    for layer in (1, 2, 3):
        inputs = f"a{layer - 1}" if layer > 1 else "x"
        forward.append(
            Operation("engine.affine", (inputs, f"W{layer}", f"b{layer}"), (f"z{layer}",), ("",), 2 * layer - 2)
        )
        if layer < 3:
            forward.append(Operation("engine.relu", (f"z{layer}",), (f"a{layer}",), ("",), 2 * layer - 1))
    shapes = [shape for n, m in pairwise(sizes) for shape in ((m, n), (m,))]
    parameters = tuple(
        Parameter(name, shape, "engine.he" if len(shape) == 2 else "engine.zeros", 2 * (place // 2))
        for place, (name, shape) in enumerate(zip(PARAMETERS, shapes, strict=True))
    )
    backward = tuple(_back(function, arguments, _answer(function), like) for function, arguments, like in CALLS)
    function, arguments, like = TO_INPUTS
    return Program(
        settings=(),
        parameters=parameters,
        forward=(*forward, Operation("engine.softmax_cross_entropy", ("z3", "labels"), ("p", "loss"), ("", ""))),
        plain=(*forward, Operation("engine.softmax", ("z3",), ("p",), ("",))),
        mixes=(),
        backward=backward,
        updates=tuple(
            Operation("backprop.update", (each.name, f"d{each.name}", "rate"), (f"{each.name}'",), (each.name,))
            for each in parameters
        ),
        states=(),
        falling=falling,
        to_inputs=leading_to("dx", (*backward, _back(function, arguments, "dx", like))),
    )


def _back(function: str, arguments: tuple[str, ...], answer: str, like: str) -> Operation:
    return Operation(f"backprop.{function}", tuple(map(_answer, arguments)), (answer,), (_answer(like),))


def _answer(name: str) -> str:
    """A value as a program calls it: a gradient is "d" and the name of what it belongs to."""
    return _VALUES.get(name) or name.replace("dL_d", "d")
