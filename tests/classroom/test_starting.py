"""`course init`: a new folder only, and a name for the exchange."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from submissions import Ended

from grader.classroom.starting import start_course
from grader.course import Course


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


def test_the_exchange_knows_the_course_by_its_folder(course: Course, tmp_path: Path) -> None:
    begun, _ = start_course(tmp_path / "Neural Nets, 2027!", course)

    settings = (begun.root / "nbgrader_config.py").read_text(encoding="utf-8")
    assert 'c.CourseDirectory.course_id = "neural-nets-2027"' in settings
    assert settings.count("course_id") == 1
