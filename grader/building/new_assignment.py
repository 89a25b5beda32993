"""`course new NAME`: a small assignment that works, to be changed into one's own, and its entry in `course.toml`."""

from __future__ import annotations

import keyword
import re
import secrets
import sys
import tomllib
from pathlib import Path

from grader.course import FILE_NAME, Course, CourseError
from grader.course.assignment import FILE
from grader.files.whole_files import write_whole

STARTER = Path(__file__).parent / "starter"
_SEEDS = 10**8
_TAKEN = {"grader", "quiz_app", "numpy", "pytest"}
_ENTRY = """
[assignments.{name}]
# due = 2027-01-31T23:59:00+01:00
"""


def add_assignment(course: Course, name: str) -> tuple[Path, ...]:
    """Write `solutions/<name>/` with two functions, their mistakes, hints and numbers, and name it in `course.toml`.

    Args:
        course: gets the assignment, as its last one.
        name: of the folder, the lesson and the students' files.

    Returns:
        The files that were written.

    Raises:
        CourseError: the name is taken or cannot be a file's and a module's, or something cannot be written. Nothing
            has been written then.
    """
    folder = course.root / "solutions" / name
    _require_free(course, name, folder)
    settings = course.root / FILE_NAME
    content = settings.read_bytes()
    ending = "\r\n" if b"\r\n" in content else "\n"
    entry = _ENTRY.format(name=name).replace("\n", ending)
    extended = content.decode().rstrip() + ending + entry
    try:
        tomllib.loads(extended)
    except tomllib.TOMLDecodeError:
        raise CourseError(
            f"{settings}: the assignment cannot be added at the end of this file; "
            f"write the assignments as tables of their own, such as [assignments.{name}]"
        ) from None
    texts = {folder / path: text for path, text in starter_texts(name).items()}
    try:
        for path, text in texts.items():
            write_whole(path, text.encode())
        write_whole(settings.resolve(), extended.encode())
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be written ({error.strerror})") from None
    return (*texts, settings)


def starter_texts(name: str) -> dict[str, str]:
    """The files of the small assignment, by their names in its folder."""
    seed = str(secrets.randbelow(_SEEDS))
    files = {FILE: "assignment.toml", f"{name}.py": "lesson.py"}
    files |= {part: part for part in ("functions.py", "worked.py", "mistakes.py")}
    return {
        file: (STARTER / f"{text}.txt").read_text(encoding="utf-8").replace("NAME", name).replace("SEED", seed)
        for file, text in files.items()
    }


def _require_free(course: Course, name: str, folder: Path) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise CourseError(
            f"{name!r} cannot name an assignment: students' files are called so; "
            "use small letters, digits and _, with a letter first, such as week_3"
        )
    if name in sys.stdlib_module_names or name in _TAKEN:
        raise CourseError(
            f"{name!r} is the name of a Python module, which a student's {name}.py would hide; take another name"
        )
    if name in course.assignments:
        raise CourseError(f"{FILE_NAME} has an assignment {name} already; take another name")
    if folder.exists():
        raise CourseError(f"{folder}: there is a folder of that name already; move it away, or take another name")
