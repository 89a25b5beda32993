"""`course export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def export(
    assignments: Annotated[list[str] | None, typer.Argument(metavar="[ASSIGNMENT...]", help="None: all.")] = None,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files go.")] = Path("exports"),
    gradescope: Annotated[bool, typer.Option("--gradescope", help="A results.json per submission, too.")] = False,
) -> None:
    """Write the gradebook as CSV files: grades, points per step, and what Canvas imports."""
    from grader.classroom.exporting import canvas_rows, grade_rows, step_rows, write_csv, write_gradescope
    from grader.classroom.gradebook.database import open_gradebook
    from grader.classroom.gradebook.scores import read_assignments
    from grader.course import CourseError, load_course

    course = load_course()
    wanted = frozenset(assignments or ())
    with open_gradebook(course) as gradebook:
        present = {assignment.name for assignment in read_assignments(gradebook)}
        if not present:
            raise CourseError("the gradebook is empty; grade an assignment first: course autograde ASSIGNMENT")
        if missing := sorted(wanted - present):
            raise CourseError(f"there is no {missing[0]!r} in the gradebook; it has {', '.join(sorted(present))}")
        tables = {
            "grades.csv": grade_rows(gradebook, wanted, ()),
            "steps.csv": step_rows(gradebook, course, wanted),
            "canvas.csv": canvas_rows(gradebook, course, wanted),
        }
        try:
            to.mkdir(parents=True, exist_ok=True)
            for name, rows in tables.items():
                write_csv(to / name, rows)
                typer.echo(f"written: {to / name}")
            if gradescope:
                count = write_gradescope(to / "gradescope", gradebook, course, wanted)
                typer.echo(f"written: {count} results.json in {to / 'gradescope'}")
        except OSError as error:
            raise CourseError(f"{to}: cannot be written ({error.strerror}); name another folder with --to") from None
