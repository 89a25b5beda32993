"""Extensions: who may hand in how much later.

nbgrader keeps an extension with the submission, so there is nowhere to keep one for a student who has not submitted,
and making a submission for that would freeze the assignment's cells. They are kept in a table of their own in the
same gradebook, and carried over to the submission whenever it is graded.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy import Column, Float, MetaData, String, Table, delete, insert, select

_METADATA = MetaData()
_EXTENSIONS = Table(
    "course_extension",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("seconds", Float, nullable=False),
)


def extensions(gradebook: Gradebook, assignment: str) -> Mapping[str, timedelta]:
    """The extensions granted for an assignment, by student id."""
    _METADATA.create_all(gradebook.db.connection())
    rows = gradebook.db.execute(
        select(_EXTENSIONS.c.student, _EXTENSIONS.c.seconds)
        .where(_EXTENSIONS.c.assignment == assignment)
        .order_by(_EXTENSIONS.c.student)
    )
    return {student: timedelta(seconds=seconds) for student, seconds in rows}


def grant_extension(gradebook: Gradebook, assignment: str, student: str, extension: timedelta) -> None:
    """Grant a student an extension in place of any earlier one; one of length 0 takes it back.

    A submission that is there already has it at once; its penalty changes when it is graded again.
    """
    _METADATA.create_all(gradebook.db.connection())
    chosen = (_EXTENSIONS.c.assignment == assignment) & (_EXTENSIONS.c.student == student)
    gradebook.db.execute(delete(_EXTENSIONS).where(chosen))
    if extension:
        gradebook.db.execute(
            insert(_EXTENSIONS).values(assignment=assignment, student=student, seconds=extension.total_seconds())
        )
    with suppress(MissingEntry):
        gradebook.find_submission(assignment, student).extension = extension or None
    gradebook.db.commit()


def apply_extension(gradebook: Gradebook, submission: SubmittedAssignment) -> None:
    """Give a submission the extension that its student was granted; an extension set by other means is kept.

    The caller commits.
    """
    granted = extensions(gradebook, submission.assignment.name).get(submission.student.id)
    if granted is not None:
        submission.extension = granted
