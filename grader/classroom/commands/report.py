"""`course report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.option("--to", type=Path, metavar="FOLDER", help="reports/ASSIGNMENT if left out.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
def report(assignment: str, to: Path | None, show: bool) -> None:
    """Class statistics, as one page and CSV files. Scores, steps, mistakes and who made them."""
    from grader.classroom.csv_files import write_csv
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.statistics.page import render_page
    from grader.classroom.statistics.summary import summarise
    from grader.classroom.statistics.tables import tables
    from grader.course import CourseError, load_own_course

    course = load_own_course()
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
    click.echo(f"written: {page}, with {', '.join(rows)} beside it")
    if show:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
