"""`course.toml` -> Course: what the course is, validated.

The file is the one place that says which assignments and steps there are, what they are worth, the hints, the
quiz, and the limits under which student code runs.
"""

from __future__ import annotations

import errno
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from grader.steps import STEPS
from grader.tables import Table, TableError, read_table

FILE_NAME = "course.toml"
_TEST = re.compile(r"^def test_(\w+)\(([^)]*)\)", re.MULTILINE)

_MOST = 1e9  # of anything: infinity is no limit
Positive = Annotated[float, Meta(gt=0, le=_MOST)]
PositiveInt = Annotated[int, Meta(gt=0)]
NotNegative = Annotated[int, Meta(ge=0)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Text = Annotated[str, Meta(min_length=1)]


class CourseError(Exception):
    """`course.toml` is missing or says something that cannot be. The text is one line that names the key."""


class Limits(Table, frozen=True):
    """What a submission may use while it is graded."""

    call_seconds: Positive
    load_seconds: Positive
    total_seconds: Positive
    memory_mib: PositiveInt
    output_kib: PositiveInt
    file_mib: Positive


class Scoring(Table, frozen=True):
    """How a step's points are split over the checks, in per cent."""

    wrong_at_most: Percent
    checks: Mapping[str, Percent]

    def __post_init__(self) -> None:
        total = sum(self.checks.values())
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the checks' shares add up to {total:g}, expected 100")


class Data(Table, frozen=True):
    """Where the full MNIST set comes from."""

    folder: str
    mirrors: list[Text]


class Gradebook(Table, frozen=True):
    """Where scores end up: one database for the assignments and the quiz."""

    url: Text
    roster: Text


class Late(Table, frozen=True):
    """What a submission loses that comes after the due date and the grace period."""

    grace_minutes: Annotated[float, Meta(ge=0, le=_MOST)]
    percent_per_day: Percent
    at_most_percent: Percent


class Step(Table, frozen=True):
    """One step of an assignment; its function's name is its key."""

    function: str
    number: PositiveInt
    points: Positive
    title: Text
    hints: Annotated[list[Text], Meta(min_length=1)]


class Assignment(Table, frozen=True):
    """One assignment: a source in `solutions/`, a student's copy in `exercises/`, and its steps in order."""

    name: str
    title: Text
    seed: NotNegative
    steps: Annotated[Mapping[str, Step], Meta(min_length=1)]
    due: Annotated[datetime, Meta(tz=True)] | None = None  # the same moment wherever it is read

    @property
    def points(self) -> float:
        """The most that a submission can earn."""
        return sum(step.points for step in self.steps.values())

    def select(self, wanted: str) -> tuple[Step, ...]:
        """The steps that a person means by a function's name or by a step number.

        Raises:
            CourseError: there is no such step; the text lists those that there are.
        """
        chosen = self.find(wanted)
        if not chosen:
            names = ", ".join(f"{step.function} ({step.number})" for step in self.steps.values())
            raise CourseError(f"there is no step {wanted!r}; the steps are {names}")
        return chosen

    def find(self, wanted: str) -> tuple[Step, ...]:
        """Like ``select``, and nothing where there is no such step. Small letters or capitals do not matter."""
        return tuple(
            step
            for step in self.steps.values()
            if wanted.casefold() == step.function.casefold() or wanted == str(step.number)
        )


class Option(Table, frozen=True):
    """One answer that a quiz question offers, and why it is right or wrong."""

    text: Text
    right: bool
    why: Text


class Question(Table, frozen=True):
    """One quiz question: four options, exactly one of them right."""

    topic: Text
    text: Text
    options: Annotated[list[Option], Meta(min_length=4, max_length=4)]

    def __post_init__(self) -> None:
        right = sum(option.right for option in self.options)
        if right != 1:
            raise ValueError(f"{right} options are marked right, expected exactly 1")


class Closing(Table, frozen=True):
    """What the end of the quiz says to those with at least so many right answers."""

    at_least: NotNegative
    sentence: Text


class Quiz(Table, frozen=True):
    """The quiz: its questions in order, and how attempts count."""

    title: Text
    points_each: Positive
    attempts: PositiveInt
    counts: Literal["best", "last"]
    closing: Annotated[list[Closing], Meta(min_length=1)]
    questions: Annotated[list[Question], Meta(min_length=1)]

    def __post_init__(self) -> None:
        if min(closing.at_least for closing in self.closing) != 0:
            raise ValueError("no closing sentence is for 0 right answers, expected one with at_least = 0")

    def closing_sentence(self, right: int) -> str:
        """What the end of the quiz says after so many right answers."""
        reached = [closing for closing in self.closing if closing.at_least <= right]
        return max(reached, key=lambda closing: closing.at_least).sentence


class Course(Table, frozen=True):
    """All of `course.toml`, and the folder it lies in.

    `files`: the contents of its files by their names below `root`, where they were sent along and there is no folder.
    """

    root: Path
    title: Text
    limits: Limits
    scoring: Scoring
    data: Data
    gradebook: Gradebook
    late: Late
    assignments: Annotated[Mapping[str, Assignment], Meta(min_length=1)]
    quiz: Quiz | None = None
    files: Mapping[str, bytes] | None = None

    def content(self, path: Path) -> bytes:
        """The content of a file below `root`.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        if self.files is None:
            return path.read_bytes()
        return _sent_along(self.files, path, self.root)

    def text(self, path: Path) -> str:
        """The same as text, whatever its lines end with."""
        return self.content(path).decode().replace("\r\n", "\n")

    def assignment(self, name: str | None = None) -> Assignment:
        """The assignment of that name, or the first one.

        Raises:
            CourseError: there is no assignment of that name.
        """
        if name is None:
            return next(iter(self.assignments.values()))
        if name not in self.assignments:
            raise CourseError(f"there is no assignment {name!r} in {FILE_NAME}; it has {', '.join(self.assignments)}")
        return self.assignments[name]

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
        """The reference solution's readable source."""
        return self.root / "solutions" / f"{assignment.name}.py"

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


def find_root(start: Path | None = None) -> Path:
    """The folder with `course.toml`: `start` (the current folder) or the nearest above it, else this checkout.

    Raises:
        CourseError: there is none.
    """
    here = Path(start or os.getcwd()).resolve()
    if found := _root_above(here):
        return found
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / FILE_NAME).is_file():
        return checkout
    raise CourseError(f"no {FILE_NAME} in {here} or above it; change to the course's folder")


def load_own_course() -> Course:
    """The course of the current folder or of one above it. A command that writes into a course's folder asks for it.

    Raises:
        CourseError: there is none, or it cannot be read.
    """
    here = Path.cwd()
    root = _root_above(here)
    if root is None:
        raise CourseError(
            f"there is no {FILE_NAME} in {here} or above it, and this command works on a course's own folder; "
            "change to that folder, or make one with `course init FOLDER`"
        )
    return load_course(root)


def _root_above(here: Path) -> Path | None:
    return next((folder for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()), None)


def load_course(root: Path | None = None, files: Mapping[str, bytes] | None = None) -> Course:
    """Read and validate `course.toml` in `root`, by default in the folder that `find_root` finds.

    `files`: see `Course`; `root` is then no more than a name for them.

    Raises:
        CourseError: the file cannot be read, or a key, type or reference in it is wrong.
    """
    folder = find_root() if root is None else Path(root)
    path = folder / FILE_NAME
    try:
        content = path.read_bytes() if files is None else _sent_along(files, path, folder)
        table = tomllib.loads(content.decode())
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    try:
        course = read_table({**_with_names(table), "root": folder, "files": files}, Course)
    except TableError as error:
        raise CourseError(f"{path}: {error}") from None
    _check_references(course, path)
    return course


def _with_names(table: dict[str, Any]) -> dict[str, Any]:
    """The table with each assignment's and step's key repeated inside it as its name."""
    assignments = table.get("assignments")
    if not isinstance(assignments, dict):
        return table
    named: dict[str, Any] = {}
    for name, assignment in assignments.items():
        named[name] = assignment
        if isinstance(assignment, dict):
            named[name] = {**assignment, "name": name}
            if isinstance(steps := assignment.get("steps"), dict):
                named[name]["steps"] = {
                    key: {**step, "function": key} if isinstance(step, dict) else step for key, step in steps.items()
                }
    return {**table, "assignments": named}


def _check_references(course: Course, path: Path) -> None:
    checks = _checks_of_a_step()
    for name in course.scoring.checks:
        if name not in checks:  # nobody could pass it, so everybody would lose its share
            raise CourseError(
                f"{path}: scoring.checks.{name}: found no such check of a step; "
                f"expected one of {', '.join(checks)} (grader/checks/)"
            )
    for assignment in course.assignments.values():
        for step in assignment.steps.values():
            if step.function not in STEPS:
                raise CourseError(
                    f"{path}: assignments.{assignment.name}.steps.{step.function}: found a step without a record; "
                    f"expected one of {', '.join(STEPS)} (grader/steps.py)"
                )
        try:
            course.content(course.reference_file(assignment))
        except OSError:
            raise CourseError(
                f"{path}: assignments.{assignment.name}: found no reference solution; "
                f"expected solutions/{assignment.name}.py"
            ) from None


def _sent_along(files: Mapping[str, bytes], path: Path, root: Path) -> bytes:
    name = path.relative_to(root).as_posix()
    if name not in files:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return files[name]


def _checks_of_a_step() -> list[str]:
    """Names of the checks that are asked of each step; others, such as the whole chain, are worth nothing."""
    files = sorted((Path(__file__).parent / "checks").glob("test_*.py"))
    tests = (test for file in files for test in _TEST.findall(file.read_text(encoding="utf-8")))
    return [name for name, arguments in tests if re.search(r"\bstep\b", arguments)]
