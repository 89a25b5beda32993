"""What a run of autograding says at its end: who somebody must look at, and one line on all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.classroom.autograding import SubmissionOutcome
from grader.course import Assignment
from grader.report.points import points_of
from grader.sandbox.plain_text import plain_line

_MOST_LISTED = 20


class Summary:
    """Counts outcomes; keeps only those that a person must look at."""

    def __init__(
        self,
        assignment: Assignment,
        unknown: Sequence[str],
        misplaced: Sequence[str],
        renamed: Mapping[str, str] = {},
    ) -> None:
        self._assignment = assignment
        self._unknown = unknown
        self._misplaced = misplaced
        self._renamed = renamed
        self._judged = self._unchanged = 0
        self._score = 0.0
        self._to_look_at: list[SubmissionOutcome] = []
        self._outdated: Sequence[str] = ()
        self._withdrawn: Sequence[str] = ()

    def add(self, outcome: SubmissionOutcome) -> None:
        """Count one outcome."""
        self._score += outcome.score
        if outcome.judged:
            self._judged += 1
        else:
            self._unchanged += 1
        if outcome.for_a_person:
            self._to_look_at.append(outcome)

    def say_outdated(self, students: Sequence[str]) -> None:
        """The feedback pages of these students are older than the grades."""
        self._outdated = students

    def say_withdrawn(self, students: Sequence[str]) -> None:
        """These students have handed in and left the class; they are not graded."""
        self._withdrawn = students

    def lines(self) -> Iterator[str]:
        """The text, line by line; the last one is about all."""
        logs = f".course/logs/{self._assignment.name}/"
        for outcome in sorted(self._to_look_at, key=lambda outcome: outcome.student)[:_MOST_LISTED]:
            yield f"  look at {plain_line(outcome.student, 40)}: {plain_line(' '.join(outcome.for_a_person), 300)}"
        if len(self._to_look_at) > _MOST_LISTED:
            yield f"  look at {len(self._to_look_at) - _MOST_LISTED} more: lines that begin `For a person` in {logs}"
        for folder, student in list(self._renamed.items())[:_MOST_LISTED]:
            yield f"  submitted/{plain_line(folder, 100)} is taken for {plain_line(student, 100)}'s"
        if len(self._renamed) > _MOST_LISTED:
            yield f"  {len(self._renamed) - _MOST_LISTED} more folders are taken for the student of nearly that id"
        for name in self._unknown[:_MOST_LISTED]:
            yield f"  unknown, not graded: submitted/{name}"
        if len(self._unknown) > _MOST_LISTED:
            yield f"  unknown: {len(self._unknown) - _MOST_LISTED} more folders were not graded"
        if self._unknown:
            yield (
                "  The roster and the gradebook have no such students: add them with `course roster FILE.csv`, "
                "or grade them with --create."
            )
        for name in self._misplaced[:_MOST_LISTED]:
            yield f"  not graded: submitted/{name} belongs in submitted/<student>/{self._assignment.name}/"
        if len(self._misplaced) > _MOST_LISTED:
            yield f"  not graded: {len(self._misplaced) - _MOST_LISTED} more files that lie outside of such a folder"
        if self._withdrawn:
            names = [plain_line(student, 100) for student in self._withdrawn[:_MOST_LISTED]]
            more = len(self._withdrawn) - len(names)
            yield f"  withdrawn, not graded: {', '.join(names)}" + (f" and {more} more" if more else "")
        if self._outdated:
            number = len(self._outdated)
            yield (
                f"  {number} feedback page{'s are' if number > 1 else ' is'} older than the grades: "
                f"course feedback {self._assignment.name}"
            )
        yield self._line(logs)

    def _line(self, logs: str) -> str:
        total = self._judged + self._unchanged
        parts = [f"{total} graded" + (f" ({self._unchanged} had not changed)" if self._unchanged else "")]
        if total:
            average = points_of(self._score / total, self._assignment.points)
            parts.append(f"on average {average} (of these, before penalties and scores by hand)")
        parts.append(f"{len(self._to_look_at)} for a person to look at")
        if self._unknown:
            parts.append(f"{len(self._unknown)} unknown")
        return f"{self._assignment.name}: {', '.join(parts)}. Logs are in {logs}"
