"""A student puts the 1/N into other functions than here, and the whole is right: that costs one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.asking.asking import Asking
from grader.asking.comparison import right
from grader.key.questions import REFERENCE
from grader.key.values import mapped
from grader.report.message import Finding, Message

EXAMPLES = "N"  # the size that counts a batch's examples, in every assignment


@dataclass(frozen=True)
class Convention:
    """Functions that are N or 1/N times what they are here, so that the composition is right.

    Attributes:
        function: the first of them in the chain; the difference costs its points.
        others: those that make up for it.
        too_large: whether the first one is N times as large, not 1/N.
    """

    function: str
    others: tuple[str, ...]
    too_large: bool

    def message(self) -> Message:
        """What to say of the step that differs."""
        others = ", ".join(self.others)
        if self.too_large:
            what = f"{self.function} lacks a factor 1/N, and these have one too many: {others}."
            next_step = f"Divide by N in {self.function}, and no longer in the others."
        else:
            what = f"{self.function} has a factor 1/N too many, and these lack one: {others}."
            next_step = f"Divide by N in the others, and no longer in {self.function}."
        return Message(
            what=what,
            why="Composed, your functions give the right gradients: the 1/N only has another place than in this "
            "course. That is one difference, and costs the points of this step alone.",
            next=next_step,
        )


def find_convention(wrong: Sequence[str], asking: Asking) -> Convention | None:
    """The convention behind wrong functions whose composition is right; None where there is none.

    Args:
        wrong: functions that failed, in the order of the chain.
        asking: puts the questions.
    """
    powers = {function: power for function in wrong if (power := _power(function, asking))}
    if set(powers.values()) != {1, -1}:
        return None
    first, *others = powers
    return Convention(first, tuple(others), powers[first] > 0)


def _power(function: str, asking: Asking) -> int:
    """1 or -1 where every answer is N to that power times the right one; else 0."""
    student = asking.quietly(function)
    questions = [question for question in asking.key.asked(function, REFERENCE) if EXAMPLES in question.sizes]
    student.prepare(questions)
    try:
        answers = [(question, question.sizes[EXAMPLES], student.ask(question)) for question in questions]
    except Finding:
        return 0
    powers = (
        power
        for power in (1, -1)
        if answers
        and all(
            right(asked, mapped(lambda leaf, factor=float(N) ** -power: leaf * factor, given))
            for asked, N, given in answers
        )
    )
    return next(powers, 0)
