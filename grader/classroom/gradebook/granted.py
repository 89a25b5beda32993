"""The extensions that were granted, read from the gradebook without nbgrader, which takes long to import."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, Float, MetaData, String, Table, create_engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from grader.course import Course

METADATA = MetaData()
EXTENSIONS = Table(
    "course_extension",
    METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("seconds", Float, nullable=False),
)


def granted(course: Course, name: str, student: str) -> timedelta:
    """How much longer a student has for what the gradebook calls `name`; none where there is no gradebook yet."""
    url = make_url(course.gradebook_url)
    if url.get_backend_name() == "sqlite":
        url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})  # which makes no file
    engine = create_engine(url)
    chosen = (EXTENSIONS.c.assignment == name) & (EXTENSIONS.c.student == student)
    try:
        with engine.connect() as connection:
            return timedelta(seconds=connection.execute(select(EXTENSIONS.c.seconds).where(chosen)).scalar() or 0.0)
    except SQLAlchemyError:  # no database, or nobody has been granted anything yet
        return timedelta(0)
    finally:
        engine.dispose()
