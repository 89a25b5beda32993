"""`course build`: solutions/<name>/ -> the notebooks, the student's copies in exercises/, and the answer keys.

Building twice changes nothing. A student's copy with work in it is not overwritten, unless told to, and then it
is kept beside the new one.
"""

from __future__ import annotations

import ast
import base64
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.building.pictures import same_picture
from grader.building.release import release_notebook, release_script
from grader.building.source_notebook import SourceError, source_notebook
from grader.course import Assignment, Course, CourseError
from grader.course.assignment import FILE
from grader.course.content import ContentError, load_part
from grader.course.secret import find_secret
from grader.files.backup import keep_beside
from grader.files.whole_files import write_whole
from grader.key.files import renewed_key
from grader.reading.submission import read_own
from grader.sandbox.inside.reading.stub import is_stub

SOURCE = Path(".course", "source")  # nbgrader copies whatever lies beside a source notebook: here lies nothing else


class BuildError(Exception):
    """The course cannot be built. The text is one sentence: what, where, and what to do next."""


def build_course(course: Course, assignments: Sequence[Assignment] = (), *, force: bool = False) -> tuple[Path, ...]:
    """Build notebooks, student's copies and answer keys.

    Args:
        course: files are read and written below its root.
        assignments: which to build; empty for all.
        force: replace student's copies that have work in them, after copying them to `<name>.backup-<time>`.

    Returns:
        The files that were written, because they were missing or differed.

    Raises:
        BuildError: the source does not fit `assignment.toml`, or there is work in a student's copy. No notebook and
            no copy has been written then.
        CourseError: this is a student's kit, or a folder contradicts itself.
    """
    chosen = tuple(assignments) or tuple(course.assignments.values())
    secret = find_secret(course)
    seeds = [None, *([secret.number] if secret else [])]
    contents: dict[Path, str] = {}
    for assignment in chosen:
        contents |= _contents(course, assignment)
    keys = [renewed_key(course, assignment, seed) for assignment in chosen for seed in seeds]
    changed = [path for path, text in contents.items() if _differs(path, text)]
    for assignment in chosen:
        for path in course.student_files(assignment):
            if path in changed and (functions := attempted(path, assignment)):
                if not force:
                    raise BuildError(_refusal(path.relative_to(course.root), functions))
                keep_beside(path)
    for path in changed:
        write_whole(path.resolve(), contents[path].encode())
    return (*changed, *(path for path in keys if path is not None))


def attempted(path: Path, assignment: Assignment) -> tuple[str, ...]:
    """The steps' functions that hold something other than the stub in a student's copy; none if there is no file."""
    if not path.is_file():
        return ()
    submission = read_own(path)
    if submission.problem:  # an unfinished edit is work, too
        return tuple(assignment.steps) if path.read_bytes().strip() else ()
    found = set()
    for chunk in submission.chunks:
        try:
            tree = ast.parse(chunk.source)
        except SyntaxError:
            found |= {function for function in assignment.steps if function in chunk.source}
        else:
            found |= {name for name, stub in _definitions(tree) if not stub}
    return tuple(function for function in assignment.steps if function in found)


def write_source(course: Course, assignment: Assignment) -> None:
    """Build the source notebook alone, with the solutions in it, where nbgrader looks for it.

    Raises:
        BuildError: as ``build_course``.
    """
    path, notebook = _source(course, assignment)
    write_whole(path.resolve(), _written(notebook).encode())


def students_copies(course: Course, assignment: Assignment) -> dict[Path, str]:
    """What students get, by the file that it is the content of. Nothing is written.

    Raises:
        BuildError: as ``build_course``.
    """
    contents = _contents(course, assignment)
    return {path: contents[path] for path in course.student_files(assignment)}


def _source(course: Course, assignment: Assignment) -> tuple[Path, Any]:
    lesson = course.reference_file(assignment)
    if not lesson.parent.is_dir():
        raise CourseError(
            f"{course.root} is a student's kit: it has no folder {lesson.parent.relative_to(course.root)}; "
            "run this command in the course's own folder"
        )
    try:
        figures = load_part(course.content_folder(assignment), "figures")
        pictures = figures.FIGURES if figures else {}
        source = source_notebook(lesson.read_text(encoding="utf-8"), assignment, pictures)
    except (SourceError, ContentError) as error:
        raise BuildError(f"{error}; correct it and build again.") from error
    _keep_pictures(source, course.student_files(assignment)[1])
    return course.root / SOURCE / assignment.name / f"{assignment.name}.ipynb", source


def _contents(course: Course, assignment: Assignment) -> dict[Path, str]:
    script, notebook = course.student_files(assignment)
    lesson = course.reference_file(assignment)
    source_path, source = _source(course, assignment)
    try:
        release = release_notebook(source, course.root)
    except RuntimeError as error:  # nbgrader's preprocessors
        raise BuildError(
            f"{lesson.relative_to(course.root)}: {str(error).rstrip('.')}. Does {FILE} lack a function that is in it?"
        ) from error
    return {source_path: _written(source), notebook: _written(release), script: release_script(release)}


def _written(notebook: Any) -> str:
    import nbformat

    text = nbformat.writes(notebook)
    return str(text).rstrip("\n") + "\n"


def _keep_pictures(notebook: Any, path: Path) -> None:
    """Put back the pictures of the notebook at `path` that look the same, so that their bytes do not change."""
    import nbformat

    try:
        before = nbformat.read(path, as_version=4)
        old = {cell.id: cell.get("attachments", {}) for cell in before.cells}
    except (OSError, ValueError, AttributeError):
        return
    for cell in notebook.cells:
        for file, picture in cell.get("attachments", {}).items():
            kept = old.get(cell.id, {}).get(file)
            if kept and same_picture(*(base64.b64decode(png["image/png"]) for png in (kept, picture))):
                cell.attachments[file] = kept


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode()


def _definitions(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Every function or name that a file binds, and whether it is a function with nothing but the stub in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, is_stub(node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, False


def _refusal(path: Path, functions: tuple[str, ...]) -> str:
    some = ", ".join(functions[:3]) + (f" and {len(functions) - 3} more" if len(functions) > 3 else "")
    return (
        f"{path} has work in it ({some}), which the build would replace; "
        "move the file away, or use `course build --force`, which keeps it as a backup."
    )
