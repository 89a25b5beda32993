"""Whose turn it is to be graded: one thing at a time for each session, and the newest instead of an older one."""

from __future__ import annotations

import itertools
import os
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from grader.running.error import GradingError
from grader.sandbox import Answer, Chunk
from quiz_app.grading_process import Arguments, Ask, Graded, GradingProcess, to_call, to_grade

_MOST_PROCESSES = max(2, os.cpu_count() or 1)
_MOST_QUESTIONS = 8  # of one session that wait; a page asks one or two
OVERTAKEN = "a newer version of this file is checked instead."


@dataclass(eq=False)
class _Task:
    session: str
    address: str
    ask: Ask
    order: int
    future: Future[Any] = field(default_factory=Future)
    process: GradingProcess | None = None  # that works on it
    work: Future[Any] | None = None  # what that process has promised


class GradingLine:
    """Several grading processes, begun on need, and the line in front of them. Safe to use from several threads.

    A session occupies one process at most. The addresses of those who wait take turns, so that many sessions of one
    address hold up nobody elsewhere.
    """

    def __init__(self, folder: Path, most: int = _MOST_PROCESSES) -> None:
        """`folder` holds `course.toml`; at most so many processes."""
        self._folder = folder
        self._most = most
        self._lock = threading.RLock()
        self._processes = [GradingProcess(folder)]
        self._waiting: list[_Task] = []
        self._running: list[_Task] = []
        self._order = itertools.count()
        self._last_turn: dict[str, int] = {}  # by address; forgotten when nobody waits
        self._turns = itertools.count(1)

    def place(self, session: str, address: str) -> Place:
        """The place of a session in the line."""
        return Place(self, session, address)

    def close(self) -> None:
        """End all processes, and what they are doing."""
        with self._lock:
            self._drop([*self._waiting, *self._running])
        for process in self._processes:  # without the lock, which their last answers need
            process.close()

    def enter(self, session: str, address: str, ask: Ask, *, instead: bool) -> Future[Any]:
        """One more task of a session; `instead` of all that it still wants."""
        task = _Task(session, address, ask, next(self._order))
        with self._lock:
            own = [other for other in self._waiting if other.session == session]
            if instead:
                self._drop([*own, *(other for other in self._running if other.session == session)])
            elif len(own) >= _MOST_QUESTIONS:
                self._drop(own[:1])
            self._waiting.append(task)
            self._start_what_can()
        return task.future

    def _drop(self, tasks: list[_Task]) -> None:
        for task in tasks:
            if task in self._waiting:
                self._waiting.remove(task)
                task.future.set_exception(GradingError(OVERTAKEN))
            elif task.process is not None and task.work is not None:
                task.process.give_up(task.work)

    def _start_what_can(self) -> None:
        while self._waiting:
            busy = {task.session for task in self._running}
            able = [task for task in self._waiting if task.session not in busy]
            if not able or (process := self._free_process()) is None:
                return
            now = Counter(task.address for task in self._running)
            task = min(able, key=lambda task: (now[task.address], self._last_turn.get(task.address, 0), task.order))
            self._waiting.remove(task)
            self._running.append(task)
            self._last_turn[task.address] = next(self._turns)
            task.process, task.work = process, task.ask(process)
            task.work.add_done_callback(partial(self._done, task))
        if not self._running:
            self._last_turn.clear()

    def _free_process(self) -> GradingProcess | None:
        taken = {task.process for task in self._running}
        free = next((process for process in self._processes if process not in taken), None)
        if free is None and len(self._processes) < self._most:
            free = GradingProcess(self._folder)
            self._processes.append(free)
        return free

    def _done(self, task: _Task, work: Future[Any]) -> None:
        with self._lock:
            self._running.remove(task)
            self._start_what_can()
        if work.cancelled():
            task.future.set_exception(GradingError(OVERTAKEN))
        elif (error := work.exception()) is not None:
            task.future.set_exception(error)
        else:
            task.future.set_result(work.result())


class Place:
    """A session's place in the line: what `StudentWork` asks."""

    def __init__(self, line: GradingLine, session: str, address: str) -> None:
        self._line = line
        self._session = session
        self._address = address

    def grade(self, path: Path, assignment: str) -> Future[Graded]:
        """See `GradingProcess.grade`. All that this session has asked before is given up."""
        return self._line.enter(self._session, self._address, to_grade(path, assignment), instead=True)

    def ask(self, chunks: tuple[Chunk, ...], calls: Mapping[str, Arguments]) -> Future[dict[str, Answer]]:
        """See `GradingProcess.ask`."""
        return self._line.enter(self._session, self._address, to_call(chunks, calls), instead=False)
