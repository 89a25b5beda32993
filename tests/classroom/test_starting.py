"""`course init`: a new folder only, empty or with assignments, and a name for the exchange."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from submissions import Ended

from grader.classroom.starting import start_course
from grader.course import Course, load_course


def test_a_folder_with_something_in_it_is_left_alone(
    run_course: Callable[..., Ended], tmp_path: Path, course_folder: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    full = tmp_path / "full"
    full.mkdir()
    (full / "file").write_text("mine")
    before = sorted(tmp_path.rglob("*"))

    for folder, reason in ((full, "the folder is not empty"), (tmp_path / "file", "a file of that name")):
        ended = run_course("init", folder)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
        assert reason in ended.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_class_takes_no_other_assignments(run_course: Callable[..., Ended], course_folder: Path) -> None:
    ended = run_course("init", course_folder, "--from", course_folder)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "there is a course already" in ended.err


def test_a_course_begins_empty(run_course: Callable[..., Ended], tmp_path: Path) -> None:
    folder = tmp_path / 'Week "3"'
    ended = run_course("init", folder)
    assert (ended.code, ended.err) == (0, "")
    assert "course new NAME" in ended.out
    course = load_course(folder)
    assert dict(course.assignments) == {}
    assert sorted(path.name for path in folder.iterdir()) == [
        ".gitignore",
        "course.toml",
        "nbgrader_config.py",
        "secret.toml",
    ]


def test_every_command_of_an_empty_course_says_how_it_gets_an_assignment(
    run_course: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_course("init", tmp_path / "new")
    monkeypatch.chdir(tmp_path / "new")
    for command in (["check"], ["hint", "f"], ["reset", "f"], ["watch"], ["grade", "course.toml"], ["build"]):
        ended = run_course(*command)
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1), command
        assert "`course new NAME` makes one" in ended.err, command


def test_assignments_are_taken_along_with_all_their_files(course: Course, tmp_path: Path) -> None:
    begun, _ = start_course(tmp_path / "new", course)
    assert list(begun.assignments) == list(course.assignments)
    for name in ("backprop/worked.py", "backprop/mistakes/__init__.py", "optimizers/functions.py"):
        assert (begun.root / "solutions" / name).is_file(), name
    assert not list(begun.root.rglob("__pycache__"))


def test_the_exchange_knows_the_course_by_its_folder(course: Course, tmp_path: Path) -> None:
    for name, source in (("Neural Nets, 2027!", course), ("Neural Nets 2027", None)):
        begun, _ = start_course(tmp_path / name, source)
        settings = (begun.root / "nbgrader_config.py").read_text(encoding="utf-8")
        assert 'c.CourseDirectory.course_id = "neural-nets-2027"' in settings
        assert settings.count("course_id") == 1
