"""Names in a sentence."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """The names as a person lists them: "a", "a and b", "a, b and c"; "" for none."""
    *before, last = list(names) or [""]
    return f"{', '.join(before)} and {last}" if before else last
