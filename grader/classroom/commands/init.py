"""`course init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=Path, metavar="DIR", help="A new folder, an empty one, or that of a class.")
def init(folder: Path) -> None:
    """Start a course: a folder to run a class in. In the folder of a class it adds the secret seed."""
    from grader.building.course_copies import BuildError, build_course
    from grader.classroom.starting import start_course
    from grader.course import FILE_NAME, load_course
    from grader.reporting.sentences import complain

    exists = (folder / FILE_NAME).is_file()
    try:
        course, written = start_course(folder, load_course())
        if exists:
            click.echo(
                f"Added to {folder}: {', '.join(written)}." if written else f"{folder} has its secret seed already."
            )
            return
        click.echo(f"Making the notebooks of {course.title}; this takes some seconds.")
        build_course(course)
    except BuildError as error:
        complain(error)
        raise SystemExit(1) from None
    name = course.assignment().name
    click.echo(
        f"A new course is in {folder}. Students get exercises/; solutions/, course.toml and secret.toml are yours."
    )
    click.echo("What comes next, in that folder:")
    click.echo("  course roster STUDENTS.csv                who is in the class")
    click.echo(f"  nbgrader release_assignment {name:<14}students can fetch it")
    click.echo(f"  nbgrader collect {name:<25}what they handed in, into submitted/")
    click.echo(f"  course autograde {name:<25}scores, messages, the gradebook")
