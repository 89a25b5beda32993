"""What nbgrader gives to students of this course's assignments: the notebook, and nothing that lies beside it.

Assignments that are not in course.toml are nbgrader's own, and are handed out as it does it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader import converters
from nbgrader.exchange.default import ExchangeReleaseAssignment
from traitlets.config import Config

from grader.building.course_copies import SOURCE, write_source
from grader.building.release import use_own_stub
from grader.course import load_course


class GenerateAssignment(converters.GenerateAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's converter of that name; this course's notebooks get this course's empty functions."""

    def start(self) -> None:
        """Make the release version."""
        if is_own(self.coursedir):
            config = Config(self.config)
            use_own_stub(config)
            self.update_config(config)
            # nbgrader copies whatever lies beside a source notebook. In this folder nothing else lies.
            course = load_course(Path(self.coursedir.root))
            write_source(course, course.assignment(self.coursedir.assignment_id))
            self.coursedir.source_directory = str(SOURCE)
        super().start()


class ReleaseAssignment(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's exchange, for the way out."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the release version to where students fetch it: of this course's assignments the notebook alone."""
        before = self.coursedir.include
        if is_own(self.coursedir):
            self.coursedir.include = ["*.ipynb"]
        try:
            super().do_copy(src, dest, log)
        finally:
            self.coursedir.include = before


def is_own(coursedir: Any) -> bool:
    """Whether the assignment of an nbgrader command is one of course.toml."""
    return coursedir.assignment_id in load_course(Path(coursedir.root)).assignments
