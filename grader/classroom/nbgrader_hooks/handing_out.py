"""What nbgrader gives to students of this course's assignments: the notebook, and nothing that lies beside it.

Assignments that are not in course.toml are nbgrader's own, and are handed out as it does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader import converters
from nbgrader.exchange.default import ExchangeReleaseAssignment
from traitlets.config import Config

from grader.course import load_course
from grader.release import use_own_stub

# nbgrader copies whatever lies beside a notebook. Only notebooks are meant for students.
_NOT_FOR_STUDENTS = ["*.csv", "*.db", "*.json", "*.md", "*.npy", "*.npz", "*.pdf", "*.png", "*.py"]


class GenerateAssignment(converters.GenerateAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's converter of that name; this course's notebooks get this course's empty functions."""

    def start(self) -> None:
        """Make the release version."""
        if is_own(self.coursedir):
            config = Config(self.config)
            use_own_stub(config)
            self.update_config(config)
        with _notebooks_alone(self.coursedir):
            super().start()


class ReleaseAssignment(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's exchange, for the way out."""

    def copy_files(self) -> None:
        """Copy the release version to where students fetch it."""
        with _notebooks_alone(self.coursedir):
            super().copy_files()


def is_own(coursedir: Any) -> bool:
    """Whether the assignment of an nbgrader command is one of course.toml."""
    return coursedir.assignment_id in load_course(Path(coursedir.root)).assignments


@contextmanager
def _notebooks_alone(coursedir: Any) -> Iterator[None]:
    before = coursedir.ignore
    if is_own(coursedir):
        coursedir.ignore = [*before, *_NOT_FOR_STUDENTS]
    try:
        yield
    finally:
        coursedir.ignore = before
