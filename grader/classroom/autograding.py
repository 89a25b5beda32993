"""A class of submissions into the gradebook: judged in parallel, each once, and written by one writer.

It may be killed at any point. A verdict is on disk before it counts, a submission's rows are written together, and
its autograded notebook comes last, as the sign that all is there; another run goes on from what it finds.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.classroom.feedback.writing import outdated_feedback
from grader.classroom.gradebook.assignment_rows import AssignmentRows, keep_assignment
from grader.classroom.gradebook.database import open_gradebook, transaction
from grader.classroom.gradebook.grade_rows import GradedSubmission, write_grades
from grader.classroom.intake.hand_in import SECRET, TIMESTAMP, HandIn, read_hand_in
from grader.classroom.intake.submitters import find_submitters, folder_of
from grader.classroom.judging.judge import course_files, judge_batch
from grader.classroom.judging.results_cache import ResultsCache
from grader.classroom.judging.verdict import NotebookWriter, Verdict
from grader.classroom.marked_notebook import marked_path
from grader.classroom.template import Template, load_template
from grader.course import Assignment, Course
from grader.files.whole_files import keep_whole, remove_leftovers, write_whole
from grader.parallel.pool import LostProcessError, Pool, in_parallel
from grader.running.error import GradingError
from grader.sandbox import SandboxError

_LARGEST_BATCH = 16  # starting a batch then costs little, and a kill loses little
_LARGEST_UNJUDGED = 64  # of what has its verdict
_READ_ONLY = 0o444  # as nbgrader leaves what it has graded


@dataclass(frozen=True)
class SubmissionOutcome:
    """How one submission came out.

    Attributes:
        student: the student's id.
        score: automatic points.
        judged: whether it was judged in this run; otherwise the verdict was there.
        changed: whether its marked notebook is another one than before.
        for_a_person: sentences on what somebody must look at.
    """

    student: str
    score: float
    judged: bool
    changed: bool
    for_a_person: tuple[str, ...]


@dataclass(frozen=True)
class _Waiting:
    """A hand-in without the files, which have been sent off, the key of its verdict, and that of an earlier run."""

    hand_in: HandIn
    key: str
    earlier: Verdict | None


@dataclass(frozen=True)
class _Judged:
    hand_in: HandIn
    verdict: Verdict
    anew: bool


class Autograding:
    """One assignment's submissions, to be graded. Making it opens the gradebook; use it in a `with`.

    Attributes:
        known: ids of the students who will be graded.
        unknown: names of folders that nobody of the class has.
        misplaced: files that lie above the folder that they belong in.
        renamed: folders whose name is a student's id in another spelling: the folder, and the id.
        withdrawn: ids of those who have a folder and have left the class.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        only: Sequence[str] = (),
        *,
        create: bool = False,
        force: bool = False,
        any_isolation: bool = False,
    ) -> None:
        """See ``find_submitters``; `force` judges again what has a verdict."""
        self._course = course
        self._assignment = assignment
        self._template: Template = load_template(course, assignment)
        self._writer = NotebookWriter(self._template)
        self._cache = ResultsCache(course, self._template, any_isolation)
        self._sent = course_files(course, assignment, any_isolation)
        self._force = force
        self._whole_class = not only
        self._judged: set[str] = set()  # keys of this run's verdicts
        self._gradebook = open_gradebook(course)
        try:
            with transaction(self._gradebook) as session:
                self._rows: AssignmentRows = keep_assignment(
                    session, assignment.name, self._template.notebook, assignment.due
                )
                submitters = find_submitters(session, course, assignment, only, create)
        except BaseException:
            self._gradebook.close()
            raise
        self.known, self.unknown, self.misplaced = submitters.known, submitters.unknown, submitters.misplaced
        self.renamed, self.withdrawn = submitters.renamed, submitters.withdrawn
        self._folders = submitters.folders

    def __enter__(self) -> Autograding:
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.close()

    def run(self, pool: Pool) -> Iterator[SubmissionOutcome]:
        """Grade the known students' submissions; each outcome once all of it is in its place.

        Args:
            pool: where batches are judged.

        Raises:
            GradingError: something other than a submission is broken.
        """
        unchanged: deque[SubmissionOutcome] = deque()
        try:
            for waiting, verdicts in in_parallel(pool, judge_batch, self._tasks(pool, unchanged)):
                yield from self._write(self._received(waiting, verdicts))
                yield from _drained(unchanged)
        except LostProcessError as error:
            raise GradingError(str(error)) from error
        yield from _drained(unchanged)
        if self._whole_class:
            self._cache.forget_old()

    def outdated_feedback(self) -> tuple[str, ...]:
        """The students whose feedback page says something else than their grades now."""
        return outdated_feedback(self._course, self._assignment, self._gradebook)

    def _tasks(
        self, pool: Pool, unchanged: deque[SubmissionOutcome]
    ) -> Iterator[tuple[list[_Waiting], tuple[Any, ...]]]:
        """Batches to be judged, with the arguments for that; what needs no judging is written on the way."""
        limit = int(self._course.limits.file_mib * 2**20)
        ready: list[_Judged] = []
        batch: list[HandIn] = []
        waiting: list[_Waiting] = []
        for number, student in enumerate(self.known):
            folder = folder_of(self._course, self._assignment, self._folders[student])
            hand_in = _read(folder, student, self._assignment.name, limit)
            key = self._cache.key(hand_in)
            without_files = replace(hand_in, files=())
            verdict = self._cache.find(key)
            if verdict is not None and not self._force and (verdict.is_settled or key in self._judged):
                ready.append(_Judged(without_files, verdict, anew=False))
            else:
                batch.append(hand_in)
                waiting.append(_Waiting(without_files, key, None if key in self._judged else verdict))
            if len(ready) == _LARGEST_UNJUDGED:
                unchanged += self._write(ready)
                ready = []
            if len(batch) >= pool.next_batch(len(self.known) - number, _LARGEST_BATCH):
                yield waiting, (self._sent, batch)
                batch, waiting = [], []
        if batch:
            yield waiting, (self._sent, batch)
        unchanged += self._write(ready)

    def _received(self, waiting: Sequence[_Waiting], verdicts: Sequence[bytes]) -> list[_Judged]:
        judged = []
        for one, content in zip(waiting, verdicts, strict=True):
            verdict = Verdict.from_bytes(content)
            if one.earlier is not None and not verdict.is_settled:
                verdict = verdict.after(one.earlier)
                content = verdict.to_bytes()
            self._cache.store(one.key, content)
            self._judged.add(one.key)
            judged.append(_Judged(one.hand_in, verdict, anew=True))
        return judged

    def _write(self, batch: Sequence[_Judged]) -> list[SubmissionOutcome]:
        """Everything of the batch into its places: grades first, notebooks last."""
        texts = [self._writer.content(judged.verdict.notebook) for judged in batch]
        changed = [self._is_new(judged, text) for judged, text in zip(batch, texts, strict=True)]
        if batch:
            grades = [
                GradedSubmission(
                    student=judged.hand_in.student,
                    scores=judged.verdict.scores,
                    unanswered=judged.verdict.unanswered,
                    submitted_at=judged.hand_in.submitted_at,
                    anew=new,
                )
                for judged, new in zip(batch, changed, strict=True)
            ]
            with transaction(self._gradebook):
                write_grades(self._gradebook, self._rows, grades, self._course.late)
        outcomes = []
        for judged, text, new in zip(batch, texts, changed, strict=True):
            self._write_files(judged, text, new)
            score = sum(judged.verdict.scores.values())
            student = judged.hand_in.student
            outcomes.append(SubmissionOutcome(student, score, judged.anew, new, judged.verdict.for_a_person))
        return outcomes

    def _is_new(self, judged: _Judged, text: bytes) -> bool:
        try:
            return marked_path(self._course, self._assignment, judged.hand_in.student).read_bytes() != text
        except OSError:
            return True

    def _write_files(self, judged: _Judged, text: bytes, new: bool) -> None:
        student = judged.hand_in.student
        notebook = marked_path(self._course, self._assignment, student)
        log = self._course.root / ".course" / "logs" / self._assignment.name / f"{student}.log"
        keep_whole(log, (f"{student}\n{judged.verdict.log}").encode(errors="replace"))
        _write_for_the_exchange(judged.hand_in, notebook.parent)
        remove_leftovers(notebook.parent)
        if new:
            write_whole(notebook, text, _READ_ONLY)


def _read(folder: Path, student: str, assignment: str, limit_bytes: int) -> HandIn:
    try:
        return read_hand_in(folder, student, assignment, limit_bytes)
    except SandboxError as error:
        raise GradingError(str(error)) from error
    except Exception as error:  # a fault of ours, and one folder's: the class must be graded all the same
        return HandIn(student, assignment, (), problems=(f"The folder cannot be read ({type(error).__name__}).",))


def _write_for_the_exchange(hand_in: HandIn, folder: Path) -> None:
    """What nbgrader hands feedback back by, and compares to see whether there is newer work.

    Work that came another way has neither, but nbgrader's `release_feedback` stops a whole class where one of the
    two files is missing.
    """
    time = hand_in.submitted_at
    line = "" if time is None else f"{time:%Y-%m-%d %H:%M:%S.%f %Z}\n"
    keep_whole(folder / TIMESTAMP, line.encode(), _READ_ONLY)
    if hand_in.secret:
        keep_whole(folder / SECRET, hand_in.secret, _READ_ONLY)
    elif not (folder / SECRET).exists():  # one that nobody knows
        write_whole(folder / SECRET, secrets.token_hex().encode(), _READ_ONLY)


def _drained(outcomes: deque[SubmissionOutcome]) -> Iterator[SubmissionOutcome]:
    while outcomes:
        yield outcomes.popleft()
