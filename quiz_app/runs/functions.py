"""Whose functions are trained. Source text only: a student's never shares a process with the course's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.course import Assignment, Course
from grader.course.content import load_part
from grader.functions import Mistake
from grader.reading.submission import Submission, read_own
from grader.report.report import Report, StepResult
from grader.sandbox import Chunk

MINE = "your functions"


@dataclass(frozen=True)
class Functions:
    """An assignment's functions as source text, and how one speaks of them."""

    name: str
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True)
class Readiness:
    """Whether a student's functions can be trained: the steps that do not pass, and those that give no answer."""

    failing: tuple[StepResult, ...]
    silent: tuple[StepResult, ...]

    @property
    def ready(self) -> bool:
        """Whether every step passes."""
        return not self.failing

    @property
    def trainable(self) -> bool:
        """Whether training can call every function, right or wrong."""
        return not self.silent


def readiness(report: Report) -> Readiness:
    """What a report means for training."""
    failing = tuple(result for result in report.steps if result.outcome != "passed")
    silent = tuple(result for result in failing if result.outcome != "failed")
    return Readiness(failing, silent)


def of_student(submission: Submission, name: str = MINE) -> Functions:
    """The student's functions as they are."""
    return Functions(name, submission.chunks)


def of_course(course: Course, assignment: Assignment) -> Functions | None:
    """The course's own functions, or None where they are not at hand."""
    path = course.reference_file(assignment)
    return Functions("the course's functions", read_own(path).chunks) if path.is_file() else None


def known_mistakes(course: Course, assignment: Assignment) -> Mapping[str, Mistake]:
    """The assignment's known mistakes by their ids; none in a student's kit, where their source is not at hand.

    Raises:
        ContentError: the assignment's mistakes cannot be loaded.
    """
    folder = course.content_folder(assignment)
    bank = load_part(folder, "mistakes") if folder.is_dir() else None
    return {mistake.id: mistake for mistake in bank.MISTAKES} if bank else {}


def with_mistake(functions: Functions, mistake: Mistake) -> Functions:
    """The functions, one of them replaced by a known mistake."""
    chunk = Chunk(f"the known mistake in {mistake.function}", mistake.source())
    return Functions(f"{mistake.function}: {mistake.name}", (*functions.chunks, chunk))
