"""Who may see the class: a passphrase compared in constant time and guessed at a slow rate, or an e-mail address."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock

SHORTEST_PASSPHRASE = 12
_TRIES = 5  # at once; then one more every _SECONDS
_SECONDS = 30.0


class Tries:
    """How often somebody may still guess: a few times at once, then slowly. One for all sessions of a server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Use a clock that never goes back."""
        self._clock = clock
        self._lock = Lock()
        self._free_again: dict[str, float] = {}  # by address: when all tries will be there again

    def take(self, address: str) -> float:
        """Use up one try.

        Returns:
            0, or, if there was none left, the seconds until there is.
        """
        now = self._clock()
        with self._lock:
            self._free_again = {who: when for who, when in self._free_again.items() if when > now}
            full = max(self._free_again.get(address, now), now) + _SECONDS
            if (wait := full - now - _TRIES * _SECONDS) > 0:
                return wait
            self._free_again[address] = full
        return 0.0

    def give_back(self, address: str) -> None:
        """The last one was right: forget the guesses of this address."""
        with self._lock:
            self._free_again.pop(address, None)


def same(given: str, wanted: str) -> bool:
    """Whether two passphrases are the same. How long it takes says nothing of how they differ."""
    return hmac.compare_digest(sha256(given.encode()).digest(), sha256(wanted.encode()).digest())


def is_instructor(user: Mapping[str, object], emails: object) -> bool:
    """Whether somebody who has signed in is on the list of instructors' e-mail addresses.

    An address that the provider says it has not verified counts for nothing.
    """
    email = user.get("email")
    if not isinstance(email, str) or user.get("email_verified", True) is not True or isinstance(emails, str):
        return False
    try:
        return email.casefold() in {str(listed).casefold() for listed in emails}  # type: ignore[attr-defined]
    except TypeError:
        return False
