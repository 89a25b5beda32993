"""The `course` command: each command reads its options and calls the module that does the work."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points, requires
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from grader.course import Assignment, Course

_TOO_FEW_FOR_JOBS = 12  # files that one process has graded by the time that others would have started
_MOST_PROBLEMS = 10  # places that could not be looked into, that are named
_DISTRIBUTION = "backprop-course"
COMMANDS = "course.commands"  # entry points of packages that bring a command, such as `train`


class _Commands(click.Group):
    """The commands of this module, and those that packages bring: looking through what is installed takes a while."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the help."""
        return [*self.commands, *sorted(entry.name for entry in entry_points(group=COMMANDS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a package is imported when its command is asked for."""
        found = super().get_command(ctx, cmd_name)
        for entry in () if found else entry_points(group=COMMANDS, name=cmd_name):
            found = entry.load()
        return found


@click.group(cls=_Commands)
def commands() -> None:
    """Learn by writing it yourself: the grader names your mistake."""


_file = click.argument("file", type=Path, required=False, help="A notebook or Python file; your copy if left out.")
_assignment = click.option("--assignment", metavar="A", help="Which assignment; told by the file if left out.")
_step = click.argument("step", help="A function's name or a step number.")


def main() -> None:
    """Entry point: errors about the course or the command line are one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows "?"
    try:
        commands(prog_name="course")
    except BrokenPipeError:  # `course grade … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        from grader.course import CourseError  # late: a command has better things to begin with

        package = str(getattr(error, "name", None) or "").partition(".")[0]
        if isinstance(error, ModuleNotFoundError) and package not in ("", "grader", "quiz_app"):
            _fail(
                f"this needs the package {package}, which is not installed; this adds it and what goes with it: "
                f'python -m pip install "backprop-course[{_extra_with(package)}]"'
            )
        if not isinstance(error, CourseError):
            raise
        _fail(str(error))


@commands.command()
@_file
@_assignment
@click.option("--step", help="Only this step: a function's name or its number.")
def check(file: Path | None, assignment: str | None, step: str | None) -> None:
    """Check one file: what is right, and which mistakes are in it.

    Exits with 0 when every step is right, 1 when not.
    """
    from grader.sandbox import shared_sandbox

    shared_sandbox().prepare()  # it starts while this process imports pytest
    from grader.course import load_course
    from grader.learner import attempts
    from grader.report.terminal import Style, render
    from grader.running.error import GradingError
    from grader.running.grading import grade_file

    course = load_course()
    if file and not file.exists() and any(one.find(str(file)) for one in course.assignments.values()):
        _fail(f"{file}: no such file; it is a step, and `course check --step {file}` checks that one")
    chosen, path = _work(course, file, assignment, step)
    try:
        report = grade_file(path, course, chosen, chosen.select(step) if step else ())
    except GradingError as error:
        _fail(str(error), code=3)
    attempts.note_check(course.root, report)
    click.echo(render(report, Style.of(sys.stdout)))
    raise SystemExit(0 if report.complete else 1)


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=Path, metavar="PATH...", help="Files, or folders of them.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of reports as JSON.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; as many as processors if left out.")
@click.option("--any-isolation", is_flag=True, help="Grade even where full isolation is not to be had.")
@_assignment
def grade(
    paths: tuple[Path, ...], as_json: bool, jobs: int | None, any_isolation: bool, assignment: str | None
) -> None:
    """Grade many submissions. Exits with 0 whenever every submission got a report."""
    from grader.parallel.local import local_pool
    from grader.reading.submission import find_submissions
    from grader.report.sentences import complain

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
    with local_pool(jobs, ["grader.running.batch", "pytest"]) as pool:
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
            _fail(str(error), code=3)
    raise SystemExit(2 if missing else 0)


@commands.command()
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


@commands.command()
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


@commands.command()
@_file
@_assignment
def watch(file: Path | None, assignment: str | None) -> None:
    """Check again whenever the file is saved."""
    from grader.course import load_course
    from grader.learner.watch import watch_file

    course = load_course()
    watch_file(course, *_work(course, file, assignment))


@commands.command()
@click.option("--force", is_flag=True, help="Replace a student's copy that has work in it.")
def build(force: bool) -> None:
    """Build notebooks and student's copies from solutions/."""
    from grader.building.course_copies import BuildError, build_course
    from grader.course import load_own_course

    course = load_own_course()
    course.assignment()  # says what to do where there is none
    try:
        changed = build_course(course, force=force)
    except BuildError as error:
        _fail(str(error), code=1)
    for path in changed:
        click.echo(f"written: {path}")
    if not changed:
        click.echo("Everything is up to date.")


@commands.command()
@click.argument("name")
def new(name: str) -> None:
    """Add an assignment: a small one that works, to be changed into yours."""
    from grader.building.new_assignment import add_assignment
    from grader.course import load_own_course

    course = load_own_course()
    written = add_assignment(course, name)
    for path in written:
        click.echo(f"written: {path}")
    click.echo("It works as it is. Change it into yours, and then, in the course's folder:")
    click.echo("  course build                                              the notebook, and the students' copies")
    click.echo(
        f"  python -m pytest --pyargs grader.building.content_tests -k {name}  whether all of it holds together"
    )


@commands.command()
@click.argument("folder", type=Path, metavar="DIR", help="A new folder.")
@click.option("--engine", type=Path, metavar="WHEEL", help="A wheel of this package, to lie in the kit.")
def kit(folder: Path, engine: Path | None) -> None:
    """Write what students get: their files, and what checks them. No solution is in it."""
    from grader.building.course_copies import BuildError
    from grader.building.kit import PAGE, write_kit
    from grader.course import load_own_course

    try:
        written = write_kit(load_own_course(), folder, engine)
    except BuildError as error:
        _fail(str(error), code=1)
    for path in written:
        click.echo(f"written: {path}")
    click.echo(f"Give students the whole folder. {folder / PAGE} says how to begin.")


@commands.command()
def doctor() -> None:
    """What works on this machine."""
    from grader.course import load_course
    from grader.doctor import examine
    from grader.report.terminal import Style, paragraph

    style = Style.of(sys.stdout)
    bad = False
    for finding in examine(load_course()):
        bad = bad or not finding.well
        head = f"  {'ok  ' if finding.well else 'note'}  {finding.subject:<14}  "
        click.echo(paragraph(finding.text, style, head))
    raise SystemExit(1 if bad else 0)


def _extra_with(package: str) -> str:
    """The extra of this package that brings another one; all that a command may need where none names it."""
    named = [
        re.match(r"(?:python-)?([\w.]+).*extra == ['\"](\w+)['\"]", each) for each in requires(_DISTRIBUTION) or ()
    ]
    found = [match[2] for match in named if match and match[1].casefold() == package.casefold()]
    return found[-1] if found else "app,notebook,class"


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
        _fail(f"{path}: {kind}")
    return path


def _fail(sentence: str, code: int = 2) -> NoReturn:
    from grader.report.sentences import complain

    complain(sentence)
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
