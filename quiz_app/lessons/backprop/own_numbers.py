"""What the student's own function gives for the numbers on the page, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.sandbox import Answer
from quiz_app.lessons.backprop.worked import number

_PUT = {"timeout": "did not answer in time", "crashed": "crashed", "out of memory": "needed too much memory"}


@dataclass(frozen=True)
class Comparison:
    """A student's answer beside ours: `same`, `differs`, or `none` where there is nothing to compare."""

    verdict: Literal["same", "differs", "none"]
    text: str


def compare(function: str, answer: Answer, wanted: NDArray[np.float64], index: tuple[int, ...]) -> Comparison:
    """What to say of the student's answer; `index` is the entry that is looked at.

    The text holds words of the student's file: show it as plain text.
    """
    if answer.outcome == "missing":
        return Comparison("none", f"{function} is not in your file yet.")
    if answer.outcome == "raised":
        if answer.error == "NotImplementedError":
            return Comparison("none", f"You have not written {function} yet.")
        where = f" ({answer.label}, line {answer.line})" if answer.line else ""
        return Comparison("differs", f"Your {function} stops with {answer.error}: {answer.message}{where}")
    if answer.outcome != "returned":
        return Comparison("differs", f"Your {function} {_PUT.get(answer.outcome, answer.outcome)} on these numbers.")
    if len(answer.arrays) != 1 or answer.arrays[0].dtype.kind not in "biuf":
        return Comparison("differs", f"Your {function} returns {answer.returned or 'something that is no number'}.")
    got = np.asarray(answer.arrays[0], dtype=np.float64)
    if got.shape != wanted.shape:
        return Comparison("differs", f"Your {function} returns the shape {got.shape}; {wanted.shape} is wanted.")
    right = np.isclose(got, wanted, rtol=1e-6, atol=1e-9)
    entry = f"{function}[{', '.join(map(str, index))}]"
    here = f"Your function gives {entry} = {number(float(got[index]))}"
    if right.all():
        return Comparison("same", f"{here}: the same, and so are all {wanted.size} entries.")
    verdict = "the same" if right[index] else "not the same"
    return Comparison("differs", f"{here}: {verdict}. {int((~right).sum())} of {wanted.size} entries differ.")
