"""`course autograde`."""

from __future__ import annotations

import os

import click


@click.command()
@click.argument("assignment", help="Its name in course.toml.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; as many as processors if left out.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler.")
@click.option("--create", is_flag=True, help="Take unknown folders for students, too.")
@click.option("--student", multiple=True, metavar="ID", help="Only this student; may be given more than once.")
@click.option("--force", is_flag=True, help="Grade again what has not changed.")
@click.option("--any-isolation", is_flag=True, help="Grade even where full isolation is not to be had.")
def autograde(
    assignment: str,
    jobs: int | None,
    scheduler: str | None,
    create: bool,
    student: tuple[str, ...],
    force: bool,
    any_isolation: bool,
) -> None:
    """Grade a class: submitted/ into the gradebook and autograded/. A run that was stopped is continued by the next.

    Exits with 0 when every submission was graded, 1 when there are folders of unknown students, or
    files outside of the folders that they belong in.
    """
    from grader.course import CourseError, load_own_course
    from grader.course.secret import about_secret
    from grader.parallel.local import local_pool
    from grader.report.progress import counting
    from grader.report.sentences import complain
    from grader.running.error import GradingError

    if scheduler and jobs:
        raise CourseError("--jobs is for this machine and --scheduler for a cluster; leave out one of them")
    course = load_own_course()
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

            with Autograding(course, chosen, student, **options) as autograding:
                summary = Summary(chosen, autograding.unknown, autograding.misplaced, autograding.renamed)
                summary.say_withdrawn(autograding.withdrawn)
                for outcome in counting(autograding.run(pool), len(autograding.known)):
                    summary.add(outcome)
                summary.say_outdated(autograding.outdated_feedback())
    except KeyboardInterrupt:
        complain("stopped. What is graded is kept; run the command again to go on.")
        raise SystemExit(130) from None
    except (GradingError, OSError) as error:
        complain(error)
        raise SystemExit(3) from None
    for line in summary.lines():
        click.echo(line)
    is_safe, about = about_secret(course)
    if not is_safe:
        complain(about)
    raise SystemExit(1 if autograding.unknown or autograding.misplaced else 0)
