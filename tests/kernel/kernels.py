"""What a cell in a kernel showed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """What a cell showed: its number, what it printed, its result in plain text and as HTML, its error."""

    number: int
    printed: str
    plain: str
    html: str
    error: str


Run = Callable[[str], Shown]
