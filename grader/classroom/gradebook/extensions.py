"""Extensions: who may hand in how much later.

nbgrader keeps an extension with the submission, so there is nowhere to keep one for a student who has not submitted,
and making a submission for that would freeze the assignment's cells. They are kept in a table of their own in the
same gradebook, and carried over to the submission whenever it is graded.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy import delete, insert, select

from grader.classroom.gradebook.database import transaction
from grader.classroom.gradebook.granted import EXTENSIONS, METADATA
from grader.course import CourseError


def extensions(gradebook: Gradebook, assignment: str) -> Mapping[str, timedelta]:
    """The extensions granted for an assignment, by student id."""
    METADATA.create_all(gradebook.db.connection())
    rows = gradebook.db.execute(
        select(EXTENSIONS.c.student, EXTENSIONS.c.seconds)
        .where(EXTENSIONS.c.assignment == assignment)
        .order_by(EXTENSIONS.c.student)
    )
    return {student: timedelta(seconds=seconds) for student, seconds in rows}


def grant_extension(gradebook: Gradebook, assignment: str, student: str, extension: timedelta) -> None:
    """Grant a student an extension in place of any earlier one; one of length 0 takes it back.

    A submission that is there already has it at once; its penalty changes when it is graded again.
    """
    chosen = (EXTENSIONS.c.assignment == assignment) & (EXTENSIONS.c.student == student)
    row = {"assignment": assignment, "student": student, "seconds": extension.total_seconds()}
    with transaction(gradebook) as session:
        METADATA.create_all(session.connection())
        session.execute(delete(EXTENSIONS).where(chosen))
        if extension:
            session.execute(insert(EXTENSIONS).values(row))
        with suppress(MissingEntry):
            gradebook.find_submission(assignment, student).extension = extension or None


def apply_extension(gradebook: Gradebook, submission: SubmittedAssignment) -> None:
    """Give a submission the extension that its student was granted; an extension set by other means is kept.

    The caller commits.
    """
    granted = extensions(gradebook, submission.assignment.name).get(submission.student.id)
    if granted is not None:
        submission.extension = granted


def extension_until(end: datetime | None, until: str, what: str, key: str) -> timedelta:
    """The extension that moves an end to `until`, a date (then the end of that day) or a time.

    A time without a zone is in the zone of the end.

    Args:
        end: the due date of an assignment, or when its quiz closes.
        until: as it was typed.
        what: is extended, as a sentence calls it.
        key: the end's, in course.toml.

    Raises:
        CourseError: `until` is no time, or not after the end, or there is no end.
    """
    if end is None:
        raise CourseError(f"{what} has no `{key}` in course.toml; set it, or use --days or --hours")
    try:
        wanted = datetime.fromisoformat(until)
    except ValueError:
        raise CourseError(f"--until {until!r} is no time; write 2027-02-03 or 2027-02-03T12:00") from None
    if len(until) <= len("2027-02-03"):
        wanted = datetime.combine(wanted, time(23, 59))
    extension = (wanted if wanted.tzinfo else wanted.replace(tzinfo=end.tzinfo)) - end
    if extension <= timedelta(0):
        raise CourseError(
            f"--until {until} is not after {what} {'is due' if key == 'due' else key} ({end}); name a later time"
        )
    return extension


def in_words(extension: timedelta) -> str:
    """An extension's length: `2 days 3 hours`."""
    hours, minutes = extension.seconds // 3600, round(extension.seconds % 3600 / 60)
    parts = ((extension.days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(f"{number} {unit}{'s' if number != 1 else ''}" for number, unit in parts if number)
