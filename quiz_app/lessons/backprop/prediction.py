"""What a person said an entry would be, and what to say of it."""

from __future__ import annotations

from dataclasses import dataclass

from quiz_app.lessons.backprop.typed import Typed
from quiz_app.lessons.backprop.worked import number


@dataclass(frozen=True)
class Prediction:
    """What a person said an entry would be, as they typed it; nothing: they asked to be shown."""

    entry: str
    text: str = ""
    said: Typed | None = None


@dataclass(frozen=True)
class Judgement:
    """Whether a prediction is right, in words."""

    right: bool
    text: str


def judged(prediction: Prediction, right: float, unrounded: float | None) -> Judgement:
    """What to say of a prediction that is a number.

    Args:
        prediction: what was said.
        right: what the page shows.
        unrounded: what it is with softmax's own probabilities, where the page goes on with rounded ones.
    """
    said, name = prediction.said, prediction.entry
    assert said is not None
    you, shown = f"You said {prediction.text}", f"{name} is {number(right)}"
    if said.is_right(right):
        return Judgement(True, f"{you}. Right: {shown}.")
    exact = right if unrounded is None else unrounded
    if said.is_right(exact):
        return Judgement(
            True,
            f"{you}. Right: with softmax's own probabilities {name} is {number(exact)}. The page goes on with those "
            f"rounded to halves, and there {shown}.",
        )
    if said.negated().is_right(right):
        return Judgement(False, f"{you}. The size is right and the sign is not: {shown}.")
    if said.is_rounded_too_far(right):
        return Judgement(False, f"{you}: near, but one digit says too little. Give two digits or more. {shown}.")
    return Judgement(False, f"{you}; {shown}. The marked cells are what goes into it.")
