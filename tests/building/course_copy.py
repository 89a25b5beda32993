"""What the build reads, copied to a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.course import Course, load_course

ROOT = Path(__file__).parents[2]
SOURCES = ("course.toml", "nbgrader_config.py")


def copy_sources(target: Path) -> Course:
    """The course in `target`, with nothing built yet."""
    for name in SOURCES:
        shutil.copy(ROOT / name, target / name)
    shutil.copytree(ROOT / "solutions", target / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(target)
