"""`course kit DIR`: what students get: their files, the public answer keys, and a page that says how."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

from grader.building.course_copies import students_copies
from grader.building.new_assignment import STARTER
from grader.course import FILE_NAME, Assignment, Course, CourseError
from grader.course.course import KEYS
from grader.course.old_shape import toml_text
from grader.course.secret import find_secret
from grader.key.files import answer_key
from grader.key.key import Key
from grader.key.stored import for_students, written
from grader.running.pytest_session import checks_of_its_own

PAGE = "START.md"
_HEAD = "# What this course is. Your instructor's commands wrote it; you need not change it.\n\n"
_GRADEBOOK = {"url": "sqlite:///gradebook.db", "roster": "roster.csv"}  # a class's own names its database and people


def write_kit(course: Course, folder: Path, engine: Path | None = None) -> tuple[Path, ...]:
    """Write the kit of a course: nothing of a solution, of a mistake's source or of the quiz is in it.

    Args:
        course: with its assignments' folders.
        folder: does not exist yet, or is empty.
        engine: a wheel of this package, to lie in the kit.

    Returns:
        The files that were written.

    Raises:
        BuildError: the course cannot be built. Nothing has been written then.
        CourseError: the folder has something in it or cannot be written, or an assignment's seed is the secret one.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder}: a kit is written into a new folder; name one that is not there yet")
    if engine is not None and (engine.suffix != ".whl" or not engine.is_file()):
        raise CourseError(f"{engine}: no wheel; `python -m pip wheel --no-deps -w FOLDER .` in a clone makes one")
    course.assignment()  # says what to do where there is none
    contents: dict[str, bytes] = {}
    for assignment in course.assignments.values():
        _require_public(course, assignment)
        copies = students_copies(course, assignment)
        contents |= {path.relative_to(course.root).as_posix(): text.encode() for path, text in copies.items()}
        contents[f"{KEYS}/{assignment.name}.key"] = written(_students_key(course, assignment))
    contents[FILE_NAME] = (_HEAD + toml_text(_settings(course))).encode()
    contents[PAGE] = _page(course, engine).encode()
    try:
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        if engine is not None:
            shutil.copyfile(engine, folder / engine.name)
    except OSError as error:
        raise CourseError(f"{error.filename or folder}: cannot be written ({error.strerror})") from None
    return (*(folder / name for name in contents), *([folder / engine.name] if engine else ()))


def _students_key(course: Course, assignment: Assignment) -> Key:
    own = [
        path.stem.removeprefix("test_") for path in checks_of_its_own(course, assignment) if path.stem[:5] == "test_"
    ]
    return for_students(answer_key(course, assignment), own)


def _require_public(course: Course, assignment: Assignment) -> None:
    secret = find_secret(course)
    if secret is not None and secret.number == assignment.seed:
        raise CourseError(
            f"solutions/{assignment.name}/assignment.toml: seed: this is the secret seed of the class, "
            "which a kit would give away; take another number"
        )


def _settings(course: Course) -> dict[str, object]:
    import msgspec

    return {
        "title": course.title,
        "limits": msgspec.to_builtins(course.limits),
        "data": {**msgspec.to_builtins(course.data), "folder": ""},  # a folder of the instructor's machine
        "gradebook": _GRADEBOOK,
        "late": msgspec.to_builtins(course.late),
        "assignments": {one.name: _entry(course, one) for one in course.assignments.values()},
    }


def _entry(course: Course, assignment: Assignment) -> dict[str, object]:
    entry: dict[str, object] = {"due": assignment.due} if assignment.due else {}
    needs = list(course.needs.get(assignment.name, ()))
    return {**entry, "needs": needs} if needs else entry


def _page(course: Course, engine: Path | None) -> str:
    wheel = engine.name if engine else f"backprop_course-{version('backprop-course')}-py3-none-any.whl"
    where = f"the file `{wheel}` in this folder" if engine else f"the file `{wheel}`; put it into this folder"
    files = "\n".join(
        f"- **{one.title}**: `exercises/{one.name}.py` in an editor, "
        f"or `exercises/{one.name}/{one.name}.ipynb` in Jupyter"
        for one in course.assignments.values()
    )
    page = (STARTER / "kit.md.txt").read_text(encoding="utf-8")
    for mark, text in (("TITLE", course.title), ("ENGINE", where), ("WHEEL", wheel), ("FILES", files)):
        page = page.replace(mark, text)
    return page
