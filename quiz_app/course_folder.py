"""The course that this process of the app belongs to. `course app` says in the environment where it lies."""

from __future__ import annotations

import os
from pathlib import Path

from grader.course import Course, load_course

COURSE_FOLDER = "COURSE_FOLDER"  # the folder with course.toml; without it, the one that `find_root` finds


def course_folder() -> str:
    """The folder as it was said; "" if it was not."""
    return os.environ.get(COURSE_FOLDER, "")


def load_course_of_app() -> Course:
    """The course.

    Raises:
        CourseError: there is none, or it cannot be read.
    """
    folder = course_folder()
    return load_course(Path(folder) if folder else None)
