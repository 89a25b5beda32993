"""Which ends of an argument that is a list have a part in the right answers: its first array, and its last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from grader.course.content import Content
from grader.functions import Function
from grader.key.key import Question
from grader.key.questions import CONTRACT, REFERENCE
from grader.key.right_answers import asked_for
from grader.key.values import leaves, mapped

End = Literal["first", "last"]
ENDS: tuple[End, ...] = ("first", "last")
_FAR, _POWER = 5.0, 1.5


def list_ends(content: Content, function: Function, questions: Sequence[Question]) -> dict[str, tuple[bool, bool]]:
    """For each argument that is a list of arrays whether its first array matters, and its last."""
    if function.random:
        return {}
    usual = [each for each in questions if each.purpose in (CONTRACT, REFERENCE) and not each.case]
    right = content.solution[function.name]
    found: dict[str, tuple[bool, bool]] = {}
    for place, argument in enumerate(function.arguments):
        changed = {end: [(each, otherwise(each.arguments, place, end)) for each in usual] for end in ENDS}
        asked = {end: [(each, other) for each, other in pairs if other] for end, pairs in changed.items()}
        if not all(asked.values()):
            continue
        first, last = (
            any(as_bytes(asked_for(function, right, other)) != as_bytes(each.low) for each, other in asked[end])
            for end in ENDS
        )
        found[argument.name] = (first, last)
    return found


def otherwise(
    arguments: tuple[Any, ...], place: int, end: End | None = None, far: bool = False
) -> tuple[Any, ...] | None:
    """The arguments with another value in one place; None where there is none of its kind.

    Args:
        arguments: of a call.
        place: which of them.
        end: the array of that list which alone is another one; None: all of it is.
        far: whether arrays of fractions become larger as well, with the opposite sign.
    """

    def changed(leaf: Any) -> Any:
        other = _changed(leaf)
        is_array = far and isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f"
        return -_FAR * other if is_array else other

    value = arguments[place]
    if end is None:
        other = mapped(changed, value)
    elif not isinstance(value, list | tuple) or len(value) < 2:
        return None
    else:
        number = 0 if end == "first" else len(value) - 1
        other = [mapped(changed, part) if each == number else part for each, part in enumerate(value)]
    if as_bytes(other) == as_bytes(value):
        return None
    return (*arguments[:place], other, *arguments[place + 1 :])


def as_bytes(value: Any) -> bytes:
    """The same for equal values."""
    return b"".join(np.asarray(leaf).tobytes() for leaf in leaves(value))


def _changed(leaf: Any) -> Any:
    """A value of the same kind: other entries in other places, or another number.

    A fraction between 0 and 1 stays one, and 0 and 1 stay what they are. Sums, means and variances become others.
    """
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "f" and leaf.ndim:
        turned = leaf[::-1]
        return np.sign(turned) * np.abs(turned) ** _POWER
    if isinstance(leaf, np.ndarray):
        return leaf[::-1].copy() if leaf.ndim else leaf
    if isinstance(leaf, bool) or not isinstance(leaf, int | float):
        return leaf
    return leaf + 3 if isinstance(leaf, int) else leaf / 2
