"""`course doctor` on the gradebook: where it is, and what is wrong with one that does not answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.classroom.availability import examine
from grader.course import load_course

AsUrl = Callable[[str], tuple[bool, str]]


@pytest.fixture
def said_of(course_folder: Path) -> AsUrl:
    def said(url: str) -> tuple[bool, str]:
        course = load_course(course_folder)
        course = dataclasses.replace(course, gradebook=replace(course.gradebook, url=url))
        ((_, well, text),) = examine(course)
        return well, text

    return said


def test_a_database_that_is_not_there_yet_is_promised_and_not_made(said_of: AsUrl, course_folder: Path) -> None:
    well, text = said_of("sqlite:///scores.db")
    assert well
    assert "will be made" in text
    assert not (course_folder / "scores.db").exists()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////nowhere/at/all.db", "cannot be made there"),
        ("postgres and so on", "no database URL"),
        ("postgresql://someone:secret@127.0.0.1:1/scores", "does not answer"),
    ],
)
def test_what_cannot_work_is_said_without_the_password(said_of: AsUrl, url: str, reason: str) -> None:
    well, text = said_of(url)
    assert not well
    assert reason in text
    assert "secret" not in text


def test_a_file_that_is_no_database_is_said(said_of: AsUrl, course_folder: Path) -> None:
    (course_folder / "notes.db").write_text("These are my notes, which are long enough to be read as a header. " * 20)
    well, text = said_of("sqlite:///notes.db")
    assert not well
    assert "does not answer" in text
