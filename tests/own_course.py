"""This course in a folder of a test's own, and its kit. What takes long is made once for all tests of a session.

An answer key knows what it was built from, so a course that a test has changed builds its own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from submissions import ROOT

from grader.building.kit import write_kit
from grader.course import Course, load_course
from grader.key.files import FOLDER, answer_key
from grader.key.stored import written


def copy_course(folder: Path, *also: str) -> Course:
    """Copy what makes the course: `course.toml`, the assignments and their answer keys.

    Args:
        folder: where to; it is made if it is not there.
        also: more files of the checkout, by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("course.toml", *also):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    share_keys(answer_keys(), folder / FOLDER)
    return load_course(folder)


def share_keys(keys: Path, folder: Path) -> None:
    """Put the answer keys that a folder lacks into it: the same files, where the system can do that.

    Whatever builds a key anew writes a new file, so the other folders keep theirs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for key in keys.iterdir():
        if (folder / key.name).exists():
            continue
        try:
            os.link(key, folder / key.name)
        except OSError:  # another file system
            shutil.copy2(key, folder)


@cache
def answer_keys() -> Path:
    """The public keys of all assignments, in a folder that goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="course-keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    course = load_course(ROOT)
    for assignment in course.assignments.values():
        (folder / f"{assignment.name}.key").write_bytes(written(answer_key(course, assignment)))
    return folder


@cache
def this_courses_kit() -> Path:
    """What `course kit` makes of this course. Not to be written to: it goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="course-kit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_kit(load_course(ROOT), folder)
    return folder
