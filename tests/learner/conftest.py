"""A course of one's own to learn in: a copy of what the commands need, in a temporary folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.course import Course, load_course

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "one_mistake.py"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course in a folder of its own, without a student's copy."""
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    return load_course(tmp_path)


@pytest.fixture
def script(course: Course) -> Path:
    """A student's Python file in which one step is wrong, dL_dz2."""
    path = course.root / "mine.py"
    shutil.copy(FIXTURE, path)
    return path
