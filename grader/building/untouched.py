"""For tests: the student's copies as they are first given, though somebody may work in those of the checkout."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from grader.building.course_copies import build_course
from grader.course import load_course

_ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("course.toml", "nbgrader_config.py", "solutions")


@cache
def untouched_exercises() -> Path:
    """A folder `exercises` without any work in it. Not to be written to.

    The checkout's own if git says that it is as committed, else one that is built anew and goes with this process.
    """
    if _is_as_committed("exercises"):
        return _ROOT / "exercises"
    folder = Path(tempfile.mkdtemp(prefix="course-untouched-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in _SOURCES:
        source = _ROOT / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder)
    build_course(load_course(folder))
    return folder / "exercises"


def committed_bytes(name: str) -> bytes | None:
    """A file as it is in git's index, which the next commit holds; None where there is no git."""
    shown = _git("show", f":{name}")
    return shown.stdout if shown is not None and shown.returncode == 0 else None


def _is_as_committed(name: str) -> bool:
    status = _git("status", "--porcelain", "--ignored", "--", name)
    return status is not None and status.returncode == 0 and not status.stdout.strip()


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, check=False)
    except OSError:  # git is not installed
        return None
