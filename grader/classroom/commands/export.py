"""`course export`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...", help="None: all.")
@click.option(
    "--to", type=Path, default=Path("exports"), show_default=True, metavar="FOLDER", help="Where the files go."
)
@click.option("--gradescope", is_flag=True, help="A results.json per submission, too.")
def export(assignments: tuple[str, ...], to: Path, gradescope: bool) -> None:
    """Write the gradebook as CSV files.

    They are grades, a column per assignment, points per step, and what Canvas imports.
    """
    from grader.classroom.csv_files import write_csv
    from grader.classroom.exporting import canvas_rows, course_rows, grade_rows, step_rows, write_gradescope
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.scores import read_assignments
    from grader.course import CourseError, load_own_course

    course = load_own_course()
    wanted = frozenset(assignments)
    with open_gradebook(course) as gradebook:
        present = {assignment.name for assignment in read_assignments(gradebook)}
        if not present:
            raise CourseError("the gradebook is empty; grade an assignment first: course autograde ASSIGNMENT")
        if missing := sorted(wanted - present):
            raise CourseError(f"there is no {missing[0]!r} in the gradebook; it has {', '.join(sorted(present))}")
        tables = {
            "grades.csv": grade_rows(gradebook, wanted, ()),
            "course.csv": course_rows(gradebook, course, wanted),
            "steps.csv": step_rows(gradebook, course, wanted),
            "canvas.csv": canvas_rows(gradebook, course, wanted),
        }
        try:
            to.mkdir(parents=True, exist_ok=True)
            for name, rows in tables.items():
                write_csv(to / name, rows)
                click.echo(f"written: {to / name}")
            if gradescope:
                count = write_gradescope(to / "gradescope", gradebook, course, wanted)
                click.echo(f"written: {count} results.json in {to / 'gradescope'}")
        except OSError as error:
            raise CourseError(f"{to}: cannot be written ({error.strerror}); name another folder with --to") from None
