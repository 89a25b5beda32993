"""Writing files in one step: whenever the program is stopped, a file is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import tempfile
import time
import zlib
from pathlib import Path

# Which machine and which process is writing: whoever finds the file can tell whether it is still being written.
_HERE = f"{zlib.crc32(platform.node().encode()):08x}"
_UNFINISHED = re.compile(r"\.(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-.*\.part")
_ABANDONED_SECONDS = 600  # where one cannot tell


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file in one step, with the folders above it; what was there before is replaced.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{_HERE}-{os.getpid()}-", suffix=".part", dir=path.parent)
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


def keep_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """The same, and nothing is written where the file has this content already: reading it takes a tenth of the time.

    Raises:
        OSError: it cannot be written; what was there before still is.
    """
    with contextlib.suppress(OSError):
        if path.read_bytes() == content:
            return
    write_whole(path, content, mode)


def remove_leftovers(folder: Path) -> None:
    """Remove what programs that were killed left half written in a folder, and nothing that is being written."""
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if _is_abandoned(path):
                path.unlink()


def _is_abandoned(path: Path) -> bool:
    written_by = _UNFINISHED.fullmatch(path.name)
    if written_by and written_by["machine"] == _HERE and os.name == "posix":
        return not _runs(int(written_by["process"]))
    return time.time() - path.stat().st_mtime > _ABANDONED_SECONDS


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
