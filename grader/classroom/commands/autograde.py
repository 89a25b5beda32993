"""`course autograde`."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def autograde(
    assignment: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Its name in course.toml.")],
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors if left out.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler.")
    ] = None,
    create: Annotated[bool, typer.Option("--create", help="Take unknown folders for students, too.")] = False,
    student: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this student; may be given more than once.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")] = False,
    any_isolation: Annotated[
        bool, typer.Option("--any-isolation", help="Grade even where full isolation is not to be had.")
    ] = False,
) -> None:
    """Grade a class: submitted/ into the gradebook and autograded/. A killed run is gone on with by another.

    Exits with 0 when every submission was graded, 1 when there are folders of unknown students.
    """
    from grader.course import CourseError, load_course
    from grader.grading import GradingError
    from grader.parallel.local import local_pool
    from grader.reporting.progress import counting

    if scheduler and jobs:
        raise CourseError("--jobs is for this machine and --scheduler for a cluster; leave out one of them")
    course = load_course()
    chosen = course.assignment(assignment)
    options = {"create": create, "force": force, "any_isolation": any_isolation}
    if scheduler:
        from grader.classroom.judging.cluster import cluster_pool

        judges = cluster_pool(scheduler)
    else:
        judges = local_pool(jobs or os.cpu_count() or 1, ["grader.classroom.judging.judge"])
    try:
        with judges as pool:  # its processes get ready while this one imports nbgrader
            from grader.classroom.autograding import Autograding
            from grader.classroom.run_summary import Summary

            with Autograding(course, chosen, student or (), **options) as autograding:
                summary = Summary(chosen, autograding.unknown)
                for outcome in counting(autograding.run(pool), len(autograding.known)):
                    summary.add(outcome)
    except (GradingError, OSError) as error:
        typer.echo(f"course: {error}", err=True)
        raise SystemExit(3) from None
    for line in summary.lines():
        typer.echo(line)
    raise typer.Exit(1 if autograding.unknown else 0)
