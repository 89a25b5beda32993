"""Grading: a submission's file -> Report, by one pytest run of the checks over any number of submissions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from grader.asking.student import Caller
from grader.checks import CHECKS
from grader.course import Assignment, Course, CourseError, Step
from grader.course.secret import SecretSeed
from grader.key.files import answer_key
from grader.key.key import Key
from grader.reading.lost_functions import defined_twice, left_out, lost_functions, none_defined
from grader.reading.lost_names import SubmissionFile
from grader.reading.submission import Submission, read_submission
from grader.report.message import Finding, Message
from grader.report.report import Report
from grader.running.examination import Examination, Keys
from grader.sandbox import Again, Answer, Limits, Sandbox, SandboxError, Worker, shared_sandbox

# Parts of pytest that a silent run of a few hundred tests has no use for; they would take half of its time.
_UNUSED_PLUGINS = (
    "cacheprovider",
    "capture",
    "debugging",
    "doctest",
    "faulthandler",
    "junitxml",
    "legacypath",
    "logging",
    "pastebin",
    "setuponly",
    "setupplan",
    "skipping",
    "stepwise",
    "subtests",
    "terminal",
    "threadexception",
    "tmpdir",
    "unittest",
    "unraisableexception",
    "warnings",
)

_REPLY_MIB = 4  # the arrays of a step are tiny, and what comes back is made larger on this side

Examinations = Iterable[AbstractContextManager[Examination]]


class GradingError(Exception):
    """The grader could not do its work, through no fault of a submission. The text says what broke."""


class SandboxedFunctions:
    """The functions of a submission that a sandbox worker runs."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """See ``student.Caller``."""
        return self._worker.call(name, *args, seconds=seconds)

    def call_together(self, name: str, calls: Sequence[tuple[Any, ...]]) -> Sequence[Answer] | None:
        """See ``student.Caller``."""
        return self._worker.call_together(name, calls)

    def call_again(self, calls: Sequence[Again]) -> Sequence[Answer] | None:
        """See ``student.Caller``."""
        return self._worker.call_again(calls)

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


def require_full_isolation(or_any: bool) -> None:
    """Refuse to go on where this process's sandbox is open somewhere, unless that is said to be all right.

    Raises:
        GradingError: with what is open; or the sandbox does not start.
    """
    sandbox = shared_sandbox()
    try:
        if not or_any and sandbox.level != "full":
            raise GradingError(f"{sandbox.explanation} Add --any-isolation to grade all the same.")
    except SandboxError as error:
        raise GradingError(str(error)) from error


def grade_file(path: Path, course: Course, assignment: Assignment, steps: tuple[Step, ...] = ()) -> Report:
    """Grade one submission; see ``grade``."""
    reports: list[Report] = []
    grade([path], course, assignment, reports.append, steps)
    return reports[0]


def grade(
    submissions: Iterable[Path | Submission],
    course: Course,
    assignment: Assignment,
    receive: Callable[[Report], None],
    steps: tuple[Step, ...] = (),
    secret: SecretSeed | None = None,
) -> None:
    """Grade submissions one after another, in the sandbox.

    Args:
        submissions: notebooks and Python files, or what was read from them.
        course: points, shares, limits.
        assignment: what they are submissions to.
        receive: takes each report as soon as it is there.
        steps: grade only these; empty for all of the assignment's.
        secret: of the class whose points these are; None for a student's own checks.

    Raises:
        GradingError: a check, the assignment's folder or the sandbox is broken.
    """
    chosen = steps or tuple(assignment.steps.values())
    keys = keys_of(course, assignment, secret)
    examinations = examinations_of(submissions, course, assignment, chosen, keys)
    with _checks_at_hand(course, assignment) as folders:
        run_checks(chosen, keys.public, assignment, folders, examinations, receive)


def keys_of(course: Course, assignment: Assignment, secret: SecretSeed | None) -> Keys:
    """The answer keys to grade from.

    Raises:
        GradingError: there is none, or it cannot be built.
    """
    try:
        return Keys(
            answer_key(course, assignment),
            answer_key(course, assignment, secret.number) if secret is not None else None,
        )
    except CourseError as error:
        raise GradingError(str(error)) from error


def checks_of_its_own(course: Course, assignment: Assignment) -> list[Path]:
    """The files of the checks that an assignment has of its own."""
    return sorted((course.content_folder(assignment) / "checks").rglob("*.py"))


def checks_of(course: Course, assignment: Assignment) -> list[Path]:
    """The folders with the checks: the grader's own, and the assignment's, from the course's own root."""
    own = course.content_folder(assignment) / "checks"
    return [CHECKS, own] if course.files is None and own.is_dir() else [CHECKS]


@contextmanager
def _checks_at_hand(course: Course, assignment: Assignment) -> Iterator[list[Path]]:
    """As ``checks_of``. pytest reads files, so checks that were sent along are written for as long as they run."""
    own = course.content_folder(assignment).relative_to(course.root) / "checks"
    sent = {name: content for name, content in (course.files or {}).items() if own in PurePath(name).parents}
    if not sent:
        yield checks_of(course, assignment)
        return
    with TemporaryDirectory(prefix="course-checks-") as folder:
        for name, content in sent.items():
            path = Path(folder, PurePath(name).relative_to(own))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield [CHECKS, Path(folder)]


def run_checks(
    steps: tuple[Step, ...],
    key: Key,
    assignment: Assignment,
    folders: Sequence[Path],
    examinations: Examinations,
    receive: Callable[[Report], None],
) -> None:
    """Run the checks of some folders in a pytest session of their own, silently.

    Raises:
        GradingError: something other than a submission is broken.
    """
    import pytest

    from grader.running.check_run import CheckRun

    run = CheckRun(steps, key, assignment.scoring.checks, examinations, receive, unseen=True)
    arguments = [
        *map(str, folders),
        f"-c{CHECKS / 'pytest.ini'}",
        f"--rootdir={CHECKS}",
        "--disable-plugin-autoload",
        "--noconftest",  # pytest would run those of all folders above an assignment's own checks
        "--assert=plain",  # what the values were is not for the student to see, and left out of every message
        *(f"-pno:{name}" for name in _UNUSED_PLUGINS),
    ]
    with _no_settings_from_outside():
        code = pytest.main(arguments, plugins=[run])
    if run.fault is not None:
        raise GradingError(f"the grader is broken: {run.fault}") from run.fault
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise GradingError(f"the checks could not be run: pytest ended with {pytest.ExitCode(code).name}")


@contextmanager
def _no_settings_from_outside() -> Iterator[None]:
    """PYTEST_ADDOPTS is meant for a person's own tests: `--color` or `-k` in it would stop or thin out the checks."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


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

    def opened(reading: Future[Submission]) -> AbstractContextManager[Examination]:
        def read_and_open() -> tuple[Submission, Worker | None]:
            submission = reading.result()
            worker = None if submission.problem else sandbox.open_now(submission.chunks, limits_of(course))
            return submission, worker

        return _examination(sandbox.soon(read_and_open), course, assignment, steps, sandbox, keys)

    def one_after_another() -> Iterator[AbstractContextManager[Examination]]:
        yield from first
        while ahead:
            examination = opened(ahead.pop())
            ahead.extend(map(read, islice(waiting, 1)))  # it is read while the one before it is examined
            yield examination

    waiting = iter(submissions)
    first = [opened(read(item)) for item in islice(waiting, 1)]  # it starts while this process imports pytest
    ahead = list(map(read, islice(waiting, 1)))
    return one_after_another()


def read_to_grade(path: Path, course: Course) -> Submission:
    """The file as text. Raises nothing: what keeps it from being read is its ``problem``, and others are graded."""
    try:
        return read_submission(path, course.limits.file_mib * 2**20)
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
    opening: Future[tuple[Submission, Worker | None]],
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

        def open_again() -> Caller:
            another = sandbox.open(submission.chunks, limits_of(course))
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
        )
