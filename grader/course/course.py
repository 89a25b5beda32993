"""`course.toml` -> Course: what the course is, validated. What its assignments are lies in their folders."""

from __future__ import annotations

import errno
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from grader.course.assignment import (
    FILE,
    Assignment,
    CourseError,
    Quiz,
    assignment_from,
    read_assignment,
)
from grader.course.needs import needs_of
from grader.course.old_shape import is_old
from grader.course.quiz_names import quiz_names, require_names_of_their_own
from grader.course.quiz_times import QuizTimes
from grader.course.root import FILE_NAME, find_root, root_above
from grader.course.settings import (
    AssignmentEntry,
    CourseSettings,
    Data,
    Gradebook,
    Laboratory,
    Late,
    SubmissionLimits,
)
from grader.course.tables import TableError, read_table

CONTENT, KEYS = "solutions", "keys"


@dataclass(frozen=True)
class Course:
    """A course: its settings, the assignments in order, and the folder it lies in.

    Attributes:
        needs: by an assignment's name, those that it builds on.
        quiz_times: by an assignment's name, when its quiz is open.
        files: the contents of its files by their names below `root`, where they were sent along and there is no
            folder.
    """

    root: Path
    title: str
    limits: SubmissionLimits
    data: Data
    gradebook: Gradebook
    late: Late
    assignments: Mapping[str, Assignment]
    files: Mapping[str, bytes] | None = None
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    laboratory: Laboratory = field(default_factory=Laboratory)
    quiz_times: Mapping[str, QuizTimes] = field(default_factory=dict)

    def content(self, path: Path) -> bytes:
        """The content of a file below `root`.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        return path.read_bytes() if self.files is None else _sent_along(self.files, path, self.root)

    def text(self, path: Path) -> str:
        """The same as text, whatever its lines end with."""
        return self.content(path).decode().replace("\r\n", "\n")

    def assignment(self, name: str | None = None) -> Assignment:
        """The assignment of that name, or the first one.

        Raises:
            CourseError: there is no assignment of that name.
        """
        if not self.assignments:
            raise CourseError(f"{self.root / FILE_NAME} names no assignment yet; `course new NAME` makes one")
        if name is None:
            return next(iter(self.assignments.values()))
        if name not in self.assignments:
            raise CourseError(f"there is no assignment {name!r} in {FILE_NAME}; it has {', '.join(self.assignments)}")
        return self.assignments[name]

    def needed(self, assignment: Assignment) -> tuple[Assignment, ...]:
        """The assignments that this one builds on."""
        return tuple(self.assignments[name] for name in self.needs.get(assignment.name, ()))

    def following(self, assignment: Assignment) -> Assignment | None:
        """The assignment after this one; None after the last."""
        names = list(self.assignments)
        after = names[names.index(assignment.name) + 1 :]
        return self.assignments[after[0]] if after else None

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions of all assignments."""
        return tuple(name for assignment in self.assignments.values() for name in assignment.steps)

    @property
    def quizzes(self) -> Mapping[str, Quiz]:
        """The quizzes in order, by the names of their assignments."""
        return {name: each.quiz for name, each in self.assignments.items() if each.quiz is not None}

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the assignments and quizzes, by what the gradebook calls them."""
        quizzes = {name: self.quizzes[assignment].title for assignment, name in quiz_names(self.assignments).items()}
        return {**{name: assignment.title for name, assignment in self.assignments.items()}, **quizzes}

    @property
    def gradebook_url(self) -> str:
        """The gradebook's SQLAlchemy URL, with the path of an SQLite file made absolute, and the driver named."""
        prefix, separator, rest = self.gradebook.url.partition("://")
        if prefix == "sqlite" and rest.startswith("/"):
            return f"sqlite:///{(self.root / rest[1:]).resolve()}"
        if prefix in ("postgresql", "postgres"):  # which driver that means depends on SQLAlchemy's version
            prefix = "postgresql+psycopg"
        return prefix + separator + rest

    @property
    def roster_file(self) -> Path:
        """The list of students; it need not exist."""
        return self.root / self.gradebook.roster

    def reference_file(self, assignment: Assignment) -> Path:
        """The lesson with its solutions, as readable source."""
        return self.content_folder(assignment) / f"{assignment.name}.py"

    def content_folder(self, assignment: Assignment) -> Path:
        """The folder with all of an assignment that students do not get."""
        return self.root / CONTENT / assignment.name

    def student_files(self, assignment: Assignment) -> tuple[Path, Path]:
        """The student's copy, as a Python file and as a notebook."""
        folder = self.root / "exercises"
        return folder / f"{assignment.name}.py", folder / assignment.name / f"{assignment.name}.ipynb"

    def student_file(self, assignment: Assignment) -> Path:
        """The student's copy that was saved last; the Python file where neither was touched.

        Raises:
            CourseError: there is neither.
        """
        present = [path for path in self.student_files(assignment) if path.is_file()]
        if not present:
            wanted = " or ".join(str(path) for path in self.student_files(assignment))
            raise CourseError(f"no student's copy: expected {wanted}; run `course build` to make it")
        # Files of one checkout are written within moments of each other, in any order.
        newest = max(present, key=lambda path: path.stat().st_mtime)
        return newest if newest.stat().st_mtime - present[0].stat().st_mtime > 5 else present[0]


def load_own_course() -> Course:
    """The course of the current folder or of one above it. A command that writes into a course's folder asks for it.

    Raises:
        CourseError: there is none, or it cannot be read.
    """
    here = Path.cwd()
    root = root_above(here)
    if root is None:
        raise CourseError(
            f"there is no {FILE_NAME} in {here} or above it, and this command works on a course's own folder; "
            "change to that folder, or make one with `course init FOLDER`"
        )
    return load_course(root)


def load_course(root: Path | None = None) -> Course:
    """Read and validate `course.toml` in `root`, by default in the folder that `find_root` finds.

    Raises:
        CourseError: the file cannot be read, or a key, type or reference in it is wrong.
    """
    folder = find_root() if root is None else Path(root)
    path = folder / FILE_NAME
    try:
        table = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    if is_old(table):
        raise CourseError(
            f"{path}: this course has the shape of an earlier version; `course init NEW --from {folder}` "
            "writes it anew into the folder NEW, and changes nothing in this one"
        )
    try:
        settings = read_table(table, CourseSettings)
    except TableError as error:
        raise CourseError(f"{path}: {error}") from None
    assignments = {name: _assignment(folder, name, entry) for name, entry in settings.assignments.items()}
    require_names_of_their_own(folder / CONTENT, assignments)
    return Course(
        root=folder,
        title=settings.title,
        limits=settings.limits,
        data=settings.data,
        gradebook=settings.gradebook,
        late=settings.late,
        assignments=assignments,
        needs=needs_of(path, {name: entry.needs for name, entry in settings.assignments.items()}),
        laboratory=settings.laboratory,
        quiz_times={name: entry.quiz for name, entry in settings.assignments.items()},
    )


class _OfKey(msgspec.Struct):
    """What an answer key says of its assignment: ``assignment.toml`` as a table. The rest is for grading."""

    table: dict[str, Any]


def _assignment(root: Path, name: str, entry: AssignmentEntry) -> Assignment:
    """From the assignment's folder; where there is none, as in a student's kit, from the answer key."""
    path = root / CONTENT / name / FILE
    if path.is_file():
        return read_assignment(path, entry.due)
    key = root / KEYS / f"{name}.key"
    try:
        content = key.read_bytes()
    except OSError:
        raise CourseError(
            f"{root / FILE_NAME}: assignments.{name}: there is no folder of it; expected {path}"
        ) from None
    try:
        table = msgspec.msgpack.decode(content, type=_OfKey).table
    except msgspec.DecodeError:
        raise CourseError(f"{key}: this answer key is of another version of the course; get a new kit") from None
    return assignment_from(table, entry.due)


def _sent_along(files: Mapping[str, bytes], path: Path, root: Path) -> bytes:
    name = path.relative_to(root).as_posix()
    if name not in files:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return files[name]
