"""Weights that are there to draw with: each with a name, and loaded when it is chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quiz_app.runs.job import Weights
from quiz_app.runs.progress import RunView
from quiz_app.runs.weights_file import MOST_BYTES, WeightsRefused, unpacked

FOLDER = "runs"  # where training in a terminal or a notebook saves
_MOST_FILES = 20


@dataclass(frozen=True)
class AtHand:
    """Weights by the name under which they are shown. `load` raises WeightsRefused where the file holds none."""

    name: str
    load: Callable[[], Weights]


def of_run(view: RunView) -> AtHand | None:
    """The weights that a training has reached; None where it has reached none."""
    look = view.look
    if look is None:
        return None
    measured = view.lane.measured
    share = f", {100 * measured.test_accuracy:.1f} % right" if measured else ""
    return AtHand(f"{view.lane.label}, after {view.look_step:,} steps{share}", lambda: look.weights)


def of_files(root: Path) -> list[AtHand]:
    """What was saved below the course's folder `runs`, the newest first."""
    found: list[tuple[float, Path]] = []
    for path in (root / FOLDER).rglob("*.npz"):
        try:
            found.append((path.stat().st_mtime, path))
        except OSError:  # gone meanwhile
            continue
    return list(_named(root, sorted(found, reverse=True)[:_MOST_FILES]))


def _named(root: Path, found: list[tuple[float, Path]]) -> Iterator[AtHand]:
    for saved_at, path in found:
        when = time.strftime("%d.%m. %H:%M", time.localtime(saved_at))
        yield AtHand(f"{path.relative_to(root).as_posix()}, saved {when}", partial(_load, path))


def _load(path: Path) -> Weights:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WeightsRefused("The file is larger than any network of this course.")
        return unpacked(path.read_bytes())
    except OSError:
        raise WeightsRefused("The file cannot be read; save it again.") from None
