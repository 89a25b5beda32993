"""A copy of a student's file beside it, before anything writes over it."""

from __future__ import annotations

import time
from pathlib import Path


def keep_beside(path: Path) -> Path:
    """Copy the file to `<name>.backup-<time>`, never over an earlier backup.

    Returns:
        The copy's path.
    """
    stamp = time.strftime("%Y%m%d-%H%M%S")
    number = 0
    while (backup := path.with_name(f"{path.name}.backup-{stamp}{f'-{number}' if number else ''}")).exists():
        number += 1
    backup.write_bytes(path.read_bytes())
    return backup
