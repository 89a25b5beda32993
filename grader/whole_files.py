"""Files that are whole or not there, whenever the program is stopped."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

UNFINISHED = ".part"  # the end of the names of files that are not whole
_ABANDONED_SECONDS = 600  # the writer of an older one was killed; a younger one may be another program's, at work


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file in one step, with the folders above it; what was there before is replaced.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=UNFINISHED, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.chmod(name, mode)
        if os.name == "nt" and path.exists():
            os.chmod(path, 0o644)  # Windows replaces no file that is read-only
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove what programs that were killed left half written in a folder."""
    for leftover in folder.glob(f".*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS:
                leftover.unlink()
