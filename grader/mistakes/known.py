"""Makes a mistake's record from its wrong function, whose name is also the record's id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.mistakes.mistake import Mistake


def known(step: str, wrong: Callable[..., Any], *, name: str, looks_like: str, why: str, next: str) -> Mistake:
    """The record of ``wrong`` as a mistake in ``step``, with the id ``step:name-of-the-function``.

    Ids appear in reports and statistics: renaming a wrong function breaks the comparison with older ones.
    """
    return Mistake(
        id=f"{step}:{wrong.__name__.replace('_', '-')}",
        step=step,
        name=name,
        looks_like=looks_like,
        why=why,
        next=next,
        wrong=wrong,
    )
