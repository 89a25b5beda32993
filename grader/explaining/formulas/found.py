"""What was found out about one result of a wrong function."""

from __future__ import annotations

from dataclasses import dataclass

from grader.explaining.formulas.entries import WrongEntries
from grader.explaining.formulas.formula import Formula
from grader.explaining.formulas.relative import Relative


@dataclass(frozen=True)
class FoundFormula:
    """What one of the results is.

    Attributes:
        result: its place among the results.
        right: the places of results that are right.
        formula: over the arguments; or
        relative: seen from the right answer.
        change_of: the argument to which the difference is what `relative` says; "" where the answer itself is.
        constant: the same whatever is given: "array", or the number that every entry is; "" if it is not.
        is_alone: the only thing that comes back, and right.
        pieces: formulas of which one gives each wrong entry; the other entries are right.
        is_partly_right: whether there are other entries.
        entries: what its wrong entries have in common.
        also_wrong: the places of wrong results before it, of which nothing was found.
        is_shown: whether the formula may be shown: no part of it is the right answer.
    """

    result: int
    right: tuple[int, ...]
    formula: Formula | None = None
    relative: Relative | None = None
    change_of: str = ""
    constant: str = ""
    pieces: tuple[Formula, ...] = ()
    is_partly_right: bool = False
    entries: WrongEntries | None = None
    also_wrong: tuple[int, ...] = ()
    is_shown: bool = False
    is_alone: bool = False
