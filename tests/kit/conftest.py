"""What students get: a kit of this course, and the wheel of the engine. Each is made once for the whole run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from own_course import this_courses_kit


@pytest.fixture(scope="session")
def made_kit() -> Path:
    """Not to be written to."""
    return this_courses_kit()


@pytest.fixture
def kit(made_kit: Path, tmp_path: Path) -> Path:
    """A student's own."""
    return Path(shutil.copytree(made_kit, tmp_path / "kit"))
