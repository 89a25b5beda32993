"""Many submissions: graded in parallel on one machine, in constant memory, reports in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import ceil
from pathlib import Path

from grader.course import Assignment, Course
from grader.grading import grade
from grader.report import Report

# Large enough that starting a batch is nothing, small enough that progress is seen and memory stays flat.
_LARGEST = 12
_SHARE = 2  # a batch is at most this part of a job's share of what is left, so that all end at about the same time


def grade_many(paths: Sequence[Path], course: Course, assignment: Assignment, jobs: int) -> Iterator[Report]:
    """Reports of the submissions, each yielded once it and those before it are there.

    Args:
        paths: the files.
        course: points, shares, limits.
        assignment: what they are submissions to.
        jobs: processes to grade in; each has a sandbox of its own.

    Raises:
        GradingError: something other than a submission is broken.
    """
    batches = list(_batches(paths, jobs))
    if jobs == 1 or len(batches) == 1:
        return chain.from_iterable(_grade_batch(batch, course, assignment) for batch in batches)
    from joblib import Parallel, delayed

    # Only trusted data crosses between these processes: paths one way, our own reports the other.
    parallel = Parallel(n_jobs=min(jobs, len(batches)), return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)
    return chain.from_iterable(parallel(delayed(_grade_batch)(batch, course, assignment) for batch in batches))


def _batches(paths: Sequence[Path], jobs: int) -> Iterator[Sequence[Path]]:
    start = 0
    while left := len(paths) - start:
        size = min(ceil(left / (_SHARE * jobs)), _LARGEST)
        yield paths[start : start + size]
        start += size


def _grade_batch(paths: Sequence[Path], course: Course, assignment: Assignment) -> list[Report]:
    reports: list[Report] = []
    grade(paths, course, assignment, reports.append)
    return reports
