"""A check in an assignment's own folder gives the same points to a class as to the person who tries it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.building.course_copies import build_course
from grader.building.new_assignment import add_assignment
from grader.classroom.intake.hand_in import HandIn
from grader.classroom.judging.judge import course_files, judge_batch
from grader.classroom.judging.verdict import Verdict
from grader.classroom.starting import start_course
from grader.course import load_course
from grader.report.report import Report
from grader.running.grading import grade

CHECK = """
def test_no_surprise(step, student, key):
    for question in key.asked(step.function, "contract"):
        assert step.function != "center", "center surprises."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course with a new assignment, `demo`, that has a check of its own, with points."""
    course, _ = start_course(tmp_path / "course")
    add_assignment(course, "demo")
    own = course.root / "solutions" / "demo"
    (own / "checks").mkdir()
    (own / "checks" / "test_no_surprise.py").write_text(CHECK, encoding="utf-8")
    settings = own / "assignment.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("contract = 10", "contract = 10\nno_surprise = 10"), encoding="utf-8")
    build_course(load_course(course.root))
    return course.root


def judged(folder: Path, works: Sequence[bytes]) -> list[Verdict]:
    """As a worker judges them, on this machine or on another: it gets bytes."""
    hand_ins = [HandIn(str(number), "demo", (("demo.py", work),)) for number, work in enumerate(works)]
    course = load_course(folder)
    sent = course_files(course, course.assignment("demo"))
    return [Verdict.from_bytes(found) for found in judge_batch(sent, hand_ins)]


def test_a_class_is_asked_the_checks_of_the_assignments_own_folder(folder: Path) -> None:
    course = load_course(folder)
    reports: list[Report] = []
    lesson = folder / "solutions" / "demo" / "demo.py"
    grade([lesson], course, course.assignment("demo"), reports.append)
    assert reports[0].score < reports[0].max_score

    (verdict,) = judged(folder, [lesson.read_bytes()])
    assert verdict.report["score"] == reports[0].score
    assert "center surprises." in verdict.log


def test_the_files_of_such_checks_do_not_stay(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    judged(folder, [b"x = 1\n"])
    assert not list((tmp_path / "temporary").glob("course-checks*"))


def test_of_other_assignments_no_key_is_built_and_nothing_is_sent(folder: Path) -> None:
    add_assignment(load_course(folder), "other")
    course = load_course(folder)
    build_course(course)
    keys = folder / ".course" / "keys"
    shutil.rmtree(keys)
    sent = course_files(course, course.assignment("demo")).course
    assert {path.name for path in keys.iterdir()} == {"demo.key", "demo.secret.key"}
    assert list(sent.assignments) == ["demo"]
    assert sent.files is not None
    assert {name for name in sent.files if "other" in name} == set()
