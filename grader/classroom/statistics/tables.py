"""The class report's numbers as CSV tables, for a spreadsheet or a script."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.csv_files import Cell
from grader.classroom.statistics.summary import STOPPED, ClassSummary

Rows = Iterator[list[Cell]]


def tables(summary: ClassSummary) -> dict[str, Rows]:
    """File name -> rows, each with a header."""
    return {
        "submissions.csv": _submissions(summary),
        "steps.csv": _steps(summary),
        "mistakes.csv": _mistakes(summary),
        "similar.csv": _similar(summary),
    }


def _submissions(summary: ClassSummary) -> Rows:
    steps = list(summary.assignment.steps)
    yield [
        "student_id", "last_name", "first_name", "score", "late_submission_penalty", "max_score",
        "isolation", "chain",
        *steps, *(f"{step}.mistake" for step in steps), "for_a_person", "notes", "warnings",
    ]  # fmt: skip
    for row in summary.scores:
        student, found = row.student, summary.marked.get(row.student.id)
        line: list[Cell] = [student.id, student.last_name, student.first_name]
        line += [row.score, row.penalty, summary.max_score]
        if found is None:
            yield line
            continue
        line += [found.isolation, found.chain]
        line += [found.steps[step].outcome if step in found.steps else None for step in steps]
        line += [found.steps[step].mistake if step in found.steps else None for step in steps]
        line += [" ".join(sentences) for sentences in (found.for_a_person, found.notes, found.warnings)]
        yield line


def _steps(summary: ClassSummary) -> Rows:
    outcomes = ("passed", "failed", "error", *STOPPED, "not attempted")
    yield ["step", "number", "title", "points", "mean_score", "submissions", *outcomes]
    for step in summary.steps:
        yield [
            step.step.function, step.step.number, step.step.title, step.step.points, step.mean_score, step.total,
            *(step.outcomes.get(outcome, 0) for outcome in outcomes),
        ]  # fmt: skip


def _mistakes(summary: ClassSummary) -> Rows:
    yield ["mistake", "step", "name", "students", "student_id"]
    for found in summary.mistakes:
        for mistake, students in found.made.items():
            for student in students:
                yield [mistake.id, mistake.function, mistake.name, len(students), student.id]


def _similar(summary: ClassSummary) -> Rows:
    yield ["group", "bits", "student_id", "functions_shared", "mistakes_shared", "identical_file"]
    for number, found in enumerate(summary.resemblances, start=1):
        for student in found.students:
            shared = [one.versions[student].name for one in found.shared if student in one.versions]
            mistakes = [one.name for one in found.mistakes if student in one.students]
            same = "yes" if any(student in group for group in found.identical) else "no"
            yield [number, round(found.bits, 1), student, " ".join(sorted(shared)), "; ".join(mistakes), same]
