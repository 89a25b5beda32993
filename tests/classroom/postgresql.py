"""A real PostgreSQL server for tests: Debian's programs, in a folder of its own, reached through a socket there.

The server refuses to run as root, so that it then runs as the user that Debian made for it. Where it is not installed
tests are skipped, unless COURSE_REQUIRE_POSTGRESQL=1 makes that a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

_SEARCHED = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
_UNPRIVILEGED = ("postgres", "nobody")


def _program(name: str) -> Path:
    found = [Path(path) for path in [shutil.which(name)] if path]
    found += sorted(path for pattern in _SEARCHED for path in Path("/").glob(f"{pattern[1:]}/{name}"))
    if not found:
        reason = f"PostgreSQL is not installed: there is no {name} in PATH or {_SEARCHED[0]}"
        if os.environ.get("COURSE_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found[-1]


def _user() -> str | None:
    """Who runs the server; None for whoever we are."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A running server; the value is its URL up to the name of a database, with %s in that place."""
    initdb, server = _program("initdb"), _program("postgres")
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [initdb, "-D", data, "-U", "course", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(
                [server, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                user=user,
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        try:
            url = f"postgresql://course@/%s?host={folder}"
            _wait_until_it_answers(url % "postgres", process, folder / "log")
            yield url
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The URL of a new, empty database."""
    import psycopg

    name = f"gradebook_{uuid4().hex}"
    with psycopg.connect(server % "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server % name


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    while True:
        try:
            psycopg.connect(url, connect_timeout=60).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, f"the server ended: {log.read_text(errors='replace')[-1000:]}"
