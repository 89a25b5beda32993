"""The course's own functions for the laboratory, its shelf, and one sandbox for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from grader.course import Course
from grader.reading.submission import read_own
from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf
from quiz_app.laboratory.records import shelf_of

Files = Mapping[str, tuple[Chunk, ...]]


@pytest.fixture(scope="session")
def shelf(course: Course) -> Shelf:
    return shelf_of(course)


@pytest.fixture(scope="session")
def solved(course: Course) -> Files:
    """The files of somebody who has written all functions."""
    return {name: read_own(course.reference_file(one)).chunks for name, one in course.assignments.items()}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box
