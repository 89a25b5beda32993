"""A proved reason why a function is wrong, in words for the person who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Tier = Literal["mistake", "formula", "edit"]
TIERS: tuple[Tier, ...] = get_args(Tier)


@dataclass(frozen=True)
class Explanation:
    """One reason.

    Attributes:
        tier: how it was found: a known mistake; what the function computes; where it goes wrong.
        text: the reason in sentences. It never says what would be right.
        next: what to do now; "" where it is what the check says.
        kind: of an edit, what kind of thing is wrong.
        place: of an edit, where that is: the label of the chunk, and the line.
        more: what it says on its second level, which opens as a hint does.
    """

    tier: Tier
    text: str
    next: str = ""
    kind: str = ""
    place: tuple[str, int] = ("", 0)
    more: str = ""
