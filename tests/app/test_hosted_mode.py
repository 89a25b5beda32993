"""A server for many: whatever is uploaded harms nothing, and no session sees another's work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from submissions import FIXTURES

from grader.course import load_course
from grader.key.files import answer_key
from quiz_app import session
from quiz_app.grading_process import GradingProcess
from quiz_app.student_work import StudentWork

HOSTILE = ("changes_files", "exits_while_loading", "forged_reply", "kills_others", "looks_around")
NO_SUBMISSIONS: dict[str, bytes] = {
    "nul.py": b"\x00" * 1000,
    "picture.ipynb": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "list.ipynb": b"[1, 2, 3]",
    "deep.ipynb": b'{"cells": ' + b"[" * 50_000,
    "empty.ipynb": b"",
}


@pytest.fixture
def hosted(app_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_HOSTED", "1")
    return app_folder


@pytest.fixture
def work(hosted: Path) -> Iterator[StudentWork]:
    grading = GradingProcess(hosted)
    course = load_course(hosted)
    answer_key(course, course.assignment())  # the first grading would write it
    yield StudentWork(course, course.assignment(), grading, hosted=True)
    grading.close()


def content(folder: Path) -> dict[str, str]:
    """All files but what the searches for reasons remember beside the answer key."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".reasons")
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def said(work: StudentWork) -> str:
    """All that the student is told of the upload."""
    work.refresh()
    work.wait(120)
    assert work.status in ("checked", "broken")
    steps = [str(result.message) for result in work.report.steps] if work.report else []
    return " ".join([work.problem, *steps, *(work.report.warnings if work.report else ())])


def test_hostile_uploads_get_a_message_and_harm_nothing(work: StudentWork, hosted: Path) -> None:
    before = content(hosted)
    uploads = {f"{name}.py": (FIXTURES / "hostile" / f"{name}.py").read_bytes() for name in HOSTILE}
    for name, data in (uploads | NO_SUBMISSIONS).items():
        work.upload(name, data)
        message = said(work)
        assert message.strip(), name
        assert str(hosted) not in message, name
        assert work.source is not None
        assert str(work.source.parent) not in message, name
        assert work.report is None or work.report.score < 100, name
    assert content(hosted) == before
    work.upload("honest.py", (hosted / "solutions" / "backprop" / "backprop.py").read_bytes())
    said(work)
    assert work.report is not None
    assert work.report.score == 100


def text(app: AppTest) -> str:
    assert not app.exception
    elements = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.code]
    return " ".join(str(element.value) for element in elements)


def test_a_session_sees_nothing_of_another_ones_upload(open_page, hosted: Path) -> None:
    mine, other = open_page("my_steps"), open_page("my_steps")
    work: StudentWork = mine.session_state["student_works"]["backprop"]
    work.upload("my_secret_work.py", (FIXTURES / "one_mistake.py").read_bytes())
    said(work)
    assert "my\\_secret\\_work\\.py" in text(mine.run())
    assert "secret" not in text(other.run())
    assert other.session_state["student_works"]["backprop"].source is None
    assert "secret" not in text(open_page("home"))


def test_an_upload_beyond_the_limit_is_refused_in_one_sentence(
    open_page, hosted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "uploads_refused", lambda: "You have uploaded many files in a short time: wait.")
    page = open_page("home")
    page.file_uploader[0].set_value(("work.py", b"x = 1", "text/x-python")).run()
    assert not page.exception
    assert [error.value for error in page.error] == ["You have uploaded many files in a short time: wait."]
    assert page.session_state["student_works"]["backprop"].source is None
