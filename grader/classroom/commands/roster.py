"""`course roster` and `course extend`: who is in the class, and who may hand in later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from grader.course import Course

_MOST_DAYS = 3650  # an extension that the calendar has room for
_FEW = 2  # who are missing in a new roster without a question
_SMALL_PART = 0.2  # of the class
_MOST_LISTED = 20


@click.command()
@click.argument("file", type=Path, required=False, metavar="[FILE.csv]", help="None: show the class.")
@click.option("--yes", is_flag=True, help="Do not ask, however many are missing in the file.")
@click.option("--withdraw", metavar="ID", help="This student has left: out of averages and exports, grades kept.")
@click.option("--readmit", metavar="ID", help="This student is back, with all grades.")
def roster(file: Path | None, yes: bool, withdraw: str | None, readmit: str | None) -> None:
    """Read the class from a CSV file: one of yours, or what Canvas, Moodle or Gradescope export.

    Yours has the columns id, first_name, last_name and email.
    """
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    if sum(given is not None for given in (file, withdraw, readmit)) > 1:
        raise CourseError("name a file, or --withdraw, or --readmit: one at a time")
    if file is not None:
        _import(course, file, yes)
    elif withdraw is not None:
        _withdraw(course, withdraw)
    elif readmit is not None:
        _readmit(course, readmit)
    else:
        _show(course)


def _show(course: Course) -> None:
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.withdrawals import withdrawn
    from grader.classroom.roster_file import read_roster
    from grader.course import CourseError
    from grader.sandbox.plain_text import plain_line

    present = read_roster(course)
    if present is None:
        raise CourseError(f"there is no {course.gradebook.roster} yet; import one: course roster FILE.csv")
    with open_gradebook(course) as gradebook:
        left = withdrawn(gradebook.db)
    for student in present.students:
        line = "\t".join(plain_line(text, 200) for text in (student.id, student.name, student.email))
        click.echo(line + ("\twithdrawn" if student.id in left else ""))
    if elsewhere := sorted(left - present.by_id.keys()):
        click.echo(f"Withdrawn, and not on the roster: {', '.join(elsewhere)}")


def _import(course: Course, file: Path, yes: bool) -> None:
    from grader.classroom.gradebook.registration import compare, register
    from grader.classroom.roster_file import read_roster_file
    from grader.course import CourseError
    from grader.sandbox.plain_text import plain_line

    imported = read_roster_file(file)
    lost = len(compare(course, imported).lost)
    number = len(imported.students)
    if not yes and lost > max(_FEW, _SMALL_PART * (number + lost)):
        sentence = f"{lost} students of the class are not in {file.name}, which has {number}."
        try:
            sure = click.confirm(f"{sentence} Is it the whole class?")
        except click.Abort:
            sure = False
        if not sure:
            raise CourseError(f"{sentence} Nothing was changed. If it is the whole class: course roster {file} --yes")
    registered = register(course, imported)
    gone = registered.gone
    for note in imported.notes:
        click.echo(plain_line(note, 300))
    for name, stays in list(registered.renamed.items())[:_MOST_LISTED]:
        click.echo(f"{plain_line(name, 100)} stays {plain_line(stays, 100)}, as the gradebook has it.")
    for name in registered.still_withdrawn:
        click.echo(f"{name} has withdrawn, and stays so. Back in the class: course roster --readmit {name}")
    counted = "1 student is" if number == 1 else f"{number} students are"
    click.echo(f"{counted} in {course.roster_file} and in the gradebook.")
    if registered.backup:
        click.echo(f"The roster before is kept as {registered.backup.name}.")
    if gone:
        listed = ", ".join(gone[:_MOST_LISTED]) + (
            f" and {len(gone) - _MOST_LISTED} more" * (len(gone) > _MOST_LISTED)
        )
        click.echo(
            f"Not in {file.name}, but kept in the gradebook with their grades: {listed}. "
            "Who has left the class: course roster --withdraw ID"
        )


def _withdraw(course: Course, student: str) -> None:
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.registration import check_known
    from grader.classroom.gradebook.withdrawals import withdraw

    with open_gradebook(course) as gradebook:
        found = check_known(course, gradebook, student)
        withdraw(gradebook, found)
    click.echo(
        f"{found} has withdrawn: no longer graded, and in no average and no export. The grades are kept. "
        f"Back in the class: course roster --readmit {found}"
    )


def _readmit(course: Course, student: str) -> None:
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.registration import check_known
    from grader.classroom.gradebook.withdrawals import readmit
    from grader.course import CourseError

    with open_gradebook(course) as gradebook:
        found = check_known(course, gradebook, student)
        if not readmit(gradebook, found):
            raise CourseError(f"{found} has not withdrawn; `course roster` shows who has")
    click.echo(f"{found} is back, with all grades.")


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.argument("student", required=False, help="None: show all.")
@click.option("--days", type=click.FloatRange(0, _MOST_DAYS), metavar="N", help="0 takes it back.")
@click.option("--hours", type=click.FloatRange(0, 24 * _MOST_DAYS), metavar="N", help="Added to --days.")
@click.option("--until", metavar="TIME", help="2027-02-03 or 2027-02-03T12:00.")
@click.option("--quiz", is_flag=True, help="For the assignment's quiz, which then closes later.")
def extend(
    assignment: str, student: str | None, days: float | None, hours: float | None, until: str | None, quiz: bool
) -> None:
    """Give a student more time. Before or after the submission; it replaces an earlier extension."""
    from datetime import timedelta

    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.extensions import extension_until, extensions, grant_extension, in_words
    from grader.classroom.gradebook.registration import check_known
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    what, key, name, end = _end_of(course, assignment, quiz)
    with open_gradebook(course) as gradebook:
        if student is None:
            granted = extensions(gradebook, name)
            for each, extension in granted.items():
                click.echo(f"{each}\t{in_words(extension)}")
            if not granted:
                click.echo(f"Nobody has an extension for {what}.")
            return
        student = check_known(course, gradebook, student)
        if until is None and days is None and hours is None:
            raise CourseError("how much longer? Add --days, --hours or --until")
        if until is not None and (days is not None or hours is not None):
            raise CourseError("--until names the time already; leave out --days and --hours")
        if until is not None:
            extension = extension_until(end, until, what, key)
        else:
            extension = timedelta(days=days or 0, hours=hours or 0)
        grant_extension(gradebook, name, student, extension)
        if not extension:
            click.echo(f"{student} has no extension for {what} any more.")
            return
        later = f", until {(end + extension).isoformat(sep=' ', timespec='minutes')}" if end else ""
        click.echo(f"{student} has {in_words(extension)} longer for {what}{later}.")
        if not end:
            click.echo(f"{what} has no `{key}` in course.toml, so nothing is late yet.")
        if not quiz:
            click.echo(f"If it is graded already: course autograde {name}, then course feedback {name}")


def _end_of(course: Course, assignment: str, quiz: bool) -> tuple[str, str, str, datetime | None]:
    """What is extended: in words, the key of its end in course.toml, what the gradebook calls it, and that end."""
    from grader.course import CourseError
    from grader.course.quiz_names import quiz_names

    chosen = course.assignment(assignment)
    if not quiz:
        return chosen.name, "due", chosen.name, chosen.due
    if chosen.quiz is None:
        raise CourseError(f"{chosen.name} has no quiz")
    closes = course.quiz_times[chosen.name].closes
    return f"the quiz of {chosen.name}", "closes", quiz_names(course.assignments)[chosen.name], closes
