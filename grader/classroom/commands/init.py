"""`course init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
) -> None:
    """Start a course: a folder in which `course` and `nbgrader` run a class."""
    from grader.build import BuildError
    from grader.classroom.starting import start_course
    from grader.course import load_course

    try:
        course = start_course(folder, load_course())
    except BuildError as error:
        typer.echo(f"course: {error}", err=True)
        raise SystemExit(1) from None
    name = course.assignment().name
    typer.echo(f"A new course is in {folder}. Students get exercises/; solutions/ and course.toml are yours.")
    typer.echo("What comes next, in that folder:")
    typer.echo("  course roster STUDENTS.csv                who is in the class")
    typer.echo(f"  nbgrader release_assignment {name:<14}students can fetch it")
    typer.echo(f"  nbgrader collect {name:<25}what they handed in, into submitted/")
    typer.echo(f"  course autograde {name:<25}scores, messages, the gradebook")
