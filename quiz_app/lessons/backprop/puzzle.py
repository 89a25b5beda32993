"""What a person has found out about the spreadsheet: which entries they nudged, and which line they named."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from quiz_app.lessons.backprop.spreadsheet import LINES, WRONG, agrees, published, verdict
from quiz_app.lessons.backprop.worked import Cell


@dataclass
class Puzzle:
    """`nudged`: the entries that were nudged, for each line; `named`: the line that they named last, or ""."""

    nudged: dict[str, set[Cell]] = field(default_factory=dict)
    named: str = ""

    def nudge(self, line: str, cell: Cell | None = None) -> None:
        """Nudge one entry of a line, or all of them."""
        cells = [cell] if cell else list(np.ndindex(np.atleast_2d(published()[line]).shape))
        self.nudged.setdefault(line, set()).update((int(row), int(column)) for row, column in cells)

    def differing(self, line: str) -> tuple[Cell, ...]:
        """Those nudged entries of a line that finite differences disagree with."""
        right = np.atleast_2d(agrees(line))
        return tuple(sorted(cell for cell in self.nudged.get(line, ()) if not right[cell]))

    def all_nudged(self, line: str) -> bool:
        """Whether every entry of a line was nudged."""
        return len(self.nudged.get(line, ())) == published()[line].size

    def state(self, line: str) -> str:
        """What is known of a line, in a few words."""
        tried, size = len(self.nudged.get(line, ())), published()[line].size
        if not tried:
            return "not nudged"
        if wrong := len(self.differing(line)):
            return f"{wrong} of {tried} nudged entries differ"
        return "all entries agree" if self.all_nudged(line) else f"{tried} of {size} entries nudged, all agree"

    @property
    def solved(self) -> bool:
        """Whether the line that was named is the one."""
        return self.named == WRONG

    @property
    def answer(self) -> str:
        """What to say of the line that was named; "" before one was."""
        return verdict(self.named) if self.named in LINES else ""
