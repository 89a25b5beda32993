"""Hand-ins -> verdicts: mend, run in the sandbox, mark. The same on this machine and on any other.

A worker needs nothing of the course's folder: what it takes of it travels as bytes (CourseFiles).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import grader
from grader.classroom.intake.hand_in import HandIn
from grader.classroom.intake.mending import Mended, mend, unreadable
from grader.classroom.judging.marking import mark, scores_of, submission_of
from grader.classroom.judging.verdict import UNSURE, Verdict, abridged, unanswered
from grader.classroom.template import Template, load_template
from grader.course import Assignment, Course
from grader.course.course import KEYS
from grader.course.secret import SecretSeed, find_secret
from grader.key.files import answer_key
from grader.key.stored import written
from grader.report.report import CONTRADICTION, Report
from grader.report.terminal import render
from grader.running.error import GradingError
from grader.running.grading import grade, require_full_isolation
from grader.running.pytest_session import checks_of_its_own
from grader.sandbox import SandboxError


@dataclass(frozen=True)
class CourseFiles:
    """What a worker needs of a course to judge work for one assignment.

    Attributes:
        digest: of all that follows; a worker that was given the same before need not unpack it again.
        course: with this assignment alone, and with the contents of its files in place of a folder.
        grader_version: of the grader that sends them; see ``grader_version``.
        any_isolation: whether to judge where full isolation is not to be had.
        secret: the class's secret seed, if it has one. It is in no file that a worker writes.
    """

    digest: str
    course: Course = field(repr=False, compare=False)
    grader_version: str = field(compare=False)
    any_isolation: bool = field(compare=False)
    secret: SecretSeed | None = field(compare=False)


def course_files(course: Course, assignment: Assignment, any_isolation: bool = False) -> CourseFiles:
    """What judging reads of a course: the assignment's answer keys and checks, what students got, and no solution."""
    secret = find_secret(course)
    paths = [*course.student_files(assignment), *checks_of_its_own(course, assignment)]
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    files[f"{KEYS}/{assignment.name}.key"] = written(answer_key(course, assignment))
    if secret:
        files[f"{KEYS}/{assignment.name}.secret.key"] = written(answer_key(course, assignment, secret.number))
    alone = replace(course, root=Path("course"), assignments={assignment.name: assignment}, files=files, needs={})
    digest = hashlib.sha256(repr((replace(alone, files=None), any_isolation)).encode())
    for name, content in files.items():
        digest.update(f"{name} {len(content)} ".encode() + content)
    return CourseFiles(digest.hexdigest(), alone, grader_version(), any_isolation, secret)


@cache
def grader_version() -> str:
    """A digest of all of the grader's source: the checks, the bank of mistakes, the wording of messages."""
    digest = hashlib.sha256()
    root = Path(grader.__file__).parent
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.ini")]):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def judge_batch(course_files: CourseFiles, hand_ins: Sequence[HandIn]) -> list[bytes]:
    """Judge hand-ins in a worker; the verdicts as bytes, in their order.

    Raises:
        GradingError: something other than a hand-in is broken.
    """
    if course_files.grader_version != grader_version():
        raise GradingError(
            "a worker has another version of the grader than this machine; install the same one on both"
        )
    require_full_isolation(course_files.any_isolation)
    course, template = _unpacked(course_files)
    verdicts = judge(hand_ins, course, course.assignment(), template, course_files.secret)
    return [verdict.to_bytes() for verdict in verdicts]


def judge(
    hand_ins: Iterable[HandIn],
    course: Course,
    assignment: Assignment,
    template: Template,
    secret: SecretSeed | None = None,
) -> list[Verdict]:
    """Judge hand-ins one after another in this process's sandbox.

    Raises:
        GradingError: something other than a hand-in is broken.
    """
    path = Path(f"{assignment.name}.ipynb")
    mended = [_mended(hand_in, template) for hand_in in hand_ins]
    reports: list[Report] = []
    submissions = [submission_of(one, path, tuple(assignment.steps)) for one in mended]
    grade(submissions, course, assignment, reports.append, secret=secret)
    return [_verdict(one, report, template) for one, report in zip(mended, reports, strict=True)]


def _mended(hand_in: HandIn, template: Template) -> Mended:
    try:
        if hand_in.problems and not any(content for _, content in hand_in.files):
            return replace(unreadable(hand_in.problems[0], template), for_a_person=hand_in.problems)
        mended = mend(dict(hand_in.files), template)
    except SandboxError as error:
        raise GradingError(str(error)) from error
    except Exception as error:  # a fault of ours, and one hand-in's: the class must be graded all the same
        mended = unreadable(f"The grader fails to read this work ({type(error).__name__}).", template)
    return replace(mended, for_a_person=(*hand_in.problems, *mended.for_a_person))


def _verdict(mended: Mended, report: Report, template: Template) -> Verdict:
    notebook = mark(mended, report, template)
    unsure = [
        f"{step.step.function} ended with: {step.outcome}. Is it the student's doing?"
        for step in report.steps
        if step.outcome in UNSURE
    ]
    contradiction = [CONTRADICTION] if report.contradicts_itself else []
    for_a_person = (*mended.for_a_person, *unsure, *contradiction)
    remarks = [*(f"Repaired: {note}" for note in mended.notes), *(f"For a person: {note}" for note in for_a_person)]
    return Verdict(
        notebook=abridged(notebook, template),
        scores=scores_of(report, template),
        unanswered=unanswered(notebook, template),
        report=report.to_json(),
        notes=mended.notes,
        for_a_person=for_a_person,
        log="\n".join([render(report), *(["", *remarks] if remarks else [])]) + "\n",
    )


@lru_cache(maxsize=2)  # a Dask worker may outlive the course that it was given first
def _unpacked(course_files: CourseFiles) -> tuple[Course, Template]:
    """In memory alone: answer keys in a temporary folder would stay there when this process is killed."""
    return course_files.course, load_template(course_files.course, course_files.course.assignment())
