"""Submissions -> examinations in the sandbox, one at a time; the next one is opened while this one is examined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from grader.asking.student import Caller
from grader.course import Assignment, Course, Step
from grader.reading.lost_functions import defined_twice, left_out, lost_functions, none_defined
from grader.reading.lost_names import SubmissionFile
from grader.reading.submission import Submission, read_submission
from grader.report.message import Finding, Message
from grader.running.examination import Examination, Keys
from grader.sandbox import Answer, Chunk, Limits, Request, Sandbox, SandboxError, Worker, shared_sandbox

_REPLY_MIB = 4  # the arrays of a step are tiny, and what comes back is made larger on this side
_TRIED = 2  # times in a row

_Opening = Future[tuple[Submission, Worker | None]]


class SandboxedFunctions:
    """The functions of a submission that a sandbox worker runs."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._slow: Counter[str] = Counter()  # how often many calls of a function came to no end in their time

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """See ``student.Caller``."""
        answer = self._worker.call(name, *args, seconds=seconds)
        if answer.outcome == "timeout" and seconds is None:
            self._slow[name] = _TRIED
        return answer

    def call_together(self, request: Request) -> Sequence[Answer] | None:
        """See ``student.Caller``. It is not tried a third time: a person waits."""
        if self._slow[request.what] >= _TRIED:
            return None
        answers = self._worker.call_together(request)
        self._slow[request.what] = 0 if answers is not None else self._slow[request.what] + 1
        return answers

    def call_variants(
        self, name: str, texts: Sequence[str], calls: Sequence[tuple[Any, ...]], seconds: float
    ) -> Sequence[Sequence[Answer]] | None:
        """See ``student.Caller``."""
        return self._worker.call_variants(name, texts, calls, seconds)

    def known_names(self) -> frozenset[str]:
        """See ``student.Caller``."""
        return self._worker.loaded.names


def limits_of(course: Course) -> Limits:
    """What a submission of this course may use, as the sandbox takes it."""
    limits = course.limits
    return Limits(
        call_seconds=limits.call_seconds,
        reply_mib=_REPLY_MIB,
        load_seconds=limits.load_seconds,
        total_seconds=limits.total_seconds,
        memory_mib=limits.memory_mib,
        output_bytes=limits.output_kib * 1024,
    )


def examinations_of(
    submissions: Iterable[Path | Submission],
    course: Course,
    assignment: Assignment,
    steps: tuple[Step, ...],
    keys: Keys,
) -> Iterator[AbstractContextManager[Examination]]:
    """An examination in the sandbox for each submission, opened one at a time; the first opens now."""
    sandbox = shared_sandbox()

    def read(item: Path | Submission) -> Future[Submission]:
        return sandbox.soon(lambda: read_to_grade(item, course) if isinstance(item, Path) else item)

    def opened(reading: Future[Submission]) -> _Opening:
        def read_and_open() -> tuple[Submission, Worker | None]:
            submission = reading.result()
            worker = None if submission.problem else sandbox.open_now(submission.chunks, limits_of(course))
            return submission, worker

        return sandbox.soon(read_and_open)

    def one_after_another() -> Iterator[AbstractContextManager[Examination]]:
        try:
            while openings:
                examination = _examination(openings.pop(), course, assignment, steps, sandbox, keys)
                openings.extend(map(opened, read_ahead))  # it is loaded while the one before it is examined
                read_ahead[:] = map(read, islice(waiting, 1))
                yield examination
        finally:
            for opening in openings:  # nobody waits for it any more
                opening.add_done_callback(_close)

    waiting = iter(submissions)
    openings = [opened(read(item)) for item in islice(waiting, 1)]  # it starts while this process gets ready
    read_ahead = list(map(read, islice(waiting, 1)))
    return one_after_another()


def _close(opening: _Opening) -> None:
    if not opening.cancelled() and opening.exception() is None and (worker := opening.result()[1]):
        worker.close()


def read_to_grade(path: Path, course: Course) -> Submission:
    """The file as text. Raises nothing: what keeps it from being read is its ``problem``, and others are graded."""
    try:
        return read_submission(path, course.limits.file_mib * 2**20, course.functions)
    except SandboxError:
        raise
    except OSError as error:
        return Submission(path, problem=f"The file cannot be read ({error.strerror}).")
    except Exception as error:  # a fault of ours
        return Submission(
            path, problem=f"The grader fails to read this file ({type(error).__name__}). Please report it."
        )


@contextmanager
def _examination(
    opening: _Opening,
    course: Course,
    assignment: Assignment,
    steps: tuple[Step, ...],
    sandbox: Sandbox,
    keys: Keys,
) -> Iterator[Examination]:
    submission, opened = opening.result()
    examination = partial(Examination, assignment, keys, steps, path=submission.path, isolation=sandbox.level)
    if opened is None:
        refusal = Finding(Message(submission.problem or ""), "error")
        yield examination(None, refusal=refusal, warnings=submission.warnings)
        return
    with ExitStack() as open_workers:
        worker = open_workers.enter_context(opened)

        def open_again(*more: Chunk) -> Caller:
            another = sandbox.open((*submission.chunks, *more), limits_of(course))
            return SandboxedFunctions(open_workers.enter_context(another))

        lost = lost_functions(submission, worker.loaded, assignment)
        notes = (
            *submission.warnings,
            *defined_twice(submission, worker.loaded, assignment),
            *left_out(submission, worker.loaded, lost),
        )
        yield examination(
            SandboxedFunctions(worker),
            refusal=none_defined(submission, worker.loaded, assignment),
            lost=lost,
            file=SubmissionFile(submission, worker.loaded),
            parameters={name: places[-1].parameters for name, places in submission.definitions.items()},
            warnings=notes,
            seconds=worker.loaded.seconds,
            open_again=open_again,
            chunks=submission.chunks,
            steady=submission.steady,
        )
