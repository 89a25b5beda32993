"""Reports of the fixtures of a lesson: right functions however they are written, and wrong ones. Each graded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from submissions import written_in

from grader.course import Course
from grader.report.report import Report
from grader.running.grading import grade

Reports = dict[str, Report]  # by the file's name


@pytest.fixture(scope="session")
def reports_of(course: Course) -> Callable[[str, Iterable[Path]], Reports]:
    """Grades files as submissions to a lesson."""

    def run(lesson: str, paths: Iterable[Path]) -> Reports:
        reports: list[Report] = []
        grade(paths, course, course.assignment(lesson), reports.append)
        return {report.submission.name: report for report in reports}

    return run


@pytest.fixture(scope="session")
def fixture_reports(reports_of: Callable[[str, Iterable[Path]], Reports]) -> Callable[[str, str], Reports]:
    """Those of a lesson's "unusual" or "wrong" files."""
    return cache(lambda lesson, kind: reports_of(lesson, written_in(lesson, kind)))


@pytest.fixture
def right_ones(request: pytest.FixtureRequest, fixture_reports: Callable[[str, str], Reports]) -> Reports:
    """Of the lesson whose folder the test is in."""
    return fixture_reports(request.path.parent.name, "unusual")


@pytest.fixture
def wrong_ones(request: pytest.FixtureRequest, fixture_reports: Callable[[str, str], Reports]) -> Reports:
    """Of the lesson whose folder the test is in."""
    return fixture_reports(request.path.parent.name, "wrong")
