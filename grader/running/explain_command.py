"""`course explain`: all that can be found out about one wrong function, for instructors and contributors."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from grader.report.sentences import fail


@click.command()
@click.argument("file", type=Path, help="A notebook or Python file.")
@click.option("--step", required=True, help="A function's name or its number.")
@click.option("--assignment", metavar="A", help="Which assignment; told by the file if left out.")
def explain(file: Path, step: str, assignment: str | None) -> None:
    """Show every reason that is found for one wrong function.

    Beside the reason that a student reads stand the others, and the name of the function's answers, under which
    `assignment.toml` can say something to everybody who answers so.
    """
    from grader.asking.advice import NoFile
    from grader.asking.asking import Asking
    from grader.course import load_course
    from grader.course.which_assignment import assignment_of
    from grader.explaining.explain import every_reason
    from grader.report.terminal import Style, paragraph
    from grader.running.grading import grade_file, keys_of
    from grader.running.opening import SandboxedFunctions, limits_of, read_to_grade
    from grader.sandbox import shared_sandbox

    if not file.is_file():
        fail(f"{file}: no such file; check the spelling")
    course = load_course()
    chosen = assignment_of(course, file, assignment)
    style = Style.of(sys.stdout)
    for one in chosen.select(step):
        result = grade_file(file, course, chosen, (one,)).steps[0]
        click.echo(f"{one.function}: {result.outcome}")
        if result.outcome not in ("failed", "error", "timeout"):
            continue
        submission = read_to_grade(file, course)
        with shared_sandbox().open(submission.chunks, limits_of(course)) as worker:
            opened = partial(SandboxedFunctions, worker)
            asking = Asking(keys_of(course, chosen, None).public, opened, lambda _: None, NoFile())
            for title, found in every_reason(one.function, [asking], submission.chunks):
                click.echo(paragraph(found or "nothing found", style, f"  {title}: "))
