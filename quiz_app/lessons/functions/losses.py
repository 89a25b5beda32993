"""A student's losses: how wrong, and how hard each pulls, from their own functions and gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import Chunk
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.blocks import Block, Loss
from quiz_app.laboratory.openings import missing, needed_by
from quiz_app.lessons.functions.asking import FilesToAsk, arguments_of

REACH, POINTS = 6.0, 121
_DIFFERS = 2e-2
_EACH = """\
def course_for_each_row(*given):
    import numpy
    count = next(len(one) for one in given if getattr(one, "ndim", 0) == 2)
    rows = [[one[k:k + 1] if getattr(one, "ndim", 0) == 2 else one for one in given] for k in range(count)]
    return numpy.array([numpy.asarray({function}(*row), dtype=float).reshape(-1) for row in rows])
"""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pull:
    """One loss along an axis, all (POINTS,): its values, and its slope as the student's functions give it."""

    title: str
    at: Floats
    values: Floats
    slopes: Floats

    @property
    def finite(self) -> bool:
        return bool(np.isfinite(self.values).all() and np.isfinite(self.slopes).all())

    @property
    def even(self) -> bool:
        """Whether it only matters how large an error is."""
        return self.finite and bool(np.allclose(self.values, self.values[::-1], atol=1e-6))

    def slope_at(self, place: float) -> float:
        return float(np.interp(place, self.at, self.slopes))

    def contradiction(self) -> str:
        """Where the gradient is not the slope of the loss, in a sentence; "" where it is."""
        measured = np.gradient(self.values, self.at)[2:-2]
        told, at = self.slopes[2:-2], self.at[2:-2]
        off = np.abs(measured - told) > _DIFFERS * (1 + np.abs(measured))
        if not off[1:-1].any():
            return ""
        worst = int(np.argmax(np.abs(measured - told)))
        return (
            f"The gradient of {self.title} is not the slope of its loss: at {at[worst]:.2g} it says "
            f"{told[worst]:.3g}, and the slope is {measured[worst]:.3g}."
        )


def axis() -> Floats:
    """Scores, or errors, (POINTS,)."""
    return np.linspace(-REACH, REACH, POINTS)


def sure_and_wrong(loss: Loss, output: Block, asked: FilesToAsk, settings: dict[str, float]) -> Pull | str | None:
    """A loss behind an activation, over the score z of the right class; the other class has the score -z.

    None while there is no answer yet, or why there will be none.
    """
    at = axis()
    scores = np.stack([at, -at], axis=1)
    target = np.tile([1.0, 0.0], (POINTS, 1))
    forward, back = output.forward[0], output.backward[0]
    p = asked.array(forward.function, arguments_of(forward, {"x": scores}, {}), scores.shape)
    if p is None or isinstance(p, str):
        return p
    found = _loss_and_gradient(loss, p, target, asked, settings)
    if found is None or isinstance(found, str):
        return found
    values, dy = found
    dz = asked.array(back.function, arguments_of(back, {"x": scores, "dy": dy}, {}), scores.shape)
    if dz is None or isinstance(dz, str):
        return dz
    return Pull(loss.title.replace("_", " "), at, values, dz[:, 0] - dz[:, 1])


def of_an_error(loss: Loss, asked: FilesToAsk, settings: dict[str, float]) -> Pull | str | None:
    """A loss over the error of a single number, as `sure_and_wrong`."""
    at = axis()
    found = _loss_and_gradient(loss, at[:, None], np.zeros((POINTS, 1)), asked, settings)
    if found is None or isinstance(found, str):
        return found
    return Pull(loss.title.replace("_", " "), at, found[0], found[1][:, 0])


def locked(shelf: Shelf, usable: set[str] | None, *names: str) -> list[str]:
    """The functions that these need and that do not pass yet."""
    return missing(needed_by(names, shelf), usable)


def _loss_and_gradient(
    loss: Loss, p: Floats, target: Floats, asked: FilesToAsk, settings: dict[str, float]
) -> tuple[Floats, Floats] | str | None:
    """Each row by itself: a loss is a mean over all that it is given."""
    found = []
    for call, shape in ((loss.forward[0], (len(p), 1)), (loss.backward[0], p.shape)):
        name = call.function.partition(".")[2]
        each = Chunk("for each row", _EACH.format(function=name))
        given = arguments_of(call, {"p": p, "t": target}, settings)
        answer = asked.array(call.function, given, shape, each, named="course_for_each_row")
        if answer is None or isinstance(answer, str):
            return answer
        found.append(answer)
    return found[0][:, 0], found[1]
