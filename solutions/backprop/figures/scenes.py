"""What each step's picture of the network shows, in words and names: lit links, values used, gradients known.

Drawn by ``drawing.py``; said by ``alternative_text`` to those who do not see the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

LINKS = {  # the columns that an edge joins, and what happens on it
    "layer 1": ("X", "z1", "W1, b1"),
    "relu 1": ("z1", "a1", "ReLU"),
    "layer 2": ("a1", "z2", "W2, b2"),
    "relu 2": ("z2", "a2", "ReLU"),
    "layer 3": ("a2", "z3", "W3, b3"),
    "softmax": ("z3", "y_pred", "softmax"),
    "loss": ("y_pred", "L", "cross-entropy"),
}


@dataclass(frozen=True)
class Scene:
    """What one step's picture shows: lit links, values that are used, gradients that are known or found."""

    sentence: str
    lit: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    source: str = ""
    biases: bool = False


_ORDER = (
    ("dL_dz3",),
    ("dL_dW3", "dL_db3"),
    ("dL_da2",),
    ("dL_dz2",),
    ("dL_dW2", "dL_db2"),
    ("dL_da1",),
    ("dL_dz1",),
    ("dL_dW1", "dL_db1"),
)


def _backward_scene(number: int, source: str, lit: tuple[str, ...], uses: tuple[str, ...], how: str) -> Scene:
    found = _ORDER[number - 3]
    known = tuple(name for names in _ORDER[: number - 3] for name in names)
    return Scene(
        sentence=f"Step {number}: {' and '.join(found)}, {how}",
        lit=lit,
        uses=uses,
        known=known,
        found=found,
        source=source,
        biases=len(found) == 2,
    )


SCENES = {
    1: Scene(
        "Step 1: the forward pass, from X on the left through three layers to y_pred and the loss L",
        lit=tuple(LINKS),
        biases=True,
    ),
    2: Scene(
        "Step 2: the values to keep for the backward pass are X, z1, a1, z2, a2, y_pred and y_target",
        uses=("X", "z1", "a1", "z2", "a2", "y_pred", "y_target"),
    ),
    3: _backward_scene(3, "L", ("loss", "softmax"), ("y_pred", "y_target"), "from L back to z3"),
    4: _backward_scene(4, "dL_dz3", ("layer 3",), ("a2",), "from z3 to its weights and biases"),
    5: _backward_scene(5, "dL_dz3", ("layer 3",), (), "from z3 back through the weights W3 to a2"),
    6: _backward_scene(6, "dL_da2", ("relu 2",), ("z2",), "from a2 back through the ReLU to z2"),
    7: _backward_scene(7, "dL_dz2", ("layer 2",), ("a1",), "from z2 to its weights and biases"),
    8: _backward_scene(8, "dL_dz2", ("layer 2",), (), "from z2 back through the weights W2 to a1"),
    9: _backward_scene(9, "dL_da1", ("relu 1",), ("z1",), "from a1 back through the ReLU to z1"),
    10: _backward_scene(10, "dL_dz1", ("layer 1",), ("X",), "from z1 to its weights and biases"),
    11: Scene(
        "Step 11: every gradient is known, and W1, b1, W2, b2, W3 and b3 are updated",
        lit=("layer 1", "layer 2", "layer 3"),
        known=tuple(name for names in _ORDER for name in names),
        biases=True,
    ),
}


def alternative_text(number: int) -> str:
    """What the picture of step `number` shows, in one sentence or two, for those who do not see it."""
    scene = SCENES[number]
    text = f"The network as a chain X, z1, a1, z2, a2, z3, y_pred, L. {scene.sentence}."
    if scene.known and scene.found:
        text += f" Known so far: {', '.join(scene.known)}."
    return text
