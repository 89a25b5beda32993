"""The gradebook: one database, made once, and written in transactions that keep out of each other's way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from grader.course import Course, CourseError
from grader.running.error import GradingError

if TYPE_CHECKING:  # nbgrader takes a second to import
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session

COURSE_ID = "default_course"  # nbgrader's, where a course has no name of its own
_BUSY_SECONDS = 60
_LOCK_SPACE = 0x6E62  # PostgreSQL's advisory locks are numbers; ours begin with this one


def open_gradebook(course: Course) -> Gradebook:
    """The course's gradebook, with its tables and nbgrader's default course in it. Close it, or use it in a `with`.

    nbgrader itself needs the `alembic` command for a new database, and two first openers of it get into each
    other's way; here the tables are made under a lock.

    Raises:
        CourseError: the database cannot be opened; the text names the key in course.toml.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    try:
        url = _patient(course.gradebook_url)
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                _create_tables(connection)
        finally:
            engine.dispose()
        return Gradebook(url)
    except ArgumentError as error:
        raise CourseError(f"gradebook.url: {course.gradebook.url!r} is no database URL ({_first(error)})") from None
    except ModuleNotFoundError as error:
        raise CourseError(
            f"gradebook.url: {_without_password(url)} needs the package {error.name}, which is not installed; "
            "for PostgreSQL run: pip install 'backprop-course[postgresql]'"
        ) from None
    except SQLAlchemyError as error:
        raise CourseError(
            f"gradebook.url: {_without_password(url)} cannot be opened ({_first(error)}); "
            "start the database or correct the URL in course.toml"
        ) from None


@contextmanager
def transaction(gradebook: Gradebook) -> Iterator[Session]:
    """The gradebook's session, inside one transaction that begins with the right to write.

    What is read inside is still true when it is written, whoever else has the gradebook open: other writers wait.
    Everything is written at the end, or, after an exception, nothing.

    Raises:
        GradingError: the database cannot be written to.
    """
    from sqlalchemy.exc import SQLAlchemyError

    session: Session = gradebook.db()
    try:
        _lock(session.connection())
        yield session
        session.commit()
        session.expunge_all()  # rows would pile up with the class
    except SQLAlchemyError as error:
        session.rollback()
        raise GradingError(
            f"the gradebook cannot be written ({_first(error)}); once that is mended, run the command again"
        ) from error
    except BaseException:
        session.rollback()
        raise


def _patient(url: str) -> str:
    """The URL with a waiting time, where the database is a file that only one may write to at a time."""
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and "timeout" not in parsed.query:
        parsed = parsed.update_query_dict({"timeout": str(_BUSY_SECONDS)})
    return parsed.render_as_string(hide_password=False)


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a transaction that only later wants to write may be refused
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_SPACE})")


def _create_tables(connection: Connection) -> None:
    from nbgrader.api import Base
    from nbgrader.api import Course as CourseRow
    from sqlalchemy import insert, inspect, select, text

    version = "alembic_version"
    default = select(CourseRow.id).where(CourseRow.id == COURSE_ID)
    if inspect(connection).has_table(version) and connection.execute(default).first():
        return
    connection.rollback()
    _lock(connection)
    had_version = inspect(connection).has_table(version)
    had_tables = inspect(connection).has_table(CourseRow.__tablename__)
    Base.metadata.create_all(connection)
    if not had_version and not had_tables:  # an old database without a version is nbgrader's to upgrade
        connection.execute(text(f"CREATE TABLE {version} (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text(f"INSERT INTO {version} VALUES (:head)"), {"head": _schema_version()})
    if not connection.execute(default).first():
        connection.execute(insert(CourseRow).values(id=COURSE_ID))
    connection.commit()


def _schema_version() -> str | None:
    """nbgrader's newest database revision, read from its own scripts."""
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def _without_password(url: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


def _first(error: Any) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
