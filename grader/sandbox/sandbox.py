"""The sandbox: where workers come from, and how strong its walls were measured to be."""

import atexit
import contextlib
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from . import canary
from .answer import Chunk, Level, Limits, SandboxError
from .channel import DeadlineError
from .cold import ColdProcess
from .inside.framing import FrameReader, HungUpError, MalformedError
from .output import position
from .process import Process
from .reader import Reader
from .reply import MAX_HEADER, read_hello
from .worker import Worker
from .zygote import Zygote

Mode = Literal["zygote", "cold"]
_START_SECONDS = 60.0

_T = TypeVar("_T")


class Sandbox:
    """Opens workers that run a submission each. For one thread. A context manager; also closed at exit.

    `mode` is "zygote" where forking is safe (Linux), else "cold"; None chooses. `without` names walls
    ("seccomp", "limits") to leave out as if this system lacked them, for tests.
    """

    def __init__(self, limits: Limits | None = None, mode: Mode | None = None, without: Collection[str] = ()) -> None:
        self._limits = limits or Limits()
        self._mode: Mode = mode or ("zygote" if sys.platform.startswith("linux") else "cold")
        self._without = frozenset(without)
        self._zygote: Zygote | None = None
        self._workers: weakref.WeakSet[Worker] = weakref.WeakSet()
        self._reader = Reader(self._start)
        self._walls: dict[str, Any] | None = None
        self._got_away: frozenset[str] | None = None
        self._aside: ThreadPoolExecutor | None = None  # its one thread starts what the caller does not wait for yet
        self._begun: Future[Any] | None = None  # the last that it was given
        self._forking = threading.Lock()
        self._closed = False
        _open_sandboxes.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if not self._closed:
            with contextlib.suppress(Exception):  # at the end of the interpreter, parts may be gone
                self.close()

    @property
    def level(self) -> Level:
        """What a canary ran into: "full", "partial" (limits and timeouts) or "none" (timeouts only)."""
        if self._got_away is None:
            self._finish_begun()
        got_away = self._measured()
        assert self._walls is not None
        if not got_away and self._walls["seccomp"] and self._walls["limits"]:
            return "full"
        no_limits = got_away.issuperset(canary.LIMITS)
        return "none" if no_limits and not got_away.isdisjoint(canary.WALLS) else "partial"

    @property
    def explanation(self) -> str:
        """One line: what was reached and, below "full", what is missing and what to do."""
        level = self.level
        assert self._walls is not None
        if level == "full":
            landlock = f" and Landlock {self._walls['landlock']}" if self._walls["landlock"] else ""
            return (
                "full: submissions have no files, network, processes or signals, and limited memory and time "
                f"(seccomp{landlock})."
            )
        names = canary.WALLS | canary.LIMITS
        possible = ", ".join(text for name, text in names.items() if name in self._measured())
        reason = self._walls["problem"] or "a wall did not hold"
        return f"{level}: submissions can still {possible}, because {reason}. {_remedy(reason)}"

    def open(self, chunks: Sequence[Chunk], limits: Limits | None = None) -> Worker:
        """A confined worker with the submission loaded. Raises SandboxError, and never opens a weaker one."""
        self._finish_begun()
        return self._measured_and_open(chunks, limits)

    def soon(self, task: Callable[[], _T]) -> Future[_T]:
        """Have the task done while the caller does something else; it opens workers by ``open_now``."""
        return self._begin(task)

    def open_now(self, chunks: Sequence[Chunk], limits: Limits | None = None) -> Worker:
        """As `open`, for a task that was given to `soon`."""
        return self._measured_and_open(chunks, limits)

    def read(self, content: bytes, seconds: float, **request: Any) -> bytes:
        """Have a student's text read in a confined process; see ``Reader.read``."""
        return self._reader.read(content, seconds, **request)

    def prepare(self) -> None:
        """Begin to start and to measure what is needed, and return at once; later calls wait less."""
        if self._mode == "zygote" and self._zygote is None and not self._closed:
            self._zygote = self._new_zygote()
            self._begin(self._measured)

    def close(self) -> None:
        """End all workers and the zygote. Closing twice is allowed."""
        self._finish_begun()
        self._closed = True
        if self._aside is not None:
            self._aside.shutdown(wait=False)  # it is idle, and the last reference may have been its own
        for worker in list(self._workers):
            worker.close()
        self._reader.close()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def forget(self) -> None:
        """In a forked copy of this program: let go of the original's processes, and start anew on need."""
        self._aside = self._begun = None  # a copy has no threads
        self._forking = threading.Lock()
        for worker in list(self._workers):
            worker.forget()
        self._reader.forget()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _open(self, chunks: Sequence[Chunk], limits: Limits) -> Worker:
        worker = Worker(self._start, chunks, limits)
        self._workers.add(worker)
        return worker

    def _measured(self) -> frozenset[str]:
        if self._closed:
            raise SandboxError("This sandbox is closed; make another one.")
        if self._got_away is None:
            self._got_away = canary.succeeded(self._open)
        return self._got_away

    def _measured_and_open(self, chunks: Sequence[Chunk], limits: Limits | None) -> Worker:
        self._measured()
        return self._open(chunks, limits or self._limits)

    def _begin(self, task: Callable[[], _T]) -> Future[_T]:
        """Have it done by the thread, after what it was given before."""
        if self._aside is None:
            self._aside = ThreadPoolExecutor(1, "sandbox")
        begun = self._aside.submit(task)
        self._begun = begun
        return begun

    def _finish_begun(self) -> None:
        """Wait for the thread. What failed there fails again for whoever needs it."""
        if self._begun is not None:
            wait([self._begun])
            self._begun = None

    def _start(self, limits: Limits) -> Process:
        """A process that has confined itself, no weaker than the canary was."""
        cold = self._mode == "cold"
        process: Process = ColdProcess(limits, self._without) if cold else self._fork(limits)
        try:
            process.channel.deadline = time.monotonic() + _START_SECONDS
            walls = read_hello(FrameReader(process.channel.read_into, MAX_HEADER, 0).read())
        except (DeadlineError, HungUpError, MalformedError):
            reason = position(process.output.read(4096))[0].strip().splitlines()[-1:] or ["it said nothing"]
            process.end()
            raise SandboxError(f"A confined process did not start: {reason[0]}") from None
        except BaseException:
            process.end()
            raise
        if self._walls is None:
            self._walls = walls
        elif walls != self._walls:
            process.end()
            raise SandboxError(f"A process came out weaker than measured: {walls}, not {self._walls}.")
        return process

    def _new_zygote(self) -> Zygote:
        return (None if self._without else Zygote.started_ahead()) or Zygote(self._without)

    def _fork(self, limits: Limits) -> Process:
        problem: OSError | None = None
        for _ in range(2):  # a second try with a new zygote, in case somebody killed the first
            with self._forking:
                self._zygote = self._zygote or self._new_zygote()
                try:
                    return self._zygote.start(limits)
                except OSError as error:
                    problem = error
                    self._zygote.close()
                    self._zygote = None
        raise SandboxError(f"The sandbox cannot start a process: {problem}.")


@cache
def shared_sandbox() -> Sandbox:
    """This process's sandbox: started once, however many submissions follow; it ends with the process."""
    return Sandbox()


def _remedy(reason: str) -> str:
    if "pyseccomp" in reason:
        return "Install it with: pip install pyseccomp"
    if "libseccomp" in reason:
        return "Install libseccomp2 (Debian, Ubuntu) or libseccomp (Fedora, Arch, Alpine)."
    return "Grade submissions that you do not trust on Linux, or in its containers or WSL."


_open_sandboxes: weakref.WeakSet[Sandbox] = weakref.WeakSet()


def _close_all() -> None:
    for sandbox in list(_open_sandboxes):
        sandbox.close()


def _forget_all() -> None:
    for sandbox in list(_open_sandboxes):
        sandbox.forget()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
