"""Where a run is saved: a folder of its own, so that no run overwrites another."""

from __future__ import annotations

from pathlib import Path

from grader.course import CourseError, find_root
from quiz_app.training.history import CURVE_FILE, WEIGHTS_FILE, History

RUNS = Path("runs")


class OutputError(Exception):
    """The folder cannot be used; the text is one sentence."""


def reserve(wanted: Path | None, name: str) -> Path:
    """An existing folder without a saved run in it: ``wanted``, or ``runs/NAME-001`` and so on.

    Raises:
        OutputError: it holds a run already, or cannot be made.
    """
    try:
        return _numbered(name) if wanted is None else _asked_for(wanted)
    except OSError as error:
        folder = wanted or RUNS
        raise OutputError(
            f"{folder}: cannot be made ({error.strerror}); choose another folder with --output."
        ) from None


def runs_folder() -> Path:
    """The course's folder `runs`, where the app looks for weights; in no course's folder, that of the current one."""
    root = _course_of_this_folder()
    return RUNS if root is None or root == Path.cwd() else root / RUNS


def keep(history: History, name: str) -> Path | None:
    """Save a run in the course that this is called in; the file of weights, or None where there is no such course."""
    if _course_of_this_folder() is None or not history.weights:
        return None
    try:
        folder = reserve(None, name)
        return history.save(folder)[0]
    except (OSError, OutputError):  # a full disk is no reason to lose what the notebook has
        return None


def release(folder: Path) -> None:
    """Removes the folder again when nothing was saved in it."""
    if not any(folder.iterdir()):
        folder.rmdir()


def _asked_for(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS_FILE, CURVE_FILE):
        if (folder / name).exists():
            raise OutputError(f"{folder / name} exists already; choose another folder with --output.")
    return folder


def _course_of_this_folder() -> Path | None:
    here = Path.cwd()
    try:
        root = find_root(here)
    except CourseError:
        return None
    return root if here.resolve().is_relative_to(root) else None


def _numbered(name: str) -> Path:
    runs = runs_folder()
    runs.mkdir(exist_ok=True)
    taken = (path.name.rpartition("-")[2] for path in runs.glob("*-*"))
    number = max((int(part) for part in taken if part.isascii() and part.isdigit()), default=0) + 1
    while True:
        folder = runs / f"{name}-{number:03d}"
        try:
            folder.mkdir()
        except FileExistsError:  # another run was faster
            number += 1
        else:
            return folder
