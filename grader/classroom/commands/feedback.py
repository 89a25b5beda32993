"""`course feedback`."""

from __future__ import annotations

import click

_MOST_LISTED = 20


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.option("--student", multiple=True, metavar="ID", help="Only this student; may be given more than once.")
@click.option("--force", is_flag=True, help="Write also the pages that are there and true.")
def feedback(assignment: str, student: tuple[str, ...], force: bool) -> None:
    """Write a feedback page for each student. Pages that still say what the gradebook says are left alone."""
    from grader.classroom.feedback.writing import FOLDER, write_feedback
    from grader.classroom.gradebook.database import open_gradebook
    from grader.course import CourseError, load_own_course
    from grader.sandbox.plain_text import plain_line

    course = load_own_course()
    chosen = course.assignment(assignment)
    try:
        with open_gradebook(course) as gradebook:
            written = list(write_feedback(course, chosen, gradebook, student, force=force))
    except OSError as error:
        raise CourseError(f"{error.filename or FOLDER}: cannot be written ({error.strerror})") from None
    problems = [one for one in written if one.problem]
    for one in problems[:_MOST_LISTED]:
        click.echo(f"  look at {plain_line(one.student, 40)}: {one.problem}")
    if len(problems) > _MOST_LISTED:
        click.echo(f"  look at {len(problems) - _MOST_LISTED} more")
    anew = sum(one.anew for one in written)
    click.echo(
        f"{chosen.name}: {anew} pages written, {len(written) - anew} were up to date. "
        f"They are {FOLDER}/STUDENT/{chosen.name}/{chosen.name}.html"
    )
