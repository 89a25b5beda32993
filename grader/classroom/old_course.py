"""`course init NEW --from OLD`, where OLD has the shape of an earlier version: written anew beside it.

OLD is only read. Points, hints, texts, quiz, people and gradebook come along; what cannot is listed.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.building.course_copies import attempted, build_course
from grader.classroom.starting import require_new
from grader.course import FILE_NAME, Course, CourseError, load_course
from grader.course.assignment import FILE, assignment_from, content_files
from grader.course.course import CONTENT
from grader.course.old_shape import assignment_of, is_old, settings_of, toml_text
from grader.course.secret import SECRET_NAME, draw_secret
from grader.course.settings import CourseSettings
from grader.course.tables import TableError, read_table

_CONFIG = "nbgrader_config.py"
_PEOPLES = ("submitted", "autograded", "feedback", "reports", "exports", "runs")
_BUILT = {"__pycache__", "exercises", CONTENT, FILE_NAME, _CONFIG, SECRET_NAME}
_OF_THE_PACKAGE = ("grader", "quiz_app", "tests")


@dataclass(frozen=True)
class Carried:
    """The new course, and in a sentence each what of the old one is not in it."""

    course: Course
    left: tuple[str, ...]


def has_old_shape(source: Path) -> bool:
    """Whether a folder holds a course of the old shape.

    Raises:
        CourseError: it holds no course, or `course.toml` cannot be read.
    """
    return is_old(_table(source))


def carry_over(source: Path, folder: Path, engines_course: Path | None) -> Carried:
    """Write a course of the old shape anew.

    Args:
        source: its folder; nothing in it is changed.
        folder: a new or an empty one.
        engines_course: a course of today's shape with the records and mistakes of its assignments; a clone has it.

    Raises:
        CourseError: the folder is not empty, `course.toml` is wrong, or an assignment's records are nowhere. Nothing
            has been written then.
    """
    require_new(folder)
    table = _table(source)
    left = ["comments in course.toml, and the order of its tables"]
    texts: dict[str, str | bytes] = {FILE_NAME: toml_text(_valid(settings_of(table), source))}
    for name in table["assignments"]:
        pattern = engines_course / CONTENT / name if engines_course else None
        if pattern is None or not (pattern / "functions.py").is_file():
            raise CourseError(
                f"{source}: the records and mistakes of {name} are needed, and are not in this installation; "
                f"run the command in a clone of the course, which has them in {CONTENT}/{name}/"
            )
        texts |= _assignment(table, name, source, pattern, left)
    try:
        for path, text in texts.items():
            _write(folder / path, text if isinstance(text, bytes) else text.encode())
        course = load_course(folder)
        _peoples_files(source, course, table, left)
        draw_secret(folder)
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be written ({error.strerror})") from None
    build_course(course)
    _students_work(source, course)
    return Carried(course, tuple(left + list(_not_known(source, course))))


def _table(source: Path) -> dict[str, Any]:
    path = source / FILE_NAME
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from None


def _valid(settings: dict[str, Any], source: Path) -> dict[str, Any]:
    try:
        read_table(settings, CourseSettings)
    except TableError as error:
        raise CourseError(f"{source / FILE_NAME}: {error}") from None
    return settings


def _assignment(
    table: Mapping[str, Any], name: str, source: Path, pattern: Path, left: list[str]
) -> dict[str, str | bytes]:
    """The files of an assignment's folder: today's records and mistakes, and the old text, points, hints and quiz."""
    moved = assignment_of(table, name)
    known = tomllib.loads((pattern / FILE).read_text(encoding="utf-8"))
    for step in [step for step in moved["functions"] if step not in known["functions"]]:
        del moved["functions"][step]
        left.append(f"step {step}: {CONTENT}/{name}/functions.py has no record of it yet")
    for check in [one for one in moved["scoring"].get("checks", {}) if one not in known["scoring"]["checks"]]:
        del moved["scoring"]["checks"][check]
        left.append(f"check {check}: write it into {CONTENT}/{name}/checks/, and its share into {FILE}")
    try:
        assignment_from({**moved, "name": name}, None)
    except TableError as error:
        raise CourseError(f"{source / FILE_NAME}: assignments.{name}: {error}") from None
    below = f"{CONTENT}/{name}"
    texts: dict[str, str | bytes] = {
        f"{below}/{path.relative_to(pattern).as_posix()}": path.read_bytes() for path in content_files(pattern)
    }
    texts[f"{below}/{FILE}"] = toml_text(moved)
    lesson = source / CONTENT / f"{name}.py"
    if lesson.is_file():
        texts[f"{below}/{name}.py"] = lesson.read_bytes()
    else:
        left.append(f"text of {name}: {lesson} is not there; the new course has the text of this version")
    return texts


def _peoples_files(source: Path, course: Course, table: Mapping[str, Any], left: list[str]) -> None:
    """Copy what belongs to the class: settings, roster, gradebook, secret seed, hand-ins and what came of them."""
    for name in (_CONFIG, course.gradebook.roster, SECRET_NAME, ".gitignore"):
        if (source / name).is_file() and not Path(name).is_absolute():
            (course.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, course.root / name)
    url = course.gradebook.url
    file = source / url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or url.startswith("sqlite:////"):
        left.append("a copy of the gradebook: it is no file in the course's folder, so both courses use the same one")
    elif file.is_file():
        target = course.root / url.removeprefix("sqlite:///")
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(file)) as old, contextlib.closing(sqlite3.connect(target)) as new:
            old.backup(new)
    for name in (*_PEOPLES, ".course/replaced", ".course/app"):
        if (source / name).is_dir():
            shutil.copytree(source / name, course.root / name, symlinks=True)
    for entry in sorted((source / CONTENT).iterdir()) if (source / CONTENT).is_dir() else ():
        name = entry.name
        if entry.is_dir() and name not in table["assignments"] and not name.startswith((".", "_")):
            if not (course.root / CONTENT / name).exists() and not (entry / FILE).is_file():
                shutil.copytree(entry, course.root / CONTENT / name)  # nbgrader's own assignment
        elif entry.is_file() and entry.stem not in table["assignments"]:
            shutil.copy2(entry, course.root / CONTENT / name)


def _students_work(source: Path, course: Course) -> None:
    """Put work in the old course's `exercises/` in the place of the new empty copies."""
    for assignment in course.assignments.values():
        for path in course.student_files(assignment):
            old = source / path.relative_to(course.root)
            if attempted(old, assignment):
                shutil.copy2(old, path)


def _not_known(source: Path, course: Course) -> Iterator[str]:
    if (source / ".course/attempts.json").is_file():
        yield "which hints are open already"
    if any((source / name).is_dir() for name in _OF_THE_PACKAGE):
        yield "edits in the package itself (grader/, quiz_app/): checks, mistakes, steps, numbers by hand"
        return
    for path in sorted(source.iterdir()):
        if not path.name.startswith(".") and path.name not in _BUILT and not (course.root / path.name).exists():
            yield f"{path.name}: not known; copy it if the course needs it"
    for name in course.assignments:
        for path in content_files(source / CONTENT / name) if (source / CONTENT / name).is_dir() else ():
            if path.name != f"{name}.ipynb" and not (course.root / path.relative_to(source)).exists():
                yield f"{path.relative_to(source)}: lay beside the source notebook; copy it if the course needs it"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
