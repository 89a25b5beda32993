"""`solutions/<name>/assignment.toml` -> Assignment: its functions in order, points, hints, and its quiz."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from grader.course.quiz_variants import with_variants
from grader.course.tables import Table, TableError, read_table

FILE = "assignment.toml"
_TEST = re.compile(r"^def test_(\w+)\(([^)]*)\)", re.MULTILINE)

MOST = 1e9  # of anything: infinity is no limit
Positive = Annotated[float, Meta(gt=0, le=MOST)]
PositiveInt = Annotated[int, Meta(gt=0)]
NotNegative = Annotated[int, Meta(ge=0)]
Percent = Annotated[float, Meta(ge=0, le=100)]
Text = Annotated[str, Meta(min_length=1)]


class CourseError(Exception):
    """The course is missing, or says something that cannot be. The text is one line that names file and key."""


class Scoring(Table, frozen=True):
    """How a function's points are split over the checks.

    Attributes:
        wrong_at_most: per cent of the points that a function with a failed check can earn.
        checks: the parts of the checks. A function has the checks that its record has witnesses for, and its points
            are split over these alone.
    """

    wrong_at_most: Percent
    checks: Annotated[Mapping[str, Positive], Meta(min_length=1)]


class Step(Table, frozen=True):
    """One function that students write, a step of the assignment; its name is its key."""

    function: str
    number: PositiveInt
    points: Positive
    title: Text
    hints: Annotated[list[Text], Meta(min_length=1)]


class NamedAnswers(Table, frozen=True):
    """What an instructor says to everybody whose function gives certain answers; see ``grader.functions.Mistake``."""

    name: Text
    looks_like: Text
    why: Text
    next: Text


class Option(Table, frozen=True):
    """One answer that a quiz question offers, and why it is right or wrong."""

    text: Text
    right: bool
    why: Text


class Wording(Table, frozen=True):
    """What is asked, and four options, exactly one of them right."""

    text: Text
    options: Annotated[list[Option], Meta(min_length=4, max_length=4)]

    def __post_init__(self) -> None:
        right = sum(option.right for option in self.options)
        if right != 1:
            raise ValueError(f"{right} options are marked right, expected exactly 1")


class QuizQuestion(Wording, frozen=True, kw_only=True):
    """One quiz question. Its variants ask for the same idea; later attempts ask them in turn."""

    topic: Text
    variants: list[Wording] = msgspec.field(default_factory=list)

    def form(self, attempt: int) -> QuizQuestion:
        """The question as an attempt asks it, without its variants: as it stands in the first attempt."""
        wording = [self, *self.variants][(attempt - 1) % (1 + len(self.variants))]
        return QuizQuestion(topic=self.topic, text=wording.text, options=wording.options)


class Closing(Table, frozen=True):
    """What the end of the quiz says to those with at least so many right answers."""

    at_least: NotNegative
    sentence: Text


class Quiz(Table, frozen=True):
    """An assignment's quiz: its questions in order, and how attempts count.

    `name` is what the gradebook calls it; "" where that follows from the assignment, see `quiz_names`.
    """

    title: Text
    points_each: Positive
    attempts: PositiveInt
    counts: Literal["best", "last"]
    closing: Annotated[list[Closing], Meta(min_length=1)]
    questions: Annotated[list[QuizQuestion], Meta(min_length=1)]
    name: str = ""

    def __post_init__(self) -> None:
        if min(closing.at_least for closing in self.closing) != 0:
            raise ValueError("no closing sentence is for 0 right answers, expected one with at_least = 0")

    def asked_in(self, attempt: int) -> list[QuizQuestion]:
        """The questions of an attempt; 1 is the first."""
        return [question.form(attempt) for question in self.questions]

    def closing_sentence(self, right: int) -> str:
        """What the end of the quiz says after so many right answers."""
        reached = [closing for closing in self.closing if closing.at_least <= right]
        return max(reached, key=lambda closing: closing.at_least).sentence


class Assignment(Table, frozen=True):
    """One assignment: a folder in `solutions/`, a student's copy in `exercises/`, and its steps in order.

    `given` says, where the first function is not of step 1, what the steps before it are, in a sentence or two.
    `answers` has, by function, what is said of wrong answers under the name that the class report gives them.
    """

    name: str
    title: Text
    seed: NotNegative
    scoring: Scoring
    steps: Annotated[Mapping[str, Step], Meta(min_length=1)] = msgspec.field(name="functions")
    answers: Mapping[str, Mapping[str, NamedAnswers]] = msgspec.field(default_factory=dict)
    given: str = ""
    quiz: Quiz | None = None
    due: datetime | None = None

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


def content_files(folder: Path) -> list[Path]:
    """The files of an assignment's folder, without what Python or an editor leaves there."""
    found = ((path, path.relative_to(folder).parts) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path, parts in found if not any(part.startswith((".", "__pycache__")) for part in parts)]


def read_assignment(path: Path, due: datetime | None) -> Assignment:
    """Read and validate an assignment's table.

    Args:
        path: of `assignment.toml`; its folder has the assignment's name.
        due: the date that `course.toml` gives it.

    Raises:
        CourseError: the file cannot be read, or a key, type or reference in it is wrong.
    """
    try:
        table = with_variants(tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except TableError as error:
        raise CourseError(f"{path}: {error}") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    try:
        assignment = assignment_from({**table, "name": path.parent.name}, due)
    except TableError as error:
        raise CourseError(f"{path}: {error}") from None
    checks = _checks_of_a_function(path.parent)
    for name in assignment.scoring.checks:
        if name not in checks:  # nobody could pass it, so everybody would lose its share
            raise CourseError(
                f"{path}: scoring.checks.{name}: found no such check of a function; "
                f"expected one of {', '.join(checks)} (grader/checks/)"
            )
    return assignment


def assignment_from(table: Mapping[str, Any], due: datetime | None) -> Assignment:
    """The assignment that a table describes.

    Raises:
        TableError: it describes none.
    """
    functions = table.get("functions")
    if isinstance(functions, dict):
        functions = {
            name: {**each, "function": name} if isinstance(each, dict) else each for name, each in functions.items()
        }
    return read_table({**table, "functions": functions, "due": due}, Assignment)


def _checks_of_a_function(folder: Path) -> list[str]:
    """Names of the checks that are asked of each function; others, such as the whole chain, are worth nothing."""
    places = (Path(__file__).parent.parent / "checks", folder / "checks")
    files = [file for place in places for file in sorted(place.glob("test_*.py"))]
    tests = (test for file in files for test in _TEST.findall(file.read_text(encoding="utf-8")))
    return [name for name, arguments in tests if re.search(r"\bstep\b", arguments)]
