"""`course build`, `course new` and `course kit`: from an assignment's folder to what students get."""

from __future__ import annotations

from pathlib import Path

import click

from grader.report.sentences import fail


@click.command()
@click.argument("assignment", required=False)
@click.option("--force", is_flag=True, help="Replace a student's copy that has work in it.")
def build(assignment: str | None, force: bool) -> None:
    """Build notebooks, student's copies and answer keys from solutions/.

    With an ASSIGNMENT, those of this one alone.
    """
    from grader.building.course_copies import BuildError, build_course
    from grader.course import load_own_course

    course = load_own_course()
    chosen = course.assignment(assignment)  # says what to do where there is none
    try:
        changed = build_course(course, [chosen] if assignment else [], force=force)
    except BuildError as error:
        fail(str(error), code=1)
    for path in changed:
        click.echo(f"written: {path}")
    if not changed:
        click.echo("Everything is up to date.")


@click.command()
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


@click.command()
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
        fail(str(error), code=1)
    for path in written:
        click.echo(f"written: {path}")
    click.echo(f"Give students the whole folder. {folder / PAGE} says how to begin.")
