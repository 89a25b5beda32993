"""Reads students' text in a process that can be ended: bytes in, plain data out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from .answer import READ_SECONDS, Limits, UnreadableError
from .connection import Connection, LostError
from .ending import describe_ending
from .inside.framing import Array, Frame, MalformedError, encode
from .plain_text import plain_line
from .process import Process

_MEMORY_MIB = 768
_MOST_MIB = 256  # of an answer
_MAX_HEADER = 4096
_NO_ANSWER = "Reading it comes to no end that can be used."
_LIMITS = Limits(total_seconds=None, memory_mib=_MEMORY_MIB)


class Reader:
    """One confined process that reads one text after another; a new one where the last had to be ended."""

    def __init__(self, start: Callable[[Limits], Process]) -> None:
        self._start = start
        self._connection: Connection | None = None
        self._speaking = threading.Lock()

    def read(self, content: bytes, seconds: float, **request: Any) -> bytes:
        """The answer to a request, which is one of ``inside.reading.requests``.

        Raises:
            UnreadableError: it takes more than these seconds, or too much memory.
        """
        text: Array = np.frombuffer(content, np.uint8)
        with self._speaking:
            connection, self._connection = self._connection, None  # kept only if the answer comes
            if connection is not None and connection.has_spoken():
                connection.process.end()
                connection = None
            if connection is None:
                connection = Connection(self._start(_LIMITS), _MAX_HEADER, _MOST_MIB << 20)
            try:
                failed, answer = connection.exchange(encode({"read": request}, [text]), seconds, _answer)
            except LostError as lost:
                raise UnreadableError(_why(lost)) from None
            self._connection = connection
        if failed == "MemoryError":
            raise UnreadableError(f"Reading it needs more than {_MEMORY_MIB} MiB of memory.")
        if failed:
            raise UnreadableError(f"The grader fails to read it ({plain_line(failed, 60)}). Please report it.")
        return answer

    def close(self) -> None:
        """End the process. Closing twice is allowed, and it may be used again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.process.discard()

    def forget(self) -> None:
        """In a forked copy of this program: let go of the process, which is the original's."""
        self._speaking = threading.Lock()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.process.abandon()


def _answer(frame: Frame) -> tuple[str, bytes]:
    """The name of the error that reading ended with, or "", and the answer."""
    failed, arrays = frame.header.get("failed"), frame.arrays()
    if not isinstance(failed, str) or len(arrays) != (0 if failed else 1):
        raise MalformedError("it is no answer")
    return failed, b"" if failed else arrays[0].tobytes()


def _why(lost: LostError) -> str:
    if lost.how == "late":
        return f"Reading it takes longer than {READ_SECONDS:g} seconds."
    return describe_ending("Reading it", lost.status, _LIMITS)[1] if lost.how == "ended" else _NO_ANSWER
