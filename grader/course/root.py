"""Which folder is the course's: the nearest with `course.toml`, and none that a student handed in."""

from __future__ import annotations

import os
from pathlib import Path

from grader.course.assignment import CourseError

FILE_NAME = "course.toml"
_FROM_STUDENTS = ("submitted", "autograded", "downloaded", ".course")  # `.course` has work that was replaced


def find_root(start: Path | None = None) -> Path:
    """The folder with `course.toml`: `start` (the current folder) or the nearest above it, else this checkout.

    Raises:
        CourseError: there is none.
    """
    here = Path(start or os.getcwd()).resolve()
    if found := root_above(here):
        return found
    checkout = Path(__file__).resolve().parent.parent.parent
    if (checkout / FILE_NAME).is_file():
        return checkout
    raise CourseError(f"no {FILE_NAME} in {here} or above it; change to the course's folder")


def root_above(here: Path) -> Path | None:
    """The nearest folder with `course.toml`. One among a course's hand-ins is a student's file.

    Content is code, and would run with the rights of whoever grades.
    """
    roots = [folder for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()]
    return next((root for root in roots if not any(_handed_in(root, course) for course in roots)), None)


def _handed_in(folder: Path, course: Path) -> bool:
    """Whether the folder lies where `course` keeps what students hand in."""
    return course in folder.parents and folder.relative_to(course).parts[0] in _FROM_STUDENTS
