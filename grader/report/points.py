"""How points are shown to people."""

from __future__ import annotations


def points_text(points: float) -> str:
    """At most one decimal, which is all that a person reads: 2.308 is "2.3", and 15.0 is "15".

    Sums are made of the points themselves. JSON, CSV files and the gradebook hold those, too.
    """
    return f"{round(points, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: no "-0"


def points_of(earned: float, worth: float) -> str:
    """Such as "41.7 of 100 points"."""
    return f"{points_text(earned)} of {points_text(worth)} points"
