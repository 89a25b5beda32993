"""The runs of this server: who watches them, how many there may be at a time, and when they end."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable

from quiz_app.runs.archive import Archive, kept_sentence
from quiz_app.runs.job import Job, Until
from quiz_app.runs.process import DriverProcess
from quiz_app.runs.progress import RunView, ended
from quiz_app.runs.run import Run

GRACE_SECONDS = 60.0  # a reload is back within a second or two, a lost connection within half a minute
SAVE_SECONDS = 15.0
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
        grace_seconds: how long a run goes on while it waits for a watcher to come back.
        archive: keeps what runs have reached for those who come back later; None: it is forgotten.
    """

    def __init__(
        self,
        watching: Callable[[str], bool],
        places: int | None = None,
        grace_seconds: float = GRACE_SECONDS,
        archive: Archive | None = None,
    ) -> None:
        self._watching = watching
        self._places = places or os.cpu_count() or 1
        self._grace = grace_seconds
        self._archive = archive
        self._saved: dict[str, RunView] = {}  # by run: what the archive has of it
        self._saved_at = time.monotonic()
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
                run = Run(secrets.token_urlsafe(12), job, store=self._save)
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
            if run is None and self._archive is not None and (view := self._archive.load(run_id)) is not None:
                run = self._runs[run_id] = Run(run_id, view.job, view, self._save)
                self._saved[run_id] = view
            if run is not None:
                run.watchers.add(watcher)
                run.unwatched_since = None
            return run

    def keep_copy(self, run: Run) -> str:
        """A copy of what this run has reached so far, by another id: it may begin anew."""
        copy = secrets.token_urlsafe(12)
        if self._archive is not None:
            self._archive.save(copy, run.view)
        return copy

    def kept(self, run_id: str, *, paths: bool = False) -> RunView | None:
        """What the archive has of a run, with or without the paths of its weights; nobody watches it for that."""
        return self._archive.load(run_id, paths=paths) if self._archive is not None else None

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
                    message = _unwatched(run.view, f"for {self._grace:.0f} seconds")
                    self._forget(run, message)
                    forced.append((run, run.number, message))
                    continue
                if run.overdue():
                    forced.append((run, run.number, FORCED))
                elif (process := run.release()) is not None:
                    self._keep(process)
        for run, number, message in forced:  # outside the lock: it may take a moment, and the run may begin anew
            run.end(message, number)
        self._save_all(now)

    def close(self) -> None:
        """Ends everything."""
        self._closed.set()
        with self._lock:
            for run in self._runs.values():
                run.end(f"The app was closed. {kept_sentence(run.view)}")
            if self._standby is not None:
                self._standby.close()
                self._standby = None

    def _save_all(self, now: float) -> None:
        """Now and then what goes on, since a server may be killed. What has ended is kept already."""
        if now - self._saved_at <= SAVE_SECONDS:
            return
        self._saved_at = now
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            run.save()

    def _save(self, run_id: str, view: RunView) -> None:
        """Into the archive, unless it has just that."""
        if self._archive is not None and self._saved.get(run_id) is not view:
            self._archive.save(run_id, view)
            if run_id in self._runs:
                self._saved[run_id] = view

    def _forget(self, run: Run, message: str) -> None:
        """Out of memory, once the archive has it as it will be when it has ended."""
        del self._runs[run.id]
        view = run.view
        self._save(run.id, view if view.status == "ended" else ended(view, "stopped", message))
        self._saved.pop(run.id, None)

    def _process_for(self, run: Run) -> DriverProcess:
        live = [other for other in self._runs.values() if other.live and other is not run]
        if len(live) >= self._places and (left := [other for other in live if other.unwatched_since is not None]):
            left[0].end(_unwatched(left[0].view, "and its place was needed"))
            live.remove(left[0])
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


def _unwatched(view: RunView, why: str) -> str:
    return f"Stopped at step {view.lane.step:,}: nobody was watching {why}. {kept_sentence(view)}"
