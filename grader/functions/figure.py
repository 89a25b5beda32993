"""A picture of a lesson: what it shows in words, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One picture, ``![](attachment:NAME.png)`` in the lesson's text.

    Attributes:
        words: what it shows, for those who do not see it.
        draw: gives the PNG file's bytes; the same on every run.
    """

    words: str
    draw: Callable[[], bytes]
