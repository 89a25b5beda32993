"""The kill matrix: every known mistake against every check, as a page for `docs/`.

The bank of mistakes is what the grader is tested with. Each mistake is handed in as a submission, through the
sandbox, and must lose points, be recognised as itself and be taken for no other. Then a reason for it is searched
for as if the bank did not have it.
`python -m grader.building.kill_matrix` writes the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

from grader.asking.advice import NoFile
from grader.asking.asking import Asking
from grader.course import Assignment, Course, load_course
from grader.course.content import load_content
from grader.explaining.explain import search
from grader.functions import Mistake
from grader.key.files import answer_key
from grader.reading.submission import Submission
from grader.report.explanation import TIERS, Tier
from grader.report.message import Outcome
from grader.report.report import Report, StepResult
from grader.running.grading import grade
from grader.running.opening import SandboxedFunctions, limits_of
from grader.sandbox import Chunk, shared_sandbox

PAGE = Path("docs") / "kill_matrix.md"
_SECONDS = 6.0  # for one mistake: a busy machine must find what another one finds


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


def searched_tiers(course: Course, assignment: Assignment) -> dict[str, Tier | None]:
    """By the mistake's id the kind of reason that is found where the bank does not have it, with time enough."""
    key = answer_key(course, assignment)
    found: dict[str, Tier | None] = {}
    for mistake in load_content(course.content_folder(assignment)).mistakes:
        chunks = [Chunk(mistake.id, mistake.source())]
        with shared_sandbox().open(chunks, limits_of(course)) as worker:
            asking = Asking(key, partial(SandboxedFunctions, worker), lambda _: None, NoFile())
            reason = search(mistake.function, [asking], chunks, _SECONDS)
        found[mistake.id] = reason.tier if reason else None
    return found


def page(
    course: Course, found: Mapping[str, Sequence[GradedMistake]], tiers: Mapping[str, Mapping[str, Tier | None]]
) -> str:
    """The matrix as Markdown, a table for each assignment.

    Args:
        course: the course.
        found: by assignment, what grading each known mistake gave.
        tiers: by assignment and mistake, the kind of reason that is found without the bank.
    """
    searched = Counter(tier for of in tiers.values() for tier in of.values())
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
        "",
        "There are three kinds of reason, the tiers. *Reason* is the one that a student reads: `mistake` is a known",
        "mistake, by its name. *Without it* is the one that would be found if the bank did not have this mistake:",
        "`edit` is the place in the student's text where it goes wrong, `formula` is what the function computes.",
        f"So {searched['edit']} of them would be told the place, {searched['formula']} what they compute, and "
        f"{searched[None]} nothing.",
    ]
    for name, verdicts in found.items():
        assignment = course.assignment(name)
        lines += ["", f"## {assignment.title}", "", *_table(list(assignment.scoring.checks), verdicts, tiers[name])]
    return "\n".join(lines) + "\n"


def tiers_on(text: str, course: Course) -> dict[str, dict[str, Tier | None]]:
    """What a page says of reasons without the bank: by assignment and mistake."""
    found: dict[str, dict[str, Tier | None]] = {}
    for name, assignment in course.assignments.items():
        section = text.partition(f"\n## {assignment.title}\n")[2].partition("\n## ")[0]
        rows = [row.split("|") for row in section.splitlines() if row.startswith("| `")]
        said = {row[1].strip(): row[-2].strip() for row in rows}
        for mistake in load_content(course.content_folder(assignment)).mistakes:
            tier = next((tier for tier in TIERS if tier == said.get(_named(mistake))), None)
            found.setdefault(name, {})[mistake.id] = tier
    return found


def _named(mistake: Mistake) -> str:
    return f"`{mistake.function}` {mistake.name}"


def _table(checks: Sequence[str], found: Sequence[GradedMistake], tiers: Mapping[str, Tier | None]) -> Iterator[str]:
    names = " | ".join(check.replace("_", " ") for check in checks)
    yield f"| mistake | {names} | points | recognised | reason | without it |"
    yield "|---" * (len(checks) + 5) + "|"
    for verdict in found:
        outcomes = [verdict.outcome(check) for check in checks]
        cells = ["" if outcome is None else _CELLS.get(outcome, outcome) for outcome in outcomes]
        points = f"{verdict.result.score:g} of {verdict.result.step.points:g}"
        recognised = "yes" if verdict.recognised else f"as {verdict.result.mistake or 'nothing'}"
        reason = verdict.result.explanation.tier if verdict.result.explanation else ""
        without = tiers[verdict.mistake.id] or ""
        yield f"| {_named(verdict.mistake)} | {' | '.join(cells)} | {points} | {recognised} | {reason} | {without} |"


_CELLS: dict[Outcome, str] = {"passed": "·", "skipped": "-", "failed": "fails"}


def _submission(row: Sequence[Mistake | None]) -> Submission:
    chunks = tuple(Chunk(mistake.id, mistake.source()) for mistake in row if mistake is not None)
    return Submission(Path("known mistakes"), chunks)


def main() -> None:
    """Write the page."""
    course = load_course()
    path = course.root / PAGE
    found = {name: graded_mistakes(course, assignment) for name, assignment in course.assignments.items()}
    tiers = {name: searched_tiers(course, assignment) for name, assignment in course.assignments.items()}
    path.write_text(page(course, found, tiers), encoding="utf-8")
    print(f"written: {path}")


if __name__ == "__main__":
    main()
