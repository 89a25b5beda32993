"""The `course` command: each command says what it does and leaves the doing to its own module."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, NoReturn

import typer

_TOO_FEW_FOR_JOBS = 12  # files that one process has graded by the time that others would have started
COMMANDS = "course.commands"  # entry points of packages that bring a command, such as `train`

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Learn backpropagation by writing it; the grader names your mistake.",
)

StepArgument = Annotated[str, typer.Argument(metavar="STEP", help="A function's name or a step number.")]


def main() -> None:
    """Entry point: errors about the course or the command line are one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows "?"
    own = {command.callback.__name__ for command in app.registered_commands if command.callback}
    if not own.intersection(sys.argv[1:2]):  # looking through all that is installed takes a while
        for entry in entry_points(group=COMMANDS):
            app.command(entry.name)(entry.load())
    try:
        app()
    except BrokenPipeError:  # `course grade … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        from grader.course import CourseError  # late: a command has better things to begin with

        if not isinstance(error, CourseError):
            raise
        _fail(str(error))


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A notebook or Python file; your copy if left out.")] = None,
    step: Annotated[str | None, typer.Option(help="Only this step: a function's name or its number.")] = None,
) -> None:
    """Check one file: which steps are right, and which mistake it is where they are not.

    Exits with 0 when every step is right, 1 when not.
    """
    from grader.sandbox import shared_sandbox

    shared_sandbox().prepare()  # it starts while this process imports pytest
    from grader.course import load_course
    from grader.grading import GradingError, grade_file
    from grader.learner import attempts
    from grader.reporting.terminal import Style, render

    course = load_course()
    assignment = course.assignment()
    steps = assignment.select(step) if step else ()
    path = _existing(file) if file else course.student_file(assignment)
    try:
        report = grade_file(path, course, assignment, steps)
    except GradingError as error:
        _fail(str(error), code=3)
    attempts.note_check(course.root, report)
    typer.echo(render(report, Style.of(sys.stdout)))
    raise typer.Exit(0 if report.complete else 1)


@app.command()
def grade(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of reports as JSON.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors if left out.")] = None,
    any_isolation: Annotated[
        bool, typer.Option("--any-isolation", help="Grade even where full isolation is not to be had.")
    ] = False,
) -> None:
    """Grade many submissions. Exits with 0 whenever every submission got a report."""
    from grader.parallel.local import local_pool
    from grader.submission import find_submissions

    files: dict[Path, None] = {}
    missing = False
    for path in paths:
        try:
            files.update(dict.fromkeys(find_submissions(path)))
        except FileNotFoundError as error:
            typer.echo(f"course: {error}", err=True)
            missing = True
    jobs = 1 if len(files) <= _TOO_FEW_FOR_JOBS else jobs or os.cpu_count() or 1
    with local_pool(
        jobs, ["grader.batch", "pytest"]
    ) as pool:  # its processes get ready while this one imports the checks
        from grader.batch import grade_many
        from grader.course import load_course
        from grader.grading import GradingError
        from grader.reporting.progress import counting
        from grader.reporting.terminal import summary_row

        course = load_course()
        reports = counting(grade_many(list(files), course, course.assignment(), pool, any_isolation), len(files))
        try:
            for line in _json_list(report.to_json() for report in reports) if as_json else map(summary_row, reports):
                typer.echo(line)
        except GradingError as error:
            _fail(str(error), code=3)
    raise typer.Exit(2 if missing else 0)


@app.command()
def hint(
    step: StepArgument,
    everything: Annotated[bool, typer.Option("--all", help="All hints at once.")] = False,
) -> None:
    """The next hint for a step; a further one opens after another attempt."""
    from grader.course import load_course
    from grader.learner.hints import hints
    from grader.reporting.terminal import Style, paragraph

    course = load_course()
    style = Style.of(sys.stdout)
    for chosen in course.assignment().select(step):
        for text in hints(chosen, course.root, everything=everything):
            typer.echo(paragraph(text, style))
            typer.echo("")


@app.command()
def reset(
    step: StepArgument,
    file: Annotated[Path | None, typer.Argument(help="A notebook or Python file; your copy if left out.")] = None,
) -> None:
    """Put a step's empty function back; the file as it was is kept beside it."""
    from grader.build import BuildError
    from grader.course import load_course
    from grader.learner.reset import reset_step

    course = load_course()
    assignment = course.assignment()
    path = _existing(file) if file else course.student_file(assignment)
    for chosen in assignment.select(step):
        try:
            backup = reset_step(course, assignment, chosen, path)
        except BuildError as error:
            _fail(str(error), code=1)
        typer.echo(f"{chosen.function} in {path} is empty again. What was there is kept in {backup.name}.")


@app.command()
def watch(
    file: Annotated[Path | None, typer.Argument(help="A notebook or Python file; your copy if left out.")] = None,
) -> None:
    """Check again whenever the file is saved."""
    from grader.course import load_course
    from grader.learner.watch import watch_file

    course = load_course()
    assignment = course.assignment()
    watch_file(course, assignment, _existing(file) if file else course.student_file(assignment))


@app.command()
def build(
    force: Annotated[bool, typer.Option("--force", help="Replace a student's copy that has work in it.")] = False,
) -> None:
    """Build the notebooks and the student's copies from solutions/."""
    from grader.build import BuildError, build_course
    from grader.course import load_course

    try:
        changed = build_course(load_course(), force=force)
    except BuildError as error:
        _fail(str(error), code=1)
    for path in changed:
        typer.echo(f"written: {path}")
    if not changed:
        typer.echo("Everything is up to date.")


@app.command()
def doctor() -> None:
    """What works on this machine."""
    from grader.course import load_course
    from grader.doctor import examine
    from grader.reporting.terminal import Style, paragraph

    style = Style.of(sys.stdout)
    bad = False
    for finding in examine(load_course()):
        bad = bad or not finding.well
        head = f"  {'ok  ' if finding.well else 'note'}  {finding.subject:<14}  "
        typer.echo(paragraph(finding.text, style, head))
    raise typer.Exit(1 if bad else 0)


def _existing(path: Path) -> Path:
    if not path.is_file():
        kind = "is a folder; name one file, or use `course grade`" if path.is_dir() else "no such file"
        _fail(f"{path}: {kind}")
    return path


def _fail(sentence: str, code: int = 2) -> NoReturn:
    typer.echo(f"course: {sentence}", err=True)
    raise SystemExit(code)


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


if __name__ == "__main__":
    main()
