"""How much one session, and one address, may ask of a server for many: generous for people, little for programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Allowance:
    """So many at once, then one more every so many seconds, for each name. Safe to share among threads."""

    def __init__(self, at_once: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Use a clock that never goes back."""
        self._at_once = at_once
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._free_again: dict[str, float] = {}  # by name: when all will be there again

    def take(self, name: str) -> float:
        """Use up one.

        Returns:
            0, or, if there was none left, the seconds until there is.
        """
        now = self._clock()
        with self._lock:
            self._free_again = {who: when for who, when in self._free_again.items() if when > now}
            full = max(self._free_again.get(name, now), now) + self._seconds
            if (wait := full - now - self._at_once * self._seconds) > 0:
                return wait
            self._free_again[name] = full
        return 0.0


class Quota:
    """An allowance of each session, and a larger one of each address, behind which a whole class may sit."""

    def __init__(self, doing: str, session: Allowance, address: Allowance) -> None:
        """`doing` completes "You have …" and "… from your address", as in "uploaded many files"."""
        self._doing = doing
        self._session = session
        self._address = address

    def refusal(self, session: str, address: str) -> str:
        """Use up one; a sentence if there was none left, else ""."""
        if wait := self._session.take(session):
            return f"You have {self._doing} in a short time: the next one is taken in {_seconds(wait)}."
        if wait := self._address.take(address):
            return (
                f"People at your network address have {self._doing} in a short time: the next one is taken in "
                f"{_seconds(wait)}."
            )
        return ""


def uploads() -> Quota:
    """Of files to be graded."""
    return Quota("uploaded many files", Allowance(20, 15.0), Allowance(600, 0.5))


def begun_quizzes() -> Quota:
    """Of attempts that are opened."""
    return Quota("begun many quizzes", Allowance(10, 60.0), Allowance(600, 1.0))


def _seconds(wait: float) -> str:
    rounded = max(1, round(wait))
    return "a second" if rounded == 1 else f"{rounded} seconds"
