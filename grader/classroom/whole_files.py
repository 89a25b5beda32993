"""Files that are whole or not there, whenever the program is stopped."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".part"  # the end of the names of files that are not whole


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
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
