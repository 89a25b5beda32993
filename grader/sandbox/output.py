"""The file that a confined process prints into, and that can still be read when the process is dead."""

import contextlib
import os
import re
import time
from typing import IO

# Whoever is confined writes what is searched here, so every quantifier has an end.
_FATAL = re.compile(
    r"(?:Fatal Python error: [^\n]{0,200}\n\n)?"
    r"(?:Current thread [^\n]{1,80}|Stack) \(most recent call first\):\n"
)
_LONGEST_ACCOUNT = 1 << 17  # characters: the interpreter stops after 100 frames, and cuts their names
_FRAME = re.compile(r'  File "([^"\n]*)", line (\d+) in ([^\n]{0,200})')


class OutputFile:
    """An unnamed file, in memory where the system has such."""

    def __init__(self) -> None:
        self._file: IO[bytes] = _unnamed()

    def fileno(self) -> int:
        return self._file.fileno()

    def read(self, limit: int) -> str:
        """What was printed since it was last emptied."""
        if hasattr(os, "pread"):
            data = os.pread(self._file.fileno(), limit, 0)
        else:
            self._file.seek(0)
            data = self._file.read(limit)
        return data.decode("utf-8", "replace") if data else ""

    def empty(self) -> None:
        """Forget what was printed."""
        self._file.truncate(0)

    def wait_for_position(self, seconds: float) -> None:
        """Wait until the process has written where it is, or so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not position(self.read(1 << 20))[1]:
            time.sleep(0.001)

    def close(self) -> None:
        self._file.close()


def position(output: str) -> tuple[str, list[tuple[str, int, str]]]:
    """Splits off what the interpreter wrote last, about where it was.

    Returns the rest, and (label, line, function) of each frame, innermost first.
    """
    fatal = list(_FATAL.finditer(output, max(0, len(output) - _LONGEST_ACCOUNT)))
    if not fatal:
        return output, []
    found = fatal[-1]
    frames = [(label, int(line[:9]), function) for label, line, function in _FRAME.findall(output, found.end())]
    return output[: found.start()], frames


def _unnamed() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):
            return _appending(open(os.memfd_create("submission"), "r+b", buffering=0))
    import tempfile  # late: where there is memory for such a file, this process need not load it first

    return _appending(tempfile.TemporaryFile(buffering=0))


def _appending(file: IO[bytes]) -> IO[bytes]:
    with contextlib.suppress(ImportError):
        import fcntl

        flags = fcntl.fcntl(file.fileno(), fcntl.F_GETFL)
        fcntl.fcntl(file.fileno(), fcntl.F_SETFL, flags | os.O_APPEND)
    return file
