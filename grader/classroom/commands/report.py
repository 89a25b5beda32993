"""`course report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from grader.course import Course


@click.command()
@click.argument("assignment", required=False, help="Its name in course.toml. None: the course as a whole.")
@click.option("--to", type=Path, metavar="FOLDER", help="reports/ASSIGNMENT, or reports, if left out.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def report(assignment: str | None, to: Path | None, show: bool) -> None:
    """Class statistics, as one page and CSV files. Scores, steps, mistakes and who made them.

    Without an ASSIGNMENT: who is where in the course.
    """
    from grader.classroom.csv_files import write_csv
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    folder = to or course.root / "reports" / (assignment or "")
    name = "report.html" if assignment else "course.html"
    text, rows = _of_assignment(course, assignment) if assignment else _of_course(course)
    page = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
        for file, table in rows.items():
            write_csv(folder / file, table)
    except OSError as error:
        raise CourseError(f"{folder}: cannot be written ({error.strerror}); name another folder with --to") from None
    click.echo(f"written: {page}, with {', '.join(rows)} beside it")
    if show:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _of_assignment(course: Course, name: str) -> tuple[str, dict[str, Any]]:
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.statistics.page import render_page
    from grader.classroom.statistics.summary import summarise
    from grader.classroom.statistics.tables import tables

    chosen = course.assignment(name)
    with open_gradebook(course) as gradebook:
        summary = summarise(course, chosen, gradebook)
    rows = tables(summary)
    return render_page(summary, list(rows)), dict(rows)


def _of_course(course: Course) -> tuple[str, dict[str, Any]]:
    from grader.classroom.exporting import course_rows
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.standings import read_standings
    from grader.classroom.statistics.course_page import render_course_page
    from grader.course import CourseError

    with open_gradebook(course) as gradebook:
        standings = read_standings(gradebook, course)
        if not standings.assignments:
            raise CourseError("the gradebook is empty; grade an assignment first: course autograde ASSIGNMENT")
        return render_course_page(course, standings), {"course.csv": list(course_rows(gradebook, course, ()))}
