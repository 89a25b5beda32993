"""What the wrong entries of an answer have in common in the inputs: a fact about all of them, or nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.key.key import Question, Signature

_AT_THE_KINK = "The slope changes where {0} is 0, and nowhere else. Try a {0} of 0.0001 and one of -0.0001."
_ENOUGH = 3  # of either kind: fewer may share a sign by accident


def common_to(signature: Signature, question: Question, wrong: NDArray[np.bool_]) -> tuple[str, str]:
    """A sentence such as "Just the entries where x is negative are wrong.", and what to do about it; or "" and "".

    What to do is "" where the sentence does not say it better than others do.
    """
    if not wrong.any() or wrong.all():
        return "", ""
    for argument, values in zip(signature.arguments, question.arguments, strict=True):
        if not isinstance(values, np.ndarray) or values.shape != wrong.shape:
            continue
        if argument.kind == "pre-activation" and (close := _close_to_zero(values, wrong)):
            return (
                f"Just {_entries(wrong)} where {argument.name} is {close} {_are(wrong)} wrong.",
                _AT_THE_KINK.format(argument.name),
            )
        if min(wrong.sum(), (~wrong).sum()) >= _ENOUGH and (sign := _sign(values, wrong)):
            here = "1" if argument.kind == "one-hot" and sign == "positive" else sign
            return f"Just the entries where {argument.name} is {here} are wrong.", ""
    return "", ""


def _close_to_zero(values: NDArray[np.float64], wrong: NDArray[np.bool_]) -> str:
    """In words, where the wrong ones are those next to 0 on one side, or on both; "" where they are not."""
    if not values[wrong].any():
        return "0" if (values[~wrong] != 0).all() else ""
    for side, words in (
        (values > 0, "small and positive"),
        (values < 0, "small and negative"),
        (values != 0, "small"),
    ):
        if (side | ~wrong | (values == 0)).all() and (side & ~wrong).any() and (side & wrong).any():
            sizes = np.abs(values)
            if sizes[side & wrong].max() < sizes[side & ~wrong].min():
                return words
    return ""


def _sign(values: NDArray[np.float64], wrong: NDArray[np.bool_]) -> str:
    for words, here in (("negative", values < 0), ("positive", values > 0), ("0", values == 0)):
        if np.array_equal(here, wrong):
            return words
    return ""


def _entries(wrong: NDArray[np.bool_]) -> str:
    return "the entry" if wrong.sum() == 1 else "the entries"


def _are(wrong: NDArray[np.bool_]) -> str:
    return "is" if wrong.sum() == 1 else "are"
