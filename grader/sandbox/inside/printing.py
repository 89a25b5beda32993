"""Standard output of the student's code: written through at once, and cut off at a number of bytes."""

import io
import os
import sys
from typing import Any

_lseek, _write = os.lseek, os.write


class CappedFile(io.RawIOBase):
    """Writes to the end of a descriptor until the allowance of this call is used up, then drops the rest."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._allowance = self._left = 0

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def allow(self, allowance: int) -> None:
        """From now on so many bytes for each call."""
        self._allowance = self._left = allowance

    def renew(self) -> None:
        self._left = self._allowance

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        if self._left > 0:
            try:
                _lseek(self._descriptor, 0, os.SEEK_END)
                self._left -= _write(self._descriptor, view[: self._left])
            except OSError:
                self._left = 0
        return len(view)


def redirect() -> CappedFile:
    """Make print and tracebacks go to descriptors 1 and 2 (one file) through one allowance, of nothing at first."""
    raw = CappedFile(1)
    for name in ("stdout", "stderr"):
        # Line by line, so that a process that is killed loses no line that was printed before.
        stream = io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)  # type: ignore[type-var]
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return raw
