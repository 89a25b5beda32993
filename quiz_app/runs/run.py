"""One run: what it does, what is known of it, and what can be asked of it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from quiz_app.runs.job import Job, Until
from quiz_app.runs.messages import Array
from quiz_app.runs.process import DriverProcess
from quiz_app.runs.progress import RunView, after, beginning, ended

STOP_SECONDS = 1.5
SILENT_SECONDS = 3.0
ANSWER_SECONDS = 0.8
_numbers = itertools.count(1)


class Run:
    """A run of this server. Safe to use from several threads; `view` is what pages draw.

    Its process is there from `begin` to the end of the training; the `Registry` lends it.
    """

    def __init__(
        self, run_id: str, job: Job, view: RunView | None = None, store: Callable[[str, RunView], None] | None = None
    ) -> None:
        """A run to begin, or one that is over, as its view says.

        A run that has ended goes to `store` before a page can see its end. So a page that says "kept" is right.
        """
        self.id = run_id
        self._store = store
        self.watchers: set[str] = set()
        self.unwatched_since: float | None = None
        self._lock = threading.Lock()
        self._heard = threading.Condition(self._lock)
        self._view = view or beginning(job)
        self._process: DriverProcess | None = None
        self._stop_asked_at: float | None = None
        self._heard_at = time.monotonic()
        self._number = 0
        self._speed: float | None = None

    @property
    def view(self) -> RunView:
        return self._view

    @property
    def pid(self) -> int | None:
        """Of its process, while it has one."""
        process = self._process
        return process.pid if process else None

    @property
    def speed(self) -> float | None:
        """The most steps per second that it may take; None: as fast as it goes."""
        return self._speed

    @property
    def live(self) -> bool:
        """Whether it holds one of the places for training."""
        return self._process is not None and self._view.status != "ended"

    def silent_seconds(self) -> float:
        """For how long nothing was heard of it although it runs."""
        return time.monotonic() - self._heard_at if self._view.status in ("starting", "running") else 0.0

    def begin(self, job: Job, until: Until | None, process: DriverProcess, speed: float | None = None) -> None:
        """Starts this job there, forgetting what was known of an earlier one."""
        with self._lock:
            self._process = process
            self._view = beginning(job)
            self._stop_asked_at = None
            self._heard_at = time.monotonic()
            self._number = next(_numbers)
            self._speed = speed
        process.attach(self._receive)
        start = {"do": "start", "number": self._number, "job": job.header(), "until": until, "speed": speed}
        process.send(start, job.weights)

    def go(self, until: Until) -> None:
        """Train on: a step, to the end of the epoch, or to the end."""
        before = self._view.received
        self._send({"do": "go", "until": until})
        self._wait(lambda view: view.received > before and (until != "step" or view.status != "running"))

    def pause(self) -> None:
        self._send({"do": "pause"})
        self._wait(lambda view: view.status in ("paused", "ended"))

    def set_rate(self, rate: float) -> None:
        """The learning rate from the next slice on."""
        self._send({"do": "rate", "rate": rate})
        self._wait(lambda view: view.status == "ended" or all(lane.rate == rate for lane in view.lanes))

    def set_speed(self, speed: float | None) -> None:
        """At most so many steps per second from now on; None: as fast as it goes."""
        self._speed = speed
        self._send({"do": "speed", "speed": speed})

    def stop(self) -> None:
        """End the training and keep what was reached; `overdue` is true if its functions will not let go."""
        self._stop_asked_at = self._stop_asked_at or time.monotonic()
        self._send({"do": "stop"})
        self._wait(lambda view: view.status == "ended")

    def overdue(self) -> bool:
        """Whether it was asked to stop and has not."""
        asked = self._stop_asked_at
        return self.live and asked is not None and time.monotonic() - asked > STOP_SECONDS

    @property
    def number(self) -> int:
        """Of the training that it is at: another one at each `begin`."""
        return self._number

    def end(self, message: str, number: int | None = None) -> None:
        """End the process, whatever it is doing; the run is over, with this message.

        With a `number`, only if it is still at that training.
        """
        with self._lock:
            if number not in (None, self._number):
                return
            process, self._process = self._process, None
            if self._view.status != "ended":
                self._show(ended(self._view, "stopped", message))
        if process is not None:
            process.close()

    def save(self) -> None:
        """Keep it as it is now; never over a newer state."""
        with self._lock:
            if self._store is not None:
                self._store(self.id, self._view)

    def release(self) -> DriverProcess | None:
        """The process of a training that has ended, for the next one."""
        return self._let_go() if self._view.status == "ended" else None

    def lend(self) -> DriverProcess | None:
        """Its process, to begin anew with, whatever it was doing; None if there is none that listens."""
        if self.silent_seconds() < SILENT_SECONDS and (process := self._let_go()) is not None and process.alive:
            return process
        self.end("Ended: begun anew.")
        return None

    def _let_go(self) -> DriverProcess | None:
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                process.attach(None)
            return process

    def _wait(self, until: Callable[[RunView], bool]) -> None:
        """A moment for the answer, so that the page that is drawn next shows it. Functions that hang have no more."""
        with self._heard:
            self._heard.wait_for(lambda: self._process is None or until(self._view), ANSWER_SECONDS)

    def _send(self, header: dict[str, Any]) -> None:
        process = self._process
        if process is not None and self._view.status != "ended":
            process.send(header)

    def _receive(self, header: dict[str, Any], arrays: tuple[Array, ...]) -> None:
        with self._lock:
            # A process that was lent may still be telling of the training before.
            if self._process is not None and header.get("number", self._number) == self._number:
                self._heard_at = time.monotonic()
                self._show(after(self._view, header, arrays))
                self._heard.notify_all()

    def _show(self, view: RunView) -> None:
        if view.status == "ended" and self._store is not None:
            self._store(self.id, view)
        self._view = view
