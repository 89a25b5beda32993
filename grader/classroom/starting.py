"""`course init`: a folder in which a class can be run, empty or with the assignments of another course."""

from __future__ import annotations

import re
from pathlib import Path

from grader.building.new_assignment import STARTER
from grader.course import FILE_NAME, Course, CourseError, load_course
from grader.course.assignment import content_files
from grader.course.secret import draw_secret

_CONFIG = "nbgrader_config.py"
_COURSE_ID = re.compile(r"^c\.CourseDirectory\.course_id = .*$", re.MULTILINE)


def start_course(folder: Path, source: Course | None = None) -> tuple[Course, list[str]]:
    """Make a new course in `folder`: settings, and the class's secret seed. A class gets the seed alone.

    Args:
        folder: does not exist yet, is empty, or holds a course.
        source: the course whose settings and assignments the new one begins with; None for one without assignments.

    Returns:
        The course, and the names of the files that were written: no students, no grades, and nothing built yet.

    Raises:
        CourseError: there is something else in the folder, or it cannot be written.
    """
    exists = (folder / FILE_NAME).is_file()
    if exists and source is not None:
        raise CourseError(f"{folder}: there is a course already; name a new folder")
    if not exists:
        require_new(folder)
    try:
        texts = {} if exists else _empty(folder) if source is None else _taken_along(folder, source)
        for name, content in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        course = load_course(folder)  # a class of an older version gets nothing
        written = [*texts, *draw_secret(folder)]
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be written ({error.strerror})") from None
    return course, written


def require_new(folder: Path) -> None:
    """Refuse a folder that a new course cannot be made in.

    Raises:
        CourseError: it is none, or not empty.
    """
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder}: there is a file of that name; name a new folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise CourseError(f"{folder}: the folder is not empty; name a new folder, or empty this one first")


def _empty(folder: Path) -> dict[str, bytes]:
    title = folder.resolve().name.replace("\\", " ").replace('"', "'")
    settings = (STARTER / f"{FILE_NAME}.txt").read_text(encoding="utf-8").replace("TITLE", title)
    return {FILE_NAME: settings.encode(), _CONFIG: _nbgrader_settings(folder, STARTER / f"{_CONFIG}.txt")}


def _taken_along(folder: Path, source: Course) -> dict[str, bytes]:
    folders = [source.content_folder(assignment) for assignment in source.assignments.values()]
    paths = [source.root / FILE_NAME, *(path for each in folders for path in content_files(each))]
    texts = {path.relative_to(source.root).as_posix(): path.read_bytes() for path in paths}
    settings = source.root / _CONFIG
    pattern = settings if settings.is_file() else STARTER / f"{_CONFIG}.txt"
    return {**texts, _CONFIG: _nbgrader_settings(folder, pattern)}


def _nbgrader_settings(folder: Path, pattern: Path) -> bytes:
    """nbgrader's settings, with the course's name in the exchange after its folder."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "course"
    line = f'c.CourseDirectory.course_id = "{name}"  # the course\'s name in the exchange'
    return _COURSE_ID.sub(line, pattern.read_text(encoding="utf-8")).encode()
