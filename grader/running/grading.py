"""Grading: a submission's file -> Report, by one run of the checks over any number of submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from grader.course import Assignment, Course, CourseError, Step
from grader.course.secret import SecretSeed
from grader.key.files import answer_key
from grader.reading.submission import Submission
from grader.report.report import Report
from grader.running.error import GradingError
from grader.running.examination import Keys
from grader.running.opening import examinations_of
from grader.running.pytest_session import checks_at_hand, run_checks
from grader.sandbox import SandboxError, shared_sandbox


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
    with checks_at_hand(course, assignment) as folders:
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
