"""A course of one's own to learn in: a copy of what the commands need, in a temporary folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from own_course import copy_course

from grader.course import Course

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "one_mistake.py"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course in a folder of its own, without a student's copy."""
    return copy_course(tmp_path, "nbgrader_config.py")


@pytest.fixture
def script(course: Course) -> Path:
    """A student's Python file in which one step is wrong, dL_dz2."""
    path = course.root / "mine.py"
    shutil.copy(FIXTURE, path)
    return path
