"""What students get: a kit of this course, and the wheel of the engine. Each is made once for the whole run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from submissions import ROOT

from grader.building.kit import write_kit
from grader.course import load_course


@pytest.fixture(scope="session")
def made_kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to."""
    folder = tmp_path_factory.mktemp("handed out") / "kit"
    write_kit(load_course(ROOT), folder)
    return folder


@pytest.fixture
def kit(made_kit: Path, tmp_path: Path) -> Path:
    """A student's own."""
    return Path(shutil.copytree(made_kit, tmp_path / "kit"))
