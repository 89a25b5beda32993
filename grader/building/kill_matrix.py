"""The kill matrix: every known mistake against every check, as a page for each assignment in `docs/kill_matrix/`.

The bank of mistakes is what the grader is tested with. Each mistake is handed in as a submission, through the
sandbox, and must lose points, be recognised as itself and be taken for no other. Then a reason for it is searched
for as if the bank did not have it.
`python -m grader.building.kill_matrix` writes the pages and their index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

FOLDER = Path("docs") / "kill_matrix"
INDEX = "README.md"
_SECONDS = (6.0, 30.0)  # for one mistake: what is found depends on no clock, or the page does not say it


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
    """By the mistake's id the kind of reason that is found where the bank does not have it.

    None where nothing is found, and where a search that has more time finds another kind.
    """
    key = answer_key(course, assignment)
    found: dict[str, Tier | None] = {}
    for mistake in load_content(course.content_folder(assignment)).mistakes:
        chunks = [Chunk(mistake.id, mistake.source())]
        tiers: set[Tier | None] = set()
        for seconds in _SECONDS:
            with shared_sandbox().open(chunks, limits_of(course)) as worker:
                asking = Asking(key, partial(SandboxedFunctions, worker), lambda _: None, NoFile())
                reason = search(mistake.function, [asking], chunks, seconds)
            tiers.add(reason.tier if reason else None)
        found[mistake.id] = tiers.pop() if len(tiers) == 1 else None
    return found


def pages(
    course: Course, found: Mapping[str, Sequence[GradedMistake]], tiers: Mapping[str, Mapping[str, Tier | None]]
) -> dict[str, str]:
    """The matrix as Markdown: by file name a page for each assignment, and the index.

    Args:
        course: the course.
        found: by assignment, what grading each known mistake gave.
        tiers: by assignment and mistake, the kind of reason that is found without the bank.
    """
    return {INDEX: _index(course, found, tiers)} | {
        f"{name}.md": _page(course.assignment(name), verdicts, tiers[name]) for name, verdicts in found.items()
    }


def tiers_on(text: str, bank: Iterable[Mistake]) -> dict[str, Tier | None]:
    """What an assignment's page says of reasons without the bank, by mistake."""
    rows = [row.split("|") for row in text.splitlines() if row.startswith("| `")]
    said = {row[1].strip(): row[-2].strip() for row in rows}
    return {mistake.id: next((tier for tier in TIERS if tier == said.get(_named(mistake))), None) for mistake in bank}


def _index(
    course: Course, found: Mapping[str, Sequence[GradedMistake]], tiers: Mapping[str, Mapping[str, Tier | None]]
) -> str:
    rows = []
    for name, verdicts in found.items():
        searched = Counter(tiers[name].values())
        numbers = (*_killed(verdicts), searched["edit"], searched["formula"], searched[None])
        title = f"[{course.assignment(name).title}]({name}.md)"
        rows.append(f"| {title} | {len(verdicts)} | {' | '.join(map(str, numbers))} |")
    return "\n".join(
        [
            "# The kill matrix",
            "",
            "Each known mistake, handed in as a submission: which check catches it, and what its author reads.",
            "A mistake that no check catches would go unnoticed, and the tests would fail.",
            "",
            "| assignment | mistakes | killed | recognised | told the place | told what it computes | told nothing |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            "The last three columns are about the reason that would be found if the bank did not have the mistake.",
            "Made by `python -m grader.building.kill_matrix`.",
            "",
        ]
    )


def _page(assignment: Assignment, verdicts: Sequence[GradedMistake], tiers: Mapping[str, Tier | None]) -> str:
    killed, recognised = _killed(verdicts)
    return "\n".join(
        [
            f"# The kill matrix: {assignment.title}",
            "",
            "A check that a mistake fails *kills* it (the word says how); a dot is a check that it passes; a dash is",
            "a check that is not asked because the contract failed.",
            f"{killed} of {len(verdicts)} mistakes are killed, {recognised} are recognised for what they are.",
            "",
            "There are three kinds of reason, the tiers. *Reason* is the one that a student reads: `mistake` is a",
            "known mistake, by its name. *Without it* is the one that would be found if the bank did not have this",
            "mistake: `edit` is the place in the student's text where it goes wrong, `formula` is what the function",
            "computes.",
            "",
            *_table(list(assignment.scoring.checks), verdicts, tiers),
            "",
            f"[All assignments]({INDEX})",
            "",
        ]
    )


def _killed(verdicts: Sequence[GradedMistake]) -> tuple[int, int]:
    """How many are killed, and how many recognised."""
    return sum(not verdict.survived for verdict in verdicts), sum(verdict.recognised for verdict in verdicts)


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
    """Write the index and all pages; what else is in the folder goes."""
    course = load_course()
    folder = course.root / FOLDER
    found = {name: graded_mistakes(course, assignment) for name, assignment in course.assignments.items()}
    tiers = {name: searched_tiers(course, assignment) for name, assignment in course.assignments.items()}
    written = pages(course, found, tiers)
    folder.mkdir(exist_ok=True)
    for other in folder.glob("*.md"):
        if other.name not in written:
            other.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
        print(f"written: {folder / name}")


if __name__ == "__main__":
    main()
