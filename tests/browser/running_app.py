"""A started app, as the browser tests know it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunningApp:
    """A started app: where it is, its course folder, its process, and what it has said."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
