"""Reads students' text in a process that can be ended: bytes in, plain data out."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .answer import READ_SECONDS, Limits, UnreadableError
from .channel import DeadlineError
from .ending import describe_ending
from .inside.framing import Array, Frame, FrameReader, HungUpError, MalformedError, encode
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
        self._process: Process | None = None
        self._frames: FrameReader | None = None
        self._speaking = threading.Lock()

    def read(self, content: bytes, seconds: float, **request: Any) -> bytes:
        """The answer to a request, which is one of ``inside.reading.requests``.

        Raises:
            UnreadableError: it takes more than these seconds, or too much memory.
        """
        with self._speaking:
            if self._process is not None and self._process.channel.ready():
                self._end()  # it has died, or has said something unasked
            if self._process is None:
                self._process = self._start(_LIMITS)
                self._frames = FrameReader(self._process.channel.read_into, _MAX_HEADER, _MOST_MIB << 20)
            try:
                frame = self._exchange(self._process, content, seconds, request)
            except DeadlineError:
                self._end()
                raise UnreadableError(f"Reading it takes longer than {READ_SECONDS:g} seconds.") from None
            except (OSError, HungUpError):
                outcome = describe_ending("Reading it", self._end(), _LIMITS)
                raise UnreadableError(outcome[1]) from None
            except MalformedError:
                self._end()
                raise UnreadableError(_NO_ANSWER) from None
            except BaseException:
                self._end()
                raise
        return _answer(frame)

    def close(self) -> None:
        """End the process. Closing twice is allowed, and it may be used again."""
        process, self._process = self._process, None
        if process is not None:
            process.discard()

    def forget(self) -> None:
        """In a forked copy of this program: let go of the process, which is the original's."""
        self._speaking = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            process.abandon()

    def _exchange(self, process: Process, content: bytes, seconds: float, request: dict[str, Any]) -> Frame:
        assert self._frames is not None
        call = int.from_bytes(os.urandom(8), "little")
        process.channel.deadline = time.monotonic() + seconds
        text: Array = np.frombuffer(content, np.uint8)
        for buffer in encode(call, {"read": request}, [text]):
            process.channel.write(buffer)
        frame = self._frames.read()
        if frame.call != call:
            raise MalformedError("it is the answer to another request")
        return frame

    def _end(self) -> int:
        process, self._process = self._process, None
        return 0 if process is None else process.end()


def _answer(frame: Frame) -> bytes:
    try:
        failed, arrays = frame.header["failed"], frame.arrays()
    except (KeyError, MalformedError):
        failed, arrays = None, ()
    if failed == "MemoryError":
        raise UnreadableError(f"Reading it needs more than {_MEMORY_MIB} MiB of memory.")
    if failed:
        raise UnreadableError(f"The grader fails to read it ({plain_line(str(failed), 60)}). Please report it.")
    if failed is None or len(arrays) != 1:
        raise UnreadableError(_NO_ANSWER)
    return arrays[0].tobytes()
