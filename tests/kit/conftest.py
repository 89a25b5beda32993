"""What students get: a kit of this course, and the wheel of the engine. Each is made once for the whole run."""

from __future__ import annotations

import shutil
import subprocess
import sys
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


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, so that nothing of an earlier build gets into it."""
    folder = tmp_path_factory.mktemp("wheel")
    for package in ("grader", "quiz_app"):
        shutil.copytree(ROOT / package, folder / "source" / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps", "-w", str(folder)]
    subprocess.run([*pip, "./source"], cwd=folder, check=True)
    return next(folder.glob("*.whl"))
