"""Many submissions: graded in parallel, in constant memory, reports in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.course import Assignment, Course
from grader.course.secret import SecretSeed, find_secret
from grader.parallel.pool import LostProcessError, Pool, in_parallel
from grader.report.report import Report
from grader.running.error import GradingError
from grader.running.grading import grade, keys_of, require_full_isolation

# Large enough that starting a batch is nothing, small enough that progress is seen and memory stays flat.
_LARGEST = 12


def grade_many(
    paths: Mapping[Path, Assignment], course: Course, pool: Pool, any_isolation: bool = False
) -> Iterator[Report]:
    """Reports of the submissions, each yielded once it and those before it are there.

    Args:
        paths: the files, and what each is a submission to.
        course: limits, and the answer keys.
        pool: where they are graded. Only trusted data crosses: paths one way, our own reports the other.
        any_isolation: whether to grade where full isolation is not to be had.

    Raises:
        GradingError: something other than a submission is broken.
    """
    secret = find_secret(course)
    for assignment in {
        assignment.name: assignment for assignment in paths.values()
    }.values():  # here, once, rather than in every process
        keys_of(course, assignment, secret)
    tasks = (
        (start, (batch, course, assignment, any_isolation, secret))
        for start, batch, assignment in _batches(paths, pool)
    )
    early: dict[int, list[Report]] = {}
    done = 0
    try:
        for start, reports in in_parallel(pool, _grade_batch, tasks):
            early[start] = reports
            while ready := early.pop(done, []):
                yield from ready
                done += len(ready)
    except LostProcessError as error:
        raise GradingError(str(error)) from error


def _batches(paths: Mapping[Path, Assignment], pool: Pool) -> Iterator[tuple[int, Sequence[Path], Assignment]]:
    """Each with the number of its first path, and of one assignment."""
    files = list(paths)
    start = 0
    while left := len(files) - start:
        assignment = paths[files[start]]
        size = pool.next_batch(left, _LARGEST)
        others = (number for number in range(start, start + size) if paths[files[number]] is not assignment)
        batch = files[start : next(others, start + size)]
        yield start, batch, assignment
        start += len(batch)


def _grade_batch(
    paths: Sequence[Path], course: Course, assignment: Assignment, any_isolation: bool, secret: SecretSeed | None
) -> list[Report]:
    require_full_isolation(any_isolation)
    reports: list[Report] = []
    grade(paths, course, assignment, reports.append, secret=secret)
    return reports
