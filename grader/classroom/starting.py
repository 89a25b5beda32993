"""`course init`: a folder in which a class can be run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from grader.course import FILE_NAME, Course, CourseError, load_course

_CONFIG = "nbgrader_config.py"
_COURSE_ID = re.compile(r"^c\.CourseDirectory\.course_id = .*$", re.MULTILINE)


def start_course(folder: Path, pattern: Course) -> Course:
    """Make a new course in `folder`: settings and sources; no students, no grades, and nothing built yet.

    Args:
        folder: does not exist yet, or is empty.
        pattern: the course whose `course.toml` and solutions the new one begins with.

    Raises:
        CourseError: there is something in the folder already, or it cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise CourseError(f"{folder}: the folder is not empty; name a new folder, or empty this one first")
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder}: there is a file of that name; name a new folder")
    try:
        (folder / "solutions").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pattern.root / FILE_NAME, folder / FILE_NAME)
        for assignment in pattern.assignments.values():
            source = pattern.reference_file(assignment)
            shutil.copyfile(source, folder / "solutions" / source.name)
        settings = (pattern.root / _CONFIG).read_text(encoding="utf-8")
        (folder / _CONFIG).write_text(_COURSE_ID.sub(_course_id(folder), settings), encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be copied ({error.strerror})") from None
    return load_course(folder)


def _course_id(folder: Path) -> str:
    """The line that names the course in the exchange, after its folder."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "course"
    return f'c.CourseDirectory.course_id = "{name}"  # the course\'s name in the exchange'
