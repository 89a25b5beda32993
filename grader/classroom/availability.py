"""What `course doctor` says about the gradebook: where it is, and whether it answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Course

_PATIENCE_SECONDS = 5


def examine(course: Course) -> Iterator[tuple[str, bool, str]]:
    """(subject, does it work, in words) of the gradebook's database. Nothing is created by looking."""
    path = course.gradebook_url.removeprefix("sqlite:///")
    if path != course.gradebook_url and not Path(path).exists():
        if os.access(Path(path).parent, os.W_OK):
            yield "gradebook", True, f"SQLite, will be made on first use: {path}"
        else:
            yield "gradebook", False, f"{path} cannot be made there; correct [gradebook] url in course.toml"
        return
    from sqlalchemy import create_engine, inspect, make_url
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    try:
        url = make_url(course.gradebook_url)
        patience = {"connect_timeout": _PATIENCE_SECONDS} if url.get_backend_name() == "postgresql" else {}
        engine = create_engine(url, connect_args=patience)
        try:
            tables = inspect(engine).get_table_names()
        finally:
            engine.dispose()
    except ArgumentError:
        wrong = repr(course.gradebook.url)
        yield "gradebook", False, f"{wrong} is no database URL; correct [gradebook] url in course.toml"
    except ModuleNotFoundError as error:
        yield "gradebook", False, f"the package {error.name} is missing: pip install 'backprop-course[postgresql]'"
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        shown = url.render_as_string(hide_password=True)
        yield "gradebook", False, f"{shown} does not answer ({reason}); start it or correct [gradebook] url"
    else:
        filled = "in use" if "assignment" in tables else "empty"
        yield "gradebook", True, f"{url.render_as_string(hide_password=True)}, {filled}"
