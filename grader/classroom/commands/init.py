"""`course init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.course import Course


@click.command()
@click.argument("folder", type=Path, metavar="DIR", help="A new folder, an empty one, or that of a class.")
@click.option("--from", "source", type=Path, metavar="COURSE", help="Take the assignments of this course along.")
def init(folder: Path, source: Path | None) -> None:
    """Start a course: a folder to run a class in. In the folder of a class it adds the secret seed."""
    from grader.building.course_copies import BuildError, build_course
    from grader.classroom.old_course import has_old_shape
    from grader.classroom.starting import start_course
    from grader.course import FILE_NAME, load_course
    from grader.report.sentences import complain

    exists = (folder / FILE_NAME).is_file()
    try:
        if source is not None and has_old_shape(source):
            _carry_over(source, folder)
            return
        course, written = start_course(folder, load_course(source) if source is not None else None)
        if exists:
            click.echo(
                f"Added to {folder}: {', '.join(written)}." if written else f"{folder} has its secret seed already."
            )
            return
        if not course.assignments:
            click.echo(f"A new course is in {folder}. It has no assignment yet.")
            click.echo("What comes next, in that folder:")
            click.echo("  course new NAME    a small assignment that works, to be changed into yours")
            click.echo("  course build       its notebook, and the students' copies")
            return
        click.echo(f"Making the notebooks of {course.title}; this takes some seconds.")
        build_course(course)
    except BuildError as error:
        complain(error)
        raise SystemExit(1) from None
    _say_what_is_next(folder, course)


def _carry_over(source: Path, folder: Path) -> None:
    from grader.classroom.old_course import carry_over

    click.echo(
        f"{source} has the shape of an earlier version. Writing it anew into {folder}; this takes some seconds."
    )
    carried = carry_over(source, folder, _engines_course())
    _say_what_is_next(folder, carried.course)
    click.echo(f"Nothing in {source} was changed. What could not be carried over:")
    for each in carried.left:
        click.echo(f"  - {each}")


def _engines_course() -> Path | None:
    """The clone that this package is run from, else the course of the current folder; None where there is neither."""
    import grader
    from grader.course import CourseError, find_root

    clone = Path(grader.__file__).resolve().parent.parent
    try:
        return clone if (clone / "solutions").is_dir() else find_root()
    except CourseError:
        return None


def _say_what_is_next(folder: Path, course: Course) -> None:
    name = course.assignment().name
    click.echo(
        f"A new course is in {folder}. Students get exercises/; solutions/, course.toml and secret.toml are yours."
    )
    click.echo("What comes next, in that folder:")
    click.echo("  course roster STUDENTS.csv                who is in the class")
    click.echo(f"  nbgrader release_assignment {name:<14}students can fetch it")
    click.echo(f"  nbgrader collect {name:<25}what they handed in, into submitted/")
    click.echo(f"  course autograde {name:<25}scores, messages, the gradebook")
