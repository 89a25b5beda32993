"""`course report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT")],
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="reports/ASSIGNMENT if left out.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Class statistics: scores, steps, mistakes and who made them, as one page and CSV files."""
    from grader.classroom.exporting import write_csv
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.statistics.page import render_page
    from grader.classroom.statistics.summary import summarise
    from grader.classroom.statistics.tables import tables
    from grader.course import CourseError, load_course

    course = load_course()
    chosen = course.assignment(assignment)
    folder = to or course.root / "reports" / chosen.name
    with open_gradebook(course) as gradebook:
        summary = summarise(course, chosen, gradebook)
    page = folder / "report.html"
    rows = tables(summary)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(render_page(summary, list(rows)), encoding="utf-8")
        for name, table in rows.items():
            write_csv(folder / name, table)
    except OSError as error:
        raise CourseError(f"{folder}: cannot be written ({error.strerror}); name another folder with --to") from None
    typer.echo(f"written: {page}, with {', '.join(rows)} beside it")
    if show:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
