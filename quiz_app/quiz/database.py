"""Where attempts are kept: a file of their own, or the gradebook's PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from grader.course import Course

_BUSY_SECONDS = 30


def open_engine(course: Course) -> Engine:
    """The database for the course's attempts: the gradebook's if that is a server, else `.course/attempts.db`.

    A gradebook that is an SQLite file is locked while a class is graded, and students shall not wait for that.

    Raises:
        OSError: the folder for the file cannot be made.
        SQLAlchemyError: the gradebook's URL is none.
    """
    url = make_url(course.gradebook_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True)
    folder = course.root / ".course"
    folder.mkdir(exist_ok=True)
    return open_sqlite(folder / "attempts.db")


def open_sqlite(path: Path) -> Engine:
    """An SQLite file in which what was committed survives a loss of power."""
    # SQLite has one writer at a time. To wait for the one connection is fair; to wait for SQLite's lock is not.
    engine = create_engine(f"sqlite:///{path}", pool_size=1, max_overflow=0, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions on its own, too late
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # WAL's default does not wait for the disk

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # one that only later wants to write may be refused

    return engine
