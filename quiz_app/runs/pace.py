"""How fast a training may go, so that a person sees it learn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """A limit: seconds for an epoch, or steps per second, or none.

    Attributes:
        name: what a person chooses.
        seconds: an epoch takes at least so long.
        steps: at most so many steps a second, whatever an epoch has.
    """

    name: str
    seconds: float | None = None
    steps: float | None = None

    def steps_per_second(self, steps_per_epoch: int) -> float | None:
        """The most steps a second for epochs of so many steps; None: no limit."""
        return steps_per_epoch / self.seconds if self.seconds else self.steps


WATCH = Pace("3 seconds an epoch", seconds=3.0)
FULL_SPEED = Pace("Full speed")
PACES = (WATCH, FULL_SPEED, Pace("5 steps a second", steps=5.0))


def pace_of(speed: float | None, steps_per_epoch: int) -> Pace:
    """The pace that gives this limit; the first one where none does."""
    return next((pace for pace in PACES if pace.steps_per_second(steps_per_epoch) == speed), PACES[0])
