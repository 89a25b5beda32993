"""The loss of every batch of a training, growing while views of it stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_FIRST_ROOM = 1024


@dataclass(frozen=True, eq=False)
class LossRecord:
    """Losses in the order of the steps. Only the latest record of a training may be added to."""

    _room: NDArray[np.float32] = field(default_factory=lambda: np.zeros(_FIRST_ROOM, np.float32), repr=False)
    count: int = 0

    @property
    def values(self) -> NDArray[np.float32]:
        """All of them, (count,), read-only."""
        shown = self._room[: self.count]
        shown.flags.writeable = False
        return shown

    def with_more(self, losses: NDArray[np.floating]) -> LossRecord:
        """A record with these behind: in the room that is left, which earlier records do not show, or in more."""
        count = self.count + len(losses)
        room = self._room
        if count > len(room):
            room = np.zeros(max(count, 2 * len(room)), np.float32)
            room[: self.count] = self.values
        room[self.count : count] = losses
        return LossRecord(room, count)
