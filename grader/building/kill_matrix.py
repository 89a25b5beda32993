"""The kill matrix: every known mistake against every check, as a page for `docs/`.

The bank of mistakes is what the grader is tested with. Each mistake is handed in as a submission, through the
sandbox, and must lose points, be recognised as itself and be taken for no other.
`python -m grader.building.kill_matrix` writes the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from grader.course import Assignment, Course, load_course
from grader.course.content import load_content
from grader.functions import Mistake
from grader.reading.submission import Submission
from grader.report.message import Outcome
from grader.report.report import Report, StepResult
from grader.running.grading import grade
from grader.sandbox import Chunk

PAGE = Path("docs") / "kill_matrix.md"


@dataclass(frozen=True)
class GradedMistake:
    """What grading a known mistake gave."""

    mistake: Mistake
    result: StepResult

    @property
    def survived(self) -> bool:
        """It lost no points: the grader is blind to it."""
        return self.result.score >= self.result.step.points

    @property
    def recognised(self) -> bool:
        """It was diagnosed, and as itself."""
        return self.result.mistake == self.mistake.id

    def outcome(self, check: str) -> Outcome | None:
        """How it fared in a check; None where its function has no such check."""
        return next((found.outcome for found in self.result.checks if found.check == check), None)


def graded_mistakes(course: Course, assignment: Assignment) -> list[GradedMistake]:
    """Grade every known mistake of the assignment's steps, in the bank's order step by step."""
    bank = load_content(course.content_folder(assignment)).mistakes
    banks = [[mistake for mistake in bank if mistake.function == function] for function in assignment.steps]
    reports: list[Report] = []
    # Steps are judged alone, so one submission carries a mistake in every step.
    rows = list(zip_longest(*banks))
    grade(map(_submission, rows), course, assignment, reports.append)
    return [
        GradedMistake(row[column], report.steps[column])
        for column in range(len(banks))
        for row, report in zip(rows, reports, strict=True)
        if row[column] is not None
    ]


def page(course: Course, found: Mapping[str, Sequence[GradedMistake]]) -> str:
    """The matrix as Markdown, a table for each assignment."""
    every = [verdict for verdicts in found.values() for verdict in verdicts]
    killed = sum(not verdict.survived for verdict in every)
    recognised = sum(verdict.recognised for verdict in every)
    lines = [
        "# The kill matrix",
        "",
        "Each known mistake, handed in as a submission. A check that it fails *kills* it (the word says how); a dot",
        "is a check that it passes; a dash is a check that is not asked because the contract failed. A mistake that",
        "no check kills would go unnoticed, and the tests would fail.",
        "",
        f"{killed} of {len(every)} mistakes are killed, {recognised} are recognised for what they are.",
        "Made by `python -m grader.building.kill_matrix`.",
    ]
    for name, verdicts in found.items():
        assignment = course.assignment(name)
        lines += ["", f"## {assignment.title}", "", *_table(list(assignment.scoring.checks), verdicts)]
    return "\n".join(lines) + "\n"


def _table(checks: Sequence[str], found: Sequence[GradedMistake]) -> Iterator[str]:
    yield "| mistake | " + " | ".join(check.replace("_", " ") for check in checks) + " | points | recognised |"
    yield "|---" * (len(checks) + 3) + "|"
    for verdict in found:
        outcomes = [verdict.outcome(check) for check in checks]
        cells = ["" if outcome is None else _CELLS.get(outcome, outcome) for outcome in outcomes]
        points = f"{verdict.result.score:g} of {verdict.result.step.points:g}"
        recognised = "yes" if verdict.recognised else f"as {verdict.result.mistake or 'nothing'}"
        name = f"`{verdict.mistake.function}` {verdict.mistake.name}"
        yield f"| {name} | " + " | ".join(cells) + f" | {points} | {recognised} |"


_CELLS: dict[Outcome, str] = {"passed": "·", "skipped": "-", "failed": "fails"}


def _submission(row: Sequence[Mistake | None]) -> Submission:
    chunks = tuple(Chunk(mistake.id, mistake.source()) for mistake in row if mistake is not None)
    return Submission(Path("known mistakes"), chunks)


def main() -> None:
    """Write the page."""
    course = load_course()
    path = course.root / PAGE
    found = {assignment.name: graded_mistakes(course, assignment) for assignment in course.assignments.values()}
    path.write_text(page(course, found), encoding="utf-8")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
