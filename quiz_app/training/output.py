"""Where a run is saved: a folder of its own, so that no run overwrites another."""

from __future__ import annotations

from pathlib import Path

from quiz_app.training.history import CURVE_FILE, WEIGHTS_FILE

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


def _numbered(name: str) -> Path:
    RUNS.mkdir(exist_ok=True)
    taken = (path.name.rpartition("-")[2] for path in RUNS.glob("*-*"))
    number = max((int(part) for part in taken if part.isascii() and part.isdigit()), default=0) + 1
    while True:
        folder = RUNS / f"{name}-{number:03d}"
        try:
            folder.mkdir()
        except FileExistsError:  # another run was faster
            number += 1
        else:
            return folder
