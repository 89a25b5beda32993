"""Who has left the class. Their grades are kept, and are in no average and no export until they come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader.api import Gradebook
from sqlalchemy import Column, MetaData, Select, String, Table, delete, insert, select

from grader.classroom.gradebook.database import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_METADATA = MetaData()
_WITHDRAWN = Table("course_withdrawn", _METADATA, Column("student", String(128), primary_key=True))


def withdrawn(session: Session) -> frozenset[str]:
    """The ids of those who have left."""
    _METADATA.create_all(session.connection())
    return frozenset(session.scalars(select(_WITHDRAWN.c.student)))


def ids_of_those_who_left(session: Session) -> Select[tuple[str]]:
    """The same as a query, for others to build on."""
    _METADATA.create_all(session.connection())
    return select(_WITHDRAWN.c.student)


def withdraw(gradebook: Gradebook, student: str) -> None:
    """Take a student out of averages and exports."""
    with transaction(gradebook) as session:
        if student not in withdrawn(session):
            session.execute(insert(_WITHDRAWN).values(student=student))


def readmit(gradebook: Gradebook, student: str) -> bool:
    """Take a withdrawn student back, with all grades; whether the student was withdrawn."""
    with transaction(gradebook) as session:
        was = student in withdrawn(session)
        session.execute(delete(_WITHDRAWN).where(_WITHDRAWN.c.student == student))
    return was
