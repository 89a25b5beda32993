"""`course collect`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

_MOST_LISTED = 20


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.argument("source", type=Path, metavar="ZIP-OR-FOLDER", help="What Canvas or Moodle download, or folders ID/.")
def collect(assignment: str, source: Path) -> None:
    """Put handed-in files into submitted/. Students are told apart by the roster.

    Exits with 1 when there are files that are not taken.
    """
    from grader.classroom.collecting.collect import collect as put
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    chosen = course.assignment(assignment)
    try:
        done = put(course, chosen, source)
    except OSError as error:
        raise CourseError(f"{error.filename or source}: cannot be written ({error.strerror})") from None
    for problem in done.problems[:_MOST_LISTED]:
        click.echo(f"  not taken: {problem}")
    if len(done.problems) > _MOST_LISTED:
        click.echo(f"  not taken: {len(done.problems) - _MOST_LISTED} more files")
    if done.late:
        click.echo(
            f"  late, as Canvas says: {_listed(done.late)}. It does not say how late. Write the time into "
            f"submitted/ID/{chosen.name}/timestamp.txt, such as 2027-01-31 23:10:00 UTC; without it, it is in time."
        )
    if done.replaced:
        click.echo(f"  replaced: {_listed(done.replaced)}. The work before is in {done.aside}")
    taken = len(done.new) + len(done.replaced) + len(done.unchanged)
    click.echo(
        f"{chosen.name}: work of {taken} students is in submitted/: {len(done.new)} new, "
        f"{len(done.replaced)} replaced, {len(done.unchanged)} unchanged. {len(done.problems)} files are not taken."
    )
    raise SystemExit(1 if done.problems else 0)


def _listed(students: Sequence[str]) -> str:
    more = len(students) - _MOST_LISTED
    return ", ".join(students[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
