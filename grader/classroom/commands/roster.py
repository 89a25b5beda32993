"""`course roster` and `course extend`: who is in the class, and who may hand in later."""

from __future__ import annotations

from pathlib import Path

import click

_MOST_DAYS = 3650  # an extension that the calendar has room for


@click.command()
@click.argument("file", type=Path, required=False, metavar="[FILE.csv]", help="None: show the class.")
def roster(file: Path | None) -> None:
    """Read the class from a CSV file. Its columns are id, first_name, last_name and email."""
    from grader.classroom.gradebook.registration import register
    from grader.classroom.people import read_roster, read_roster_file
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    if file is None:
        present = read_roster(course)
        if present is None:
            raise CourseError(f"there is no {course.gradebook.roster} yet; import one: course roster FILE.csv")
        for student in present.students:
            click.echo(f"{student.id}\t{student.name}\t{student.email}")
        return
    imported = read_roster_file(file)
    gone = register(course, imported)
    number = len(imported.students)
    counted = "1 student is" if number == 1 else f"{number} students are"
    for note in imported.notes:
        click.echo(note)
    click.echo(f"{counted} in {course.roster_file} and in the gradebook.")
    if gone:
        click.echo(
            f"Not in {file.name}, but kept in the gradebook with their grades: {', '.join(gone)}. "
            "To remove one for good: nbgrader db student remove ID"
        )


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.argument("student", required=False, help="None: show all.")
@click.option("--days", type=click.FloatRange(0, _MOST_DAYS), metavar="N", help="0 takes it back.")
@click.option("--hours", type=click.FloatRange(0, 24 * _MOST_DAYS), metavar="N", help="Added to --days.")
@click.option("--until", metavar="TIME", help="2027-02-03 or 2027-02-03T12:00.")
def extend(assignment: str, student: str | None, days: float | None, hours: float | None, until: str | None) -> None:
    """Give a student more time. Before or after the submission; it replaces an earlier extension."""
    from datetime import timedelta

    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.extensions import extension_until, extensions, grant_extension, in_words
    from grader.classroom.gradebook.registration import check_known
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    chosen = course.assignment(assignment)
    with open_gradebook(course) as gradebook:
        if student is None:
            granted = extensions(gradebook, chosen.name)
            for name, extension in granted.items():
                click.echo(f"{name}\t{in_words(extension)}")
            if not granted:
                click.echo(f"Nobody has an extension for {chosen.name}.")
            return
        check_known(course, gradebook, student)
        if until is None and days is None and hours is None:
            raise CourseError("how much longer? Add --days, --hours or --until")
        if until is not None and (days is not None or hours is not None):
            raise CourseError("--until names the time already; leave out --days and --hours")
        extension = (
            extension_until(chosen, until) if until is not None else timedelta(days=days or 0, hours=hours or 0)
        )
        grant_extension(gradebook, chosen.name, student, extension)
        if not extension:
            click.echo(f"{student} has no extension for {chosen.name} any more.")
            return
        due = f", until {(chosen.due + extension).isoformat(sep=' ', timespec='minutes')}" if chosen.due else ""
        click.echo(f"{student} has {in_words(extension)} longer for {chosen.name}{due}.")
        if not chosen.due:
            click.echo(f"{chosen.name} has no `due` in course.toml, so nothing is late yet.")
        click.echo(f"If it is graded already: course autograde {chosen.name}, then course feedback {chosen.name}")
