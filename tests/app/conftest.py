"""The app without a browser: pages run in this process, in a course folder of their own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from own_course import copy_course
from streamlit.testing.v1 import AppTest
from submissions import ROOT

from grader.building.untouched import untouched_exercises
from quiz_app import quiz_session

OpenPage = Callable[..., AppTest]
_SECONDS = 120  # a slow machine's first run imports everything


@pytest.fixture
def app_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course without any work in it; the app's pages belong to it. What the app keeps goes with it."""
    folder = tmp_path / "course"
    copy_course(folder)
    shutil.copytree(untouched_exercises(), folder / "exercises")
    monkeypatch.setenv("COURSE_FOLDER", str(folder))
    monkeypatch.delenv("COURSE_HOSTED", raising=False)
    # AppTest leaves the app behind as the main module, and processes of later tests would run that first.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(quiz_session, "record", lambda course, attempt: None)  # the gradebook takes seconds to open
    yield folder
    st.cache_resource.clear()


@pytest.fixture
def open_page(app_folder: Path) -> OpenPage:
    """Opens a page, by its file's name, in a session of its own."""

    def go(name: str, secrets: dict[str, object] | None = None, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "quiz_app" / "app.py"), default_timeout=_SECONDS)
        for key, value in (secrets or {}).items():
            app.secrets[key] = value
        for key, value in parameters.items():
            app.query_params[key] = value
        pages = (ROOT / "quiz_app").rglob(f"*pages/{name}.py")  # of all assignments, or of one lesson
        return app.switch_page(next(pages).relative_to(ROOT / "quiz_app").as_posix()).run()

    return go
