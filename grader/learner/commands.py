"""`course check`, `course watch`, `course hint` and `course reset`: one file, and the student who works in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.report.sentences import fail

if TYPE_CHECKING:
    from grader.course import Assignment, Course

_file = click.argument("file", type=Path, required=False, help="A notebook or Python file; your copy if left out.")
_assignment = click.option("--assignment", metavar="A", help="Which assignment; told by the file if left out.")
_step = click.argument("step", help="A function's name or a step number.")


@click.command()
@_file
@_assignment
@click.option("--step", help="Only this step: a function's name or its number.")
def check(file: Path | None, assignment: str | None, step: str | None) -> None:
    """Check one file: what is right, and which mistakes are in it.

    Exits with 0 when every step is right, 1 when not.
    """
    from grader.sandbox import shared_sandbox

    shared_sandbox().prepare()  # it starts while this process gets ready
    from grader.course import load_course
    from grader.learner import attempts
    from grader.report.listing import listed
    from grader.report.terminal import Style, paragraph, render
    from grader.running.error import GradingError
    from grader.running.grading import grade_file

    course = load_course()
    if file and not file.exists() and any(one.find(str(file)) for one in course.assignments.values()):
        fail(f"{file}: no such file; it is a step, and `course check --step {file}` checks that one")
    chosen, path = _work(course, file, assignment, step)
    try:
        report = grade_file(path, course, chosen, chosen.select(step) if step else ())
    except GradingError as error:
        fail(str(error), code=3)
    attempts.note_check(course.root, report)
    click.echo(render(report, Style.of(sys.stdout)))
    if all(result.outcome == "not attempted" for result in report.steps) and (needed := course.needed(chosen)):
        text = f"It builds on {listed(one.title for one in needed)}: what you wrote there is at work in its cells."
        click.echo(paragraph(f"{text} Its steps are judged without them.", Style.of(sys.stdout), "  Note:  "))
    if report.complete and not step and (following := course.following(chosen)):
        click.echo(f"  Next: {following.title}, in {course.student_files(following)[0].relative_to(course.root)}")
    raise SystemExit(0 if report.complete else 1)


@click.command()
@_step
@click.option("--all", "everything", is_flag=True, help="All hints at once.")
@_assignment
def hint(step: str, everything: bool, assignment: str | None) -> None:
    """The next hint for a step. A further one opens after another attempt."""
    from grader.course import load_course
    from grader.learner.hints import hints
    from grader.report.terminal import Style, paragraph

    course = load_course()
    style = Style.of(sys.stdout)
    whose = _with_step(course, step, assignment)
    for chosen in whose.select(step):
        for text in hints(whose, chosen, course.root, everything=everything):
            click.echo(paragraph(text, style))
            click.echo("")


@click.command()
@_step
@_file
@_assignment
def reset(step: str, file: Path | None, assignment: str | None) -> None:
    """Put a step's empty function back. The file as it was is kept beside it."""
    from grader.course import load_course
    from grader.learner.reset import reset_step

    course = load_course()
    whose, path = _work(course, file, assignment, step)
    for chosen in whose.select(step):
        backup = reset_step(course, whose, chosen, path)
        if backup is None:
            click.echo(f"{chosen.function} in {path} is empty already; nothing was changed.")
        else:
            click.echo(f"{chosen.function} in {path} is empty again. What was there is kept in {backup.name}.")


@click.command()
@_file
@_assignment
def watch(file: Path | None, assignment: str | None) -> None:
    """Check again whenever the file is saved."""
    from grader.course import load_course
    from grader.learner.watch import watch_file

    course = load_course()
    watch_file(course, *_work(course, file, assignment))


def _work(course: Course, file: Path | None, named: str | None, step: str | None = None) -> tuple[Assignment, Path]:
    """The file that a command is about, and its assignment: the student's copy that was saved last if left out."""
    from grader.course.which_assignment import assignment_of, latest_work

    if file is not None:
        path = _existing(file)
        return assignment_of(course, path, named), path
    if step is None or named is not None:
        return latest_work(course, named)
    whose = _with_step(course, step, named)
    return whose, course.student_file(whose)


def _with_step(course: Course, step: str, named: str | None) -> Assignment:
    """The assignment that has this step: the one that is worked on where several have it, or none."""
    from grader.course.which_assignment import latest_work

    if named is not None:
        return course.assignment(named)
    having = [one for one in course.assignments.values() if one.find(step)]
    return having[0] if len(having) == 1 else latest_work(course)[0]


def _existing(path: Path) -> Path:
    if not path.is_file():
        kind = (
            "is a folder; name one file, or use `course grade`"
            if path.is_dir()
            else "no such file; check the spelling"
        )
        fail(f"{path}: {kind}")
    return path
