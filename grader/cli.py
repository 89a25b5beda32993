"""The `course` command: its subcommands, from the rooms that do their work, and how an error ends it."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import click

from grader.building.commands import build, kit, new
from grader.learner.commands import check, hint, reset, watch
from grader.report.sentences import fail
from grader.running.command import grade
from grader.running.explain_command import explain

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

_DISTRIBUTION = "backprop-course"
COMMANDS = "course.commands"  # entry points of packages that bring a command, such as `train`


class _Commands(click.Group):
    """Our own commands, and those that packages bring: looking through what is installed takes a while."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the help."""
        return [*self.commands, *sorted(entry.name for entry in _entry_points())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; a package is imported when its command is asked for."""
        found = super().get_command(ctx, cmd_name)
        for entry in () if found else _entry_points().select(name=cmd_name):
            found = entry.load()
        return found


def _entry_points() -> EntryPoints:
    from importlib.metadata import entry_points  # late: it brings much that our own commands do without

    return entry_points(group=COMMANDS)


@click.group(cls=_Commands)
def commands() -> None:
    """Learn by writing it yourself: the grader names your mistake."""


for _command in (check, grade, explain, hint, reset, watch, build, new, kit):
    commands.add_command(_command)


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
            fail(
                f"this needs the package {package}, which is not installed; this adds it and what goes with it: "
                f'python -m pip install "backprop-course[{_extra_with(package)}]"'
            )
        if not isinstance(error, CourseError):
            raise
        fail(str(error))


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
    from importlib.metadata import requires

    named = [
        re.match(r"(?:python-)?([\w.]+).*extra == ['\"](\w+)['\"]", each) for each in requires(_DISTRIBUTION) or ()
    ]
    found = [match[2] for match in named if match and match[1].casefold() == package.casefold()]
    return found[-1] if found else "app,notebook,class"


if __name__ == "__main__":
    main()
