"""Whose functions are trained. Source text only: a student's never shares a process with the course's own."""

from __future__ import annotations

from dataclasses import dataclass

from grader.mistakes import Mistake

from grader.course import Assignment, Course
from grader.report import Report, StepResult
from grader.sandbox import Chunk
from grader.submission import Submission, read_own

MINE = "your functions"


@dataclass(frozen=True)
class Functions:
    """Twelve functions as source text, and how one speaks of them."""

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


def with_mistake(functions: Functions, mistake: Mistake) -> Functions:
    """The functions, one of them replaced by a known mistake."""
    chunk = Chunk(f"the known mistake in {mistake.step}", mistake.source())
    return Functions(f"{mistake.step}: {mistake.name}", (*functions.chunks, chunk))
