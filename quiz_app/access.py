"""Who may see the class: a passphrase compared in constant time and guessed at a slow rate, or an e-mail address."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from quiz_app.quota import Allowance

SHORTEST_PASSPHRASE = 12
ADMITTED_SECONDS = 12 * 3600.0
_AT_ONCE, _ONE_MORE_SECONDS = 5, 30.0
_TURN_SECONDS = 2.0
_GONE_SECONDS = 10.0


@dataclass(eq=False)
class Guess:
    """A passphrase that waits to be looked at."""

    address: str
    given: str = field(repr=False)
    free: bool = False
    asked_at: float = 0.0


class Door:
    """Guesses at the passphrase: a few are looked at at once, then each waits for its turn in a line.

    Guesses are slow, and nobody is turned away: the right passphrase opens, however many wrong ones others have
    tried. There is one line for each address. A guess leaves its line when its session no longer asks for it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Use a clock that never goes back."""
        self._clock = clock
        self._lock = Lock()
        self._at_once = Allowance(_AT_ONCE, _ONE_MORE_SECONDS, clock)
        self._lines: dict[str, list[Guess]] = {}
        self._looked_at: dict[str, float] = {}  # when the last guess of a line was looked at

    def knock(self, address: str, given: str) -> Guess:
        """A guess from this address, at the end of its line."""
        guess = Guess(address, given, self._at_once.take(address) == 0, self._clock())
        with self._lock:
            if not guess.free:
                self._lines.setdefault(address, []).append(guess)
        return guess

    def seconds_left(self, guess: Guess) -> float:
        """How long this guess still waits; 0: it is its turn. To be asked again and again."""
        if guess.free:
            return 0.0
        now = self._clock()
        with self._lock:
            guess.asked_at = now
            self._forget(now)
            line = self._lines.setdefault(guess.address, [])
            if guess not in line:  # its session was away for a while
                line.append(guess)
            since = now - self._looked_at.get(guess.address, -_TURN_SECONDS)
            return max(_TURN_SECONDS - since, 0.0) + _TURN_SECONDS * line.index(guess)

    def leave(self, guess: Guess) -> None:
        """It is not to be looked at any more: the session has another one."""
        with self._lock:
            if guess in (line := self._lines.get(guess.address, [])):
                line.remove(guess)

    def opens(self, guess: Guess, passphrase: str) -> bool:
        """Whether a guess whose turn it is is right. It leaves the line."""
        with self._lock:
            if not guess.free:
                self._lines[guess.address].remove(guess)
                self._looked_at[guess.address] = self._clock()
        return same(guess.given, passphrase)

    def _forget(self, now: float) -> None:
        for address, line in list(self._lines.items()):
            line[:] = [guess for guess in line if now - guess.asked_at < _GONE_SECONDS]
            if not line:
                del self._lines[address]
        self._looked_at = {who: when for who, when in self._looked_at.items() if now - when < _TURN_SECONDS}


class Admitted:
    """The browsers whose user has given the passphrase: they need not again for some hours.

    Nothing of it is written down: it ends with the server, and where the passphrase is another one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Use a clock that never goes back."""
        self._clock = clock
        self._until: dict[bytes, float] = {}

    def admit(self, browser: str, passphrase: str) -> None:
        """Let this browser in, which has shown the passphrase."""
        self._until = {which: until for which, until in self._until.items() if until > self._clock()}
        self._until[_digest(browser, passphrase)] = self._clock() + ADMITTED_SECONDS

    def knows(self, browser: str, passphrase: str) -> bool:
        """Whether this browser has shown this passphrase within the last hours."""
        return self._until.get(_digest(browser, passphrase), 0.0) > self._clock()

    def forget(self, browser: str, passphrase: str) -> None:
        """Ask this browser for the passphrase again."""
        self._until.pop(_digest(browser, passphrase), None)


def _digest(browser: str, passphrase: str) -> bytes:
    return hmac.digest(browser.encode(), passphrase.encode(), "sha256")


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
