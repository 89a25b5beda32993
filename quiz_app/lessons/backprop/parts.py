"""A part of a step, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from quiz_app.lessons.backprop.backward_parts import back, error, mask, update, weights
from quiz_app.lessons.backprop.forward_parts import affine, loss, relu, softmax
from quiz_app.lessons.backprop.worked import Array, Worked


def work_out(part: str, values: Mapping[str, Array], learning_rate: float) -> Worked:
    """A part of a step, from all the exercise's values by name."""
    if part in ("L", "y_pred", "dL_dz3"):
        return {"L": loss, "y_pred": softmax, "dL_dz3": error}[part](values)
    if part[0] in "Wb":
        return update(part, values, learning_rate)
    kind, layer = part[-2], int(part[-1])
    if not part.startswith("dL_d"):
        return affine(layer, values) if kind == "z" else relu(layer, values)
    if kind == "W":
        return weights(layer, values)
    return back(layer + 1, values) if kind == "a" else mask(layer, values)
