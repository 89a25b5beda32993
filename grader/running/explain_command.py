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
    """Show all that is known about one wrong function.

    First what the student reads, the kind of reason, and the hint that it opens. Then every kind of reason by itself,
    and the name of its answers, under which `assignment.toml` can say something to everybody who answers so.
    """
    from grader.asking.advice import NoFile
    from grader.asking.asking import Asking
    from grader.course import load_course
    from grader.course.which_assignment import assignment_of
    from grader.explaining.explain import every_reason
    from grader.report.terminal import Style, paragraph, render_step
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
        if result.outcome not in ("failed", "error", "timeout"):
            click.echo(f"{one.function}: {result.outcome}")
            continue
        click.echo(render_step(result, style))
        reason = result.explanation
        click.echo(f"\n  Kind of reason: {reason.tier if reason else 'none'}")
        if reason and reason.more:
            click.echo(paragraph(reason.more, style, "  Its hint: "))
        click.echo("\n  Every reason by itself:")
        submission = read_to_grade(file, course)
        with shared_sandbox().open(submission.chunks, limits_of(course)) as worker:
            opened = partial(SandboxedFunctions, worker)
            asking = Asking(keys_of(course, chosen, None).public, opened, lambda _: None, NoFile())
            for title, found in every_reason(one.function, [asking], submission.chunks):
                click.echo(paragraph(found or "nothing found", style, f"  {title}: "))
