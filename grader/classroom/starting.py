"""`course init`: a folder in which a class can be run."""

from __future__ import annotations

import re
from pathlib import Path

from grader.course import FILE_NAME, Course, CourseError, load_course
from grader.secret import draw_secret

_CONFIG = "nbgrader_config.py"
_COURSE_ID = re.compile(r"^c\.CourseDirectory\.course_id = .*$", re.MULTILINE)


def start_course(folder: Path, pattern: Course) -> tuple[Course, list[str]]:
    """Make a new course in `folder`: settings, sources, and the class's secret seed. A class gets the seed alone.

    Args:
        folder: does not exist yet, is empty, or holds a course.
        pattern: the course whose `course.toml` and solutions the new one begins with.

    Returns:
        The course, and the names of the files that were written: no students, no grades, and nothing built yet.

    Raises:
        CourseError: there is something else in the folder, or it cannot be written.
    """
    exists = (folder / FILE_NAME).is_file()
    if folder.is_dir() and any(folder.iterdir()) and not exists:
        raise CourseError(f"{folder}: the folder is not empty; name a new folder, or empty this one first")
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder}: there is a file of that name; name a new folder")
    try:
        texts = {} if exists else _texts(folder, pattern)
        for name, content in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        written = [*texts, *draw_secret(folder)]
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be written ({error.strerror})") from None
    return load_course(folder), written


def _texts(folder: Path, pattern: Course) -> dict[str, bytes]:
    """The files that a new course begins with."""
    sources = [pattern.root / FILE_NAME, *map(pattern.reference_file, pattern.assignments.values())]
    texts = {path.relative_to(pattern.root).as_posix(): path.read_bytes() for path in sources}
    settings = (pattern.root / _CONFIG).read_text(encoding="utf-8")
    return {**texts, _CONFIG: _COURSE_ID.sub(_course_id(folder), settings).encode()}


def _course_id(folder: Path) -> str:
    """The line that names the course in the exchange, after its folder."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "course"
    return f'c.CourseDirectory.course_id = "{name}"  # the course\'s name in the exchange'
