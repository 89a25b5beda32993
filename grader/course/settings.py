"""The tables of `course.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from grader.course.assignment import MOST, Percent, Positive, PositiveInt, Text
from grader.course.quiz_times import QuizTimes
from grader.course.tables import Table


class SubmissionLimits(Table, frozen=True):
    """What a submission may use while it is graded."""

    call_seconds: Positive
    load_seconds: Positive
    total_seconds: Positive
    memory_mib: PositiveInt
    output_kib: PositiveInt
    file_mib: Positive


class Data(Table, frozen=True):
    """Where the full MNIST set comes from."""

    folder: str
    mirrors: list[Text]


class Gradebook(Table, frozen=True):
    """Where scores end up: one database for the assignments and their quizzes."""

    url: Text
    roster: Text


class Late(Table, frozen=True):
    """What a submission loses that comes after the due date and the grace period."""

    grace_minutes: Annotated[float, Meta(ge=0, le=MOST)]
    percent_per_day: Percent
    at_most_percent: Percent


class Laboratory(Table, frozen=True):
    """`unlocked`: where a student's functions do not pass yet, the course's stand in for them in the laboratory."""

    unlocked: bool = False


class AssignmentEntry(Table, frozen=True):
    """What `course.toml` says of an assignment: when it is due, what it builds on, and when its quiz is open."""

    due: Annotated[datetime, Meta(tz=True)] | None = None  # the same moment wherever it is read
    needs: tuple[Text, ...] = ()
    quiz: QuizTimes = QuizTimes()


class CourseSettings(Table, frozen=True):
    """The tables of `course.toml`."""

    title: Text
    limits: SubmissionLimits
    data: Data
    gradebook: Gradebook
    late: Late
    assignments: Mapping[str, AssignmentEntry]
    laboratory: Laboratory = Laboratory()
