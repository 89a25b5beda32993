"""Grading beside the app: one process that grades files and asks their functions, one request after another.

The app's own process serves every session and every live chart; a grading in it would hold all of them up. Only
paths, text and numbers go in, and our own reports and the sandbox's answers come out.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from grader.course import CourseError, load_course
from grader.interpreter import environment, python
from grader.reading.submission import Submission
from grader.report.report import Report
from grader.running.error import GradingError
from grader.running.grading import grade
from grader.running.opening import limits_of, read_to_grade
from grader.sandbox import Answer, Chunk, Limits, SandboxError, shared_sandbox
from grader.sandbox.answer import Argument

Given = NDArray[Any] | float | str | list[NDArray[Any]]
Arguments = tuple[Given, ...]


@dataclass(frozen=True)
class Graded:
    """A file as it was read, and its report."""

    submission: Submission
    report: Report


@dataclass(frozen=True)
class _Request:
    """A file to grade, of an assignment; or a submission's source text, and functions of it to call."""

    what: Path | tuple[Chunk, ...]
    assignment: str = ""
    calls: Mapping[str, Arguments] = field(default_factory=dict)


Ask = Callable[["GradingProcess"], Future[Any]]


def to_grade(path: Path, assignment: str) -> Ask:
    """Asks a process to read and grade this file as a submission to this assignment."""
    return lambda process: process.grade(path, assignment)


def to_call(chunks: tuple[Chunk, ...], calls: Mapping[str, Arguments]) -> Ask:
    """Asks a process to call functions of this source text."""
    return lambda process: process.ask(chunks, calls)


class Grading(Protocol):
    """Whatever grades files and asks their functions, elsewhere."""

    def grade(self, path: Path, assignment: str) -> Future[Graded]:
        """See `GradingProcess.grade`."""
        ...

    def ask(self, chunks: tuple[Chunk, ...], calls: Mapping[str, Arguments]) -> Future[dict[str, Answer]]:
        """See `GradingProcess.ask`."""
        ...


class GradingProcess:
    """Does its work in another process, which ends with this one. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `course.toml`."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: set[Future[Any]] = set()
        self._given_up: set[Future[Any]] = set()
        self._line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grading")
        self._line.submit(self._running)  # it takes a while to start, so it starts now

    def grade(self, path: Path, assignment: str) -> Future[Graded]:
        """Read and grade a file of an assignment. The future raises GradingError if the grader itself fails."""
        return self._submit(_Request(path, assignment))

    def ask(self, chunks: tuple[Chunk, ...], calls: Mapping[str, Arguments]) -> Future[dict[str, Answer]]:
        """What the functions in this source text return for these arguments, by name."""
        return self._submit(_Request(chunks, calls=calls))

    @property
    def waiting(self) -> int:
        """How many requests have no reply yet."""
        return len(self._waiting)

    def give_up(self, future: Future[Any]) -> None:
        """Nobody wants this answer any more: it fails with GradingError, at once and whatever its code is doing."""
        if future.cancel() or future.done():
            return
        self._given_up.add(future)
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End the process, after the request that is under way."""
        self._line.submit(self._end)
        self._line.shutdown(wait=True, cancel_futures=False)

    def _submit(self, request: _Request) -> Future[Any]:
        own: list[Future[Any]] = []
        future = self._line.submit(self._exchange, request, own)
        own.append(future)
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        future.add_done_callback(self._given_up.discard)
        return future

    def _exchange(self, request: _Request, own: list[Future[Any]]) -> Any:
        for _ in range(2):  # once more with a new process, in case somebody ended the first
            if not self._given_up.isdisjoint(own):
                self._running()  # warm by the time that somebody else's turn comes
                raise GradingError("a newer version of this file is checked instead.")
            try:
                process = self._running()
                assert process.stdin is not None
                assert process.stdout is not None
                _send(process.stdin, request)
                reply = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                self._end()
                continue
            if isinstance(reply, GradingError):
                raise reply
            return reply
        raise GradingError("the grader has stopped. Save your file again to check it once more.")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                python("quiz_app.grading_process", str(self._folder)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):  # what is still to be written cannot be
            process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def main(folder: Path) -> None:
    """The other process: requests from standard input, until it is closed."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not end up among the replies
    shared_sandbox().prepare()
    course = load_course(folder)
    while True:
        try:
            request: _Request = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        reply: object
        try:
            if isinstance(request.what, Path):
                submission = read_to_grade(request.what, course)
                reports: list[Report] = []
                grade([submission], course, course.assignment(request.assignment), reports.append)
                reply = Graded(submission, reports[0])
            else:
                reply = _answers(request.what, request.calls, limits_of(course))
        except (CourseError, GradingError, SandboxError) as error:
            reply = GradingError(str(error))
        _send(replies, reply)


def _answers(chunks: tuple[Chunk, ...], calls: Mapping[str, Arguments], limits: Limits) -> dict[str, Answer]:
    with shared_sandbox().open(chunks, limits) as worker:
        return {name: worker.call(name, *map(_sent, arguments)) for name, arguments in calls.items()}


def _sent(argument: Given) -> Argument:
    return argument if isinstance(argument, str | list) else np.array(argument)


def _send(stream: IO[bytes], message: object) -> None:
    pickle.dump(message, stream)
    stream.flush()


if __name__ == "__main__":
    # Under its real name: what is pickled here must be found there.
    from quiz_app.grading_process import main as run

    run(Path(sys.argv[1]))
