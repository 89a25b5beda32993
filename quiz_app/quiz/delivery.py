"""From the store of attempts into the gradebook: in the background, and again until it has worked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from quiz_app.quiz.attempts import Attempt, AttemptStore

_FIRST_WAIT = 5.0
_LONGEST_WAIT = 300.0


class Delivery:
    """Delivers every submitted attempt, those that an earlier run of the server left behind, too.

    Nobody waits for it. What fails (a locked gradebook, a database that is away) stays undelivered in the store and
    is tried again, after waits that double from 5 seconds to 5 minutes.
    """

    def __init__(self, store: AttemptStore, deliver: Callable[[Attempt], None]) -> None:
        """Use a store, and a function that writes one attempt into the gradebook, twice with the same effect."""
        self._store = store
        self._deliver = deliver
        self._wake = Event()
        self._ended = False
        self._thread = Thread(target=self._run, name="quiz delivery", daemon=True)
        self.problem = ""  # of the last round, for the instructor; "" where everything was delivered

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()
        self._wake.set()

    def wake(self) -> None:
        """There is something to deliver, or it is worth trying again now."""
        self._wake.set()

    def stop(self) -> None:
        """End after the attempt that is under way; the others stay in the store."""
        self._ended = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def deliver_waiting(self) -> bool:
        """One round: try every attempt that waits, whatever becomes of the others.

        Returns:
            Whether none is left.
        """
        problem = ""
        try:
            for attempt in self._store.undelivered():
                if self._ended:
                    break
                try:
                    self._deliver(attempt)
                except Exception as error:  # whatever it is, the attempt must be tried again
                    problem = f"{attempt.student}, {attempt.assignment}, attempt {attempt.number}: {error}"
                    logging.getLogger(__name__).warning("not delivered: %s", problem)
                else:
                    self._store.mark_delivered(attempt.key)
        except Exception as error:  # the store itself is away
            problem = str(error)
            logging.getLogger(__name__).warning("the store of attempts: %s", problem)
        self.problem = problem
        return not problem

    def _run(self) -> None:
        wait: float | None = None
        while True:
            self._wake.wait(wait)
            self._wake.clear()
            if self._ended:
                return
            wait = None if self.deliver_waiting() else min(2 * (wait or _FIRST_WAIT / 2), _LONGEST_WAIT)
