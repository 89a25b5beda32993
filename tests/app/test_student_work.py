"""A session's file: graded elsewhere, again when its content changes, and only then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace as changed
from own_course import copy_course
from submissions import FIXTURES, ROOT

from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course
from grader.running.error import GradingError
from quiz_app.grading_process import Graded, Grading, GradingProcess
from quiz_app.student_file import UploadRefused
from quiz_app.student_work import StudentWork

_SECONDS = 120.0


def work_of(course: Course, grading: Grading, *, hosted: bool, folder: Path | None = None) -> StudentWork:
    """Work on the course's first assignment."""
    return StudentWork(course, course.assignment(), grading, hosted=hosted, folder=folder)


@pytest.fixture(scope="module")
def grading() -> Iterator[GradingProcess]:
    process = GradingProcess(ROOT)
    yield process
    process.close()


@pytest.fixture
def work(tmp_path: Path, grading: GradingProcess) -> StudentWork:
    """The work of a student alone, in a course of their own."""
    course = copy_course(tmp_path / "course")
    shutil.copytree(untouched_exercises(), course.root / "exercises")
    return work_of(course, grading, hosted=False)


@pytest.fixture
def uploads(grading: GradingProcess) -> StudentWork:
    """A session's work on a server."""
    return work_of(load_course(ROOT), grading, hosted=True)


def checked(work: StudentWork) -> StudentWork:
    work.refresh()
    work.wait(_SECONDS)
    assert work.status == "checked", work.problem
    return work


def test_a_file_is_checked_once_and_again_when_its_content_changes(work: StudentWork) -> None:
    assert checked(work).name == "exercises/backprop.py"
    assert work.report is not None
    assert work.report.score == 0
    assert not work.refresh()
    assert work.source is not None
    shutil.copy(FIXTURES / "one_mistake.py", work.source)
    assert work.refresh()
    assert work.status == "checking"
    assert work.report.score == 0  # the old report stays until the new one is there
    assert checked(work).report is not None
    focus = work.report.focus
    assert focus is not None
    assert (focus.step.function, focus.outcome) == ("dL_dz2", "failed")
    version = work.version
    os.utime(work.source)
    assert not work.refresh()  # saved without a change
    assert work.version == version


def test_hints_open_one_after_another_attempt(work: StudentWork) -> None:
    assert work.source is not None
    shutil.copy(FIXTURES / "one_mistake.py", work.source)
    checked(work)
    assert work.hints("dL_dz2") == []
    work.open_hint("dL_dz2")
    assert len(work.hints("dL_dz2")) == 1
    assert not work.next_hint_open("dL_dz2")
    work.source.write_text(work.source.read_text() + "\n# another try\n")
    checked(work)
    assert work.next_hint_open("dL_dz2")


def test_the_second_level_of_a_reason_is_the_first_hint(work: StudentWork) -> None:
    assert work.source is not None
    right = (FIXTURES / "one_mistake.py").read_text()
    work.source.write_text(f"{right}\n\ndef dL_dz2(dL_da2, z2):\n    return dL_da2 * (z2 > 0.01)\n")
    checked(work)
    assert work.next_hint("dL_dz2") == "Hint about your own function"
    work.open_hint("dL_dz2")
    ((name, text),) = work.hints("dL_dz2")
    assert name == "Hint about your own function"
    assert "one of its kind" in text
    assert not work.next_hint_open("dL_dz2")
    assert work.has_further_hint("dL_dz2")
    assert work.next_hint("dL_dz2") == "Hint 1 of 3"


def test_another_file_can_be_chosen_and_one_that_is_not_there_is_refused(work: StudentWork) -> None:
    work.choose(str(FIXTURES / "one_mistake.py"))
    assert checked(work).name == "one_mistake.py"
    for text in ("nothing.py", "course.toml", "exercises", "~nobody-here/x.py", f"/{300 * 'a'}.py", "\0.py"):
        with pytest.raises(UploadRefused, match="There is no such file"):
            work.choose(text)
    work.choose("")
    assert work.name == "exercises/backprop.py"
    assert work.report is None  # that was the other file's


def test_a_file_that_is_gone_is_said_to_be_and_checked_again_when_it_is_back(
    work: StudentWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.py"
    shutil.copy(FIXTURES / "one_mistake.py", file)
    work.choose(str(file))
    checked(work)
    file.unlink()
    assert not work.refresh()  # an editor may be about to put it back
    assert work.report is not None
    monkeypatch.setattr("quiz_app.student_work._REPLACED_SECONDS", 0.0)
    assert work.refresh()
    assert work.status == "broken"
    assert work.report is not None  # the last one stays
    assert work.problem.startswith("mine.py is not there any more.")
    assert not work.refresh()
    shutil.copy(FIXTURES / "one_mistake.py", file)
    assert checked(work).report is not None
    assert work.problem == ""


def test_a_file_that_is_gone_is_not_exchanged_for_the_notebook_in_silence(
    work: StudentWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quiz_app.student_work._REPLACED_SECONDS", 0.0)
    source = checked(work).source
    assert source is not None
    assert work.others == ()
    source.unlink()
    work.refresh()
    work.refresh()
    assert (work.name, work.status) == ("exercises/backprop.py", "broken")
    (notebook,) = work.others
    work.choose(notebook)
    assert checked(work).name == "exercises/backprop/backprop.ipynb"


def test_a_session_that_finds_only_the_notebook_says_so(work: StudentWork) -> None:
    assert work.missing == ""
    assert work.source is not None
    work.source.unlink()
    later = work_of(work._course, work._grading, hosted=False)
    assert (later.name, later.missing) == ("exercises/backprop/backprop.ipynb", "exercises/backprop.py")
    later.choose("exercises/backprop/backprop.ipynb")
    assert later.missing == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"def f(:\n", "The file is not Python"),
        (b"# nothing here\n", "The file defines none of the functions"),
        (b"#" * (21 * 2**20), "larger than 20 MiB"),
    ],
)
def test_what_is_wrong_with_the_whole_file_is_said_once_beside_the_last_report(
    work: StudentWork, content: bytes, words: str
) -> None:
    assert work.source is not None
    shutil.copy(FIXTURES / "one_mistake.py", work.source)
    last = checked(work).report
    assert last is not None
    work.source.write_bytes(content)
    work.refresh()
    work.wait(_SECONDS)
    assert words in work.problem
    assert (work.status, work.report) == ("broken", last)
    assert work.answers({}) is None  # the last version's functions are not taken for the present ones
    shutil.copy(ROOT / "solutions" / "backprop" / "backprop.py", work.source)
    assert checked(work).problem == ""
    assert work.news == "Mended: dL_dz2, +7 points."


def test_the_news_are_what_the_last_save_has_changed(work: StudentWork) -> None:
    assert work.source is not None
    assert checked(work).news == ""
    shutil.copy(FIXTURES / "one_mistake.py", work.source)
    assert checked(work).news.startswith("Written: dL_dz3, dL_dW3")
    text = work.source.read_text()
    work.source.write_text(text + "\n# no change\n")
    assert checked(work).news == ""
    work.source.write_text(text.replace("dL_dz3.sum(axis=0)", "dL_dz3.sum(axis=1)"))
    assert checked(work).news == "Not right any more: dL_db3, \N{MINUS SIGN}5 points."


def test_the_students_functions_are_asked_in_the_sandbox(work: StudentWork) -> None:
    assert work.source is not None
    right, reads = (
        "def dL_db3(g):\n    return g.sum(axis=0) + 1\n",
        "def update(w, g, r):\n    return open('/etc/passwd')\n",
    )
    work.source.write_text(right + reads)
    checked(work)
    g, w = np.array([[-0.5, 0.5, 0.0]]), np.array([[1.0, -2.0], [0.5, 3.0], [0.0, 1.0]])
    asked = work.answers({"dL_db3": (g,), "update": (w, w, 0.1)})
    assert asked is not None
    answers = asked.result(_SECONDS)
    np.testing.assert_allclose(answers["dL_db3"].arrays[0], g.sum(axis=0) + 1)
    assert answers["update"].outcome == "raised"
    assert work.answers({"dL_db3": (g,), "update": (w, w, 0.1)}) is asked  # the same question is asked once
    work.source.write_text("")  # saved once more, and not looked at yet: what was graded is asked
    lists = [
        [np.full(2000, 1.0)],
        [np.r_[np.full(1000, 1.0), 2.0, np.full(999, 1.0)]],
    ]  # alike where they begin and end
    assert work.answers({"dL_db3": (lists[0],)}) is not work.answers({"dL_db3": (lists[1],)})
    assert work.answers({"dL_db3": (lists[0],)}) is work.answers({"dL_db3": ([np.full(2000, 1.0)],)})
    other = work.answers({"dL_db3": (2 * g,)})
    assert other is not None
    assert other.result(_SECONDS)["dL_db3"].outcome == "returned"
    work.source.write_text(reads)
    checked(work)
    again = work.answers({"dL_db3": (g,), "update": (w, w, 0.1)})
    assert again is not None
    assert again.result(_SECONDS)["dL_db3"].outcome == "missing"


def test_without_a_file_there_is_nothing_to_check(uploads: StudentWork) -> None:
    assert not uploads.refresh()
    assert (uploads.status, uploads.name, uploads.answers({})) == ("no file", "", None)


def test_an_upload_is_checked_and_stays_with_its_session(uploads: StudentWork, grading: GradingProcess) -> None:
    uploads.upload("../../my ☃ work.PY", (FIXTURES / "one_mistake.py").read_bytes())
    assert checked(uploads).name == "my_work.py"
    assert work_of(load_course(ROOT), grading, hosted=True).source is None
    folder = uploads.source.parent if uploads.source else None
    assert folder is not None
    assert sorted(path.name for path in folder.iterdir()) == [".course", "my_work.py"]
    uploads.upload("other.py", (FIXTURES / "one_mistake.py").read_bytes())  # the former one is not kept
    assert sorted(path.name for path in folder.iterdir()) == [".course", "other.py"]
    assert checked(uploads).report is not None


@pytest.mark.parametrize("name", ["work.txt", "work", "work.py.exe"])
def test_uploads_of_other_kinds_are_refused(uploads: StudentWork, name: str) -> None:
    with pytest.raises(UploadRefused, match="neither a notebook"):
        uploads.upload(name, b"x = 1")


def test_an_upload_that_is_too_large_is_refused(grading: GradingProcess) -> None:
    course = load_course(ROOT)
    small = replace(course, limits=changed(course.limits, file_mib=0.001))
    with pytest.raises(UploadRefused, match=r"larger than 0\.001 MiB"):
        work_of(small, grading, hosted=True).upload("work.py", b"#" * 2000)


def test_a_path_cannot_be_chosen_on_a_server(uploads: StudentWork) -> None:
    with pytest.raises(UploadRefused, match="upload"):
        uploads.choose("solutions/backprop/backprop.py")


def test_a_grader_that_was_killed_is_started_again(work: StudentWork, grading: GradingProcess) -> None:
    checked(work)
    assert grading._process is not None
    grading._process.kill()
    assert work.source is not None
    shutil.copy(FIXTURES / "one_mistake.py", work.source)
    checked(work)
    assert work.report is not None
    assert work.report.focus is not None
    assert work.report.focus.step.function == "dL_dz2"


def test_a_grader_that_failed_is_asked_again_when_the_file_is_saved_unchanged(
    work: StudentWork, grading: GradingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: Future[Graded] = Future()
    broken.set_exception(GradingError("the sandbox does not start."))
    with monkeypatch.context() as patch:
        patch.setattr(grading, "grade", lambda path, assignment: broken)
        work.refresh()
        work.wait(_SECONDS)
    assert (work.status, work.problem) == ("broken", "The sandbox does not start.")
    assert work.source is not None
    os.utime(work.source)
    assert work.refresh()
    assert work.status == "checking"
    assert checked(work).problem == ""


def test_an_upload_that_is_kept_is_found_again_by_its_bare_name(tmp_path: Path, grading: GradingProcess) -> None:
    course = load_course(ROOT)
    folder = course.root / ".course" / "test" / tmp_path.name
    folder.mkdir(parents=True)
    try:
        work_of(course, grading, hosted=True, folder=folder).upload("mine.py", b"x = 1")
        again = work_of(course, grading, hosted=True, folder=folder)
        assert again.name == "mine.py"
        work_of(course, grading, hosted=True, folder=folder).upload("other.py", b"x = 2")  # in another tab
        assert again.name == "other.py"
    finally:
        shutil.rmtree(folder)
