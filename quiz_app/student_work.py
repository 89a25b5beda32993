"""A session's work on an assignment: what the grader says of the student's file, and what its functions answer."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from grader.course import Assignment, Course
from grader.learner import attempts
from grader.learner.hints import OF_THE_REASON, hints, shown_hints
from grader.reading.submission import Submission
from grader.report.report import Report
from grader.running.error import GradingError
from grader.sandbox import Answer, Chunk
from quiz_app.grading_process import Arguments, Graded, Grading
from quiz_app.student_file import StudentFile
from quiz_app.work_changes import problem_of_the_whole, progress_between

Status = Literal["no file", "checking", "checked", "broken"]
_Signature = tuple[int, int, int]
_REPLACED_SECONDS = 2.0  # the longest that an editor leaves no file between two versions


class StudentWork(StudentFile):
    """One session's file for one assignment. `refresh` looks whether it has changed; it is graded elsewhere.

    Attributes:
        report: the last report of a content that could be read; None before the first.
        submission: what was read for that report.
        problem: why the file as it is now has no report, in a sentence, or "".
        news: what the last save has changed, in a sentence, or "".
        version: counts what there was to show, so that others can tell whether there is something new.
    """

    def __init__(
        self, course: Course, assignment: Assignment, grading: Grading, *, hosted: bool, folder: Path | None = None
    ) -> None:
        """`folder`: as of a `StudentFile`."""
        super().__init__(course, assignment, hosted=hosted, folder=folder)
        self._grading = grading
        self._signature: _Signature | None = None
        self._digest = ""
        self._gone_since: float | None = None
        self._pending: Future[Graded] | None = None
        self._answers: dict[tuple[tuple[Chunk, ...], bytes], Future[dict[str, Answer]]] = {}
        self.report: Report | None = None
        self.submission: Submission | None = None
        self.problem = ""
        self.news = ""
        self.version = 0

    @property
    def status(self) -> Status:
        """Where the file stands: not there, being checked, checked, or not possible to check."""
        if self._pending is not None:
            return "checking"
        if self.problem:
            return "broken"
        return "checked" if self.report else "no file"

    def choose(self, text: str) -> None:
        """As of a `StudentFile`; what was found of another file is forgotten."""
        super().choose(text)
        self._forget()

    def upload(self, name: str, content: bytes) -> None:
        """As of a `StudentFile`; what was found of another file is forgotten."""
        super().upload(name, content)
        self._forget()

    def refresh(self) -> bool:
        """Look at the file, and have it graded if its content has changed. True if there is something new to show."""
        return self._collect() | self._look()

    def wait(self, seconds: float) -> None:
        """Wait until the file has been checked, at most so long."""
        if self._pending is not None:
            try:
                self._pending.exception(seconds)
            except TimeoutError:
                return
            self._collect()

    def hints(self, function: str) -> list[tuple[str, str]]:
        """The hints of a step that have been opened already, by name, without opening another."""
        return list(shown_hints(self.assignment.steps[function], self._tried(function)))

    def next_hint_open(self, function: str) -> bool:
        """Whether one more hint may be asked for: the first always, a further one after another attempt."""
        return self.has_further_hint(function) and self._tried(function).next_hint_open

    def has_further_hint(self, function: str) -> bool:
        """Whether a hint is left, open or not."""
        tried = self._tried(function)
        return tried.has_more or tried.hints < len(self.assignment.steps[function].hints)

    def next_hint(self, function: str) -> str:
        """What the next one is called."""
        tried, total = self._tried(function), len(self.assignment.steps[function].hints)
        return OF_THE_REASON if tried.has_more else f"Hint {tried.hints + 1} of {total}"

    def open_hint(self, function: str) -> None:
        """Open the next hint of a step, as `course hint` does."""
        list(hints(self.assignment, self.assignment.steps[function], self._memory))

    def answers(
        self, calls: Mapping[str, Arguments], *more: Chunk, of: tuple[Chunk, ...] | None = None
    ) -> Future[dict[str, Answer]] | None:
        """What the student's functions return for these arguments; None while the file cannot be run.

        The same question about the same content is asked once.

        Args:
            calls: the functions' arguments by name, in the order in which they are called.
            more: source text beside the file's.
            of: source text in place of the file's.
        """
        if of is None:
            if self.source is None or self.submission is None or self.problem:
                return None
            of = self.submission.chunks  # as they were graded; the file may have been saved since
        chunks = (*of, *more)
        key = (chunks, _digest(calls))
        asked = self._answers.get(key)
        if asked is None or (asked.done() and asked.exception() is not None):
            if len(self._answers) > 200:
                self._answers.clear()
            self._answers[key] = self._grading.ask(chunks, calls)
        return self._answers[key]

    def _tried(self, function: str) -> attempts.Attempts:
        return attempts.load(self._memory, self.assignment.name).get(function, attempts.Attempts())

    @property
    def _memory(self) -> Path:
        """Where attempts and hints are remembered: in the course, or, on a server, only for this session."""
        return self._folder if self.hosted and self._folder else self._course.root

    def _forget(self) -> None:
        self._signature, self._digest, self._pending = None, "", None
        self.report, self.submission, self.problem, self.news = None, None, "", ""

    def _look(self) -> bool:
        source = self.source
        if source is None:
            there_was = self.report is not None or bool(self.problem)
            self._forget()
            return there_was
        try:
            stat = source.stat()
            signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if signature == self._signature:
                return False
            # What is too large to be graded is not read here, where every session waits for it.
            large = stat.st_size > self._course.limits.file_mib * 2**20
            content = repr(signature).encode() if large else source.read_bytes()
            digest = hashlib.sha256(source.name.encode() + b"\0" + content).hexdigest()
        except OSError:
            return self._missed()
        self._gone_since = None
        self._signature = signature
        if digest == self._digest:
            return False
        self._digest = digest
        self._pending = self._grading.grade(source, self.assignment.name)
        return True

    def _missed(self) -> bool:
        """The file is not there: an editor that replaces it is between two moments, or it is gone."""
        now = time.monotonic()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since < _REPLACED_SECONDS:
            return False
        self._gone_since = math.inf  # once is enough
        self._signature, self._digest, self._pending = None, "", None
        self._say(f"{self.name} is not there any more. Put it back, or choose another file on Home.")
        return True

    def _collect(self) -> bool:
        pending = self._pending
        if pending is None or not pending.done():
            return False
        self._pending = None
        try:
            graded = pending.result()
        except GradingError as error:
            self._say(f"{str(error)[:1].upper()}{str(error)[1:]}")
            self._digest = ""  # the same content is graded once more when it is saved again
            return True
        if problem := problem_of_the_whole(graded):
            self._say(problem)
            return True
        report = replace(graded.report, submission=graded.submission.path)
        self.news = progress_between(self.report, report) if self.report else ""
        self.problem, self.submission, self.report = "", graded.submission, report
        attempts.note_check(self._memory, report)
        self.version += 1
        return True

    def _say(self, problem: str) -> None:
        """The file as it is now has no report; the last one stays."""
        self.problem, self.news = problem, ""
        self.version += 1


def _digest(calls: Mapping[str, Arguments]) -> bytes:
    """Tells questions apart, by the shapes and numbers of their arguments."""
    found = hashlib.sha256()
    for name, arguments in calls.items():
        found.update(repr((name, len(arguments))).encode())
        for argument in arguments:
            for array in argument if isinstance(argument, list) else [np.asarray(argument)]:
                found.update(repr((isinstance(argument, list), array.shape, array.dtype.str)).encode())
                found.update(np.ascontiguousarray(array).tobytes())
    return found.digest()
