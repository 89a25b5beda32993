"""`course grade`: any number of files, a report for each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import click

from grader.report.sentences import complain, fail

_TOO_FEW_FOR_JOBS = 12  # files that one process has graded by the time that others would have started
_MOST_PROBLEMS = 10  # places that could not be looked into, that are named


@click.command()
@click.argument("paths", nargs=-1, required=True, type=Path, metavar="PATH...", help="Files, or folders of them.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of reports as JSON.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; as many as processors if left out.")
@click.option("--any-isolation", is_flag=True, help="Grade even where full isolation is not to be had.")
@click.option("--assignment", metavar="A", help="Which assignment; told by the file if left out.")
def grade(
    paths: tuple[Path, ...], as_json: bool, jobs: int | None, any_isolation: bool, assignment: str | None
) -> None:
    """Grade many submissions. Exits with 0 whenever every submission got a report."""
    from grader.parallel.local import local_pool
    from grader.reading.submission import find_submissions

    files: dict[Path, None] = {}
    missing = False
    for path in paths:
        try:
            found = find_submissions(path)
        except FileNotFoundError as error:
            complain(error)
            missing = True
            continue
        files.update(dict.fromkeys(found.files))
        if not found.files:
            complain(f"{path}: no submissions in this folder; expected .py or .ipynb files")
            missing = True
        for problem in found.problems[:_MOST_PROBLEMS]:
            complain(f"{path}: {problem}")
        if others := found.passed_over:
            names = ", ".join(map(str, others[:5])) + (" and more" if len(others) > 5 else "")
            complain(f"left out, being neither notebooks nor Python files: {names}")
    jobs = 1 if len(files) <= _TOO_FEW_FOR_JOBS else jobs or os.cpu_count() or 1
    # Its processes get ready while this one imports the checks.
    with local_pool(jobs, ["grader.running.batch"]) as pool:
        from grader.course import load_course
        from grader.course.which_assignment import assignments_of
        from grader.report.progress import counting
        from grader.report.terminal import summary_row
        from grader.running.batch import grade_many
        from grader.running.error import GradingError

        course = load_course()
        whose = dict(zip(files, assignments_of(course, list(files), assignment), strict=True))
        reports = counting(grade_many(whose, course, pool, any_isolation), len(files))
        try:
            for line in _json_list(report.to_json() for report in reports) if as_json else map(summary_row, reports):
                click.echo(line)
        except GradingError as error:
            fail(str(error), code=3)
    raise SystemExit(2 if missing else 0)


def _json_list(items: Iterator[object]) -> Iterator[str]:
    """The lines of a JSON list, each item written as soon as it is there."""
    yield "["
    held = None
    for item in items:
        if held is not None:
            yield held + ","
        held = json.dumps(item, ensure_ascii=True)
    if held is not None:
        yield held
    yield "]"
