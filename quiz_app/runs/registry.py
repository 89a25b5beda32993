"""The runs of this server: who watches them, how many there may be at a time, and when they end."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable

from quiz_app.runs.job import Job, Until
from quiz_app.runs.process import DriverProcess
from quiz_app.runs.run import Run

GRACE_SECONDS = 15.0  # a reload is back within a second or two
SWEEP_SECONDS = 1.0
FORCED = "Stopped. The functions did not answer any more, so their process was ended."
_log = logging.getLogger(__name__)


class Full(Exception):  # noqa: N818 (nothing is broken: a sentence for whoever has to wait)
    """No place to train is free."""


class Registry:
    """Keeps runs for as long as somebody watches them; a context manager, for tests.

    Args:
        watching: whether the watcher of this name (a browser's session) is still there.
        places: how many trainings may be live at a time; by default one per core.
        grace_seconds: how long a run waits for a watcher to come back.
    """

    def __init__(
        self, watching: Callable[[str], bool], places: int | None = None, grace_seconds: float = GRACE_SECONDS
    ) -> None:
        self._watching = watching
        self._places = places or os.cpu_count() or 1
        self._grace = grace_seconds
        self._runs: dict[str, Run] = {}
        self._lock = threading.RLock()
        self._standby: DriverProcess | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._sweep_on, daemon=True, name="runs").start()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Has a warm process waiting, so that the next run starts at once. Returns without waiting for it."""
        with self._lock:
            if self._standby is None or not self._standby.alive:
                self._standby = DriverProcess()

    def start(
        self, job: Job, watcher: str, until: Until | None = "end", run: Run | None = None, speed: float | None = None
    ) -> Run:
        """Begins a job, in the place of `run` if there is one, with at most ``speed`` steps per second.

        With ``until`` None it waits at its first weights.

        Raises:
            Full: all places are taken by other runs.
        """
        with self._lock:
            if run is None or run.id not in self._runs:
                run = Run(secrets.token_urlsafe(12), job)
            process = self._process_for(run)
            run.watchers.add(watcher)
            run.unwatched_since = None
            self._runs[run.id] = run
            run.begin(job, until, process, speed)
            return run

    def find(self, run_id: str, watcher: str) -> Run | None:
        """The run with this id, which from now on has this watcher, too."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                run.watchers.add(watcher)
                run.unwatched_since = None
            return run

    def sweep(self) -> None:
        """Ends what was left behind, frees the processes of what has ended."""
        now = time.monotonic()
        forced: list[tuple[Run, int, str]] = []
        with self._lock:
            for run in list(self._runs.values()):
                run.watchers = {watcher for watcher in run.watchers if self._watching(watcher)}
                if run.watchers:
                    run.unwatched_since = None
                elif run.unwatched_since is None:
                    run.unwatched_since = now
                elif now - run.unwatched_since > self._grace:
                    del self._runs[run.id]
                    forced.append((run, run.number, "Ended: nobody was watching any more."))
                    continue
                if run.overdue():
                    forced.append((run, run.number, FORCED))
                elif (process := run.release()) is not None:
                    self._keep(process)
        for run, number, message in forced:  # outside the lock: it may take a moment, and the run may begin anew
            run.end(message, number)

    def close(self) -> None:
        """Ends everything."""
        self._closed.set()
        with self._lock:
            for run in self._runs.values():
                run.end("Ended: the app was closed.")
            if self._standby is not None:
                self._standby.close()
                self._standby = None

    def _process_for(self, run: Run) -> DriverProcess:
        live = [other for other in self._runs.values() if other.live and other is not run]
        if len(live) >= self._places:
            raise Full(
                f"All {self._places} places for training on this computer are taken; "
                f"try again when another training has ended."
            )
        if (process := run.lend()) is not None:
            return process
        standby, self._standby = self._standby, None
        return standby if standby is not None and standby.alive else DriverProcess()

    def _keep(self, process: DriverProcess) -> None:
        if self._standby is None and process.alive:
            self._standby = process
        else:
            process.close()

    def _sweep_on(self) -> None:
        while not self._closed.wait(SWEEP_SECONDS):
            try:
                self.sweep()
            except Exception:  # without it no place for training would ever be free again
                _log.exception("sweeping up after trainings failed; the next round tries again")
