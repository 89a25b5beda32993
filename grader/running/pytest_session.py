"""Runs the checks, silently: the grader's own, and by a pytest session those of the assignment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from grader.checks import CHECKS
from grader.course import Assignment, Course, Step
from grader.key.key import Key
from grader.report.report import Report
from grader.running.calling_checks import OWN_FOLDER, own_checks, run_plainly
from grader.running.error import GradingError
from grader.running.examination import Examination

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


def checks_of_its_own(course: Course, assignment: Assignment) -> list[Path]:
    """The files of the checks that an assignment has of its own."""
    return sorted((course.content_folder(assignment) / "checks").rglob("*.py"))


def checks_of(course: Course, assignment: Assignment) -> list[Path]:
    """The folders with the checks: the grader's own, and the assignment's, from the course's own root."""
    own = course.content_folder(assignment) / "checks"
    return [CHECKS, own] if course.files is None and own.is_dir() else [CHECKS]


@contextmanager
def checks_at_hand(course: Course, assignment: Assignment) -> Iterator[list[Path]]:
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
    examinations: Iterable[AbstractContextManager[Examination]],
    receive: Callable[[Report], None],
) -> None:
    """Run the checks of some folders, silently. Those of a course's own are run by a pytest session.

    Raises:
        GradingError: something other than a submission is broken.
    """
    plain = own_checks(steps, key, list(assignment.scoring.checks)) if list(folders) == [OWN_FOLDER] else None
    if plain is not None:
        run_plainly(plain, examinations, receive)
        return
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
    with no_settings_from_outside():
        code = pytest.main(arguments, plugins=[run])
    if run.fault is not None:
        raise GradingError(f"the grader is broken: {run.fault}") from run.fault
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise GradingError(f"the checks could not be run: pytest ended with {pytest.ExitCode(code).name}")


@contextmanager
def no_settings_from_outside() -> Iterator[None]:
    """Without the variables that are meant for a person's own tests: `-k` in them would thin out the checks."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
