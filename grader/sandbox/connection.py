"""The connection to one confined process: a request goes out, its reply comes in, or the process is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Literal, TypeVar

from .channel import DeadlineError
from .inside.framing import Encoded, Frame, FrameReader, HungUpError, MalformedError
from .output import position
from .process import Process

_POSITION_SECONDS = 0.1
_DELIVERY_SECONDS = 5.0

T = TypeVar("T")


class LostError(Exception):
    """A request had no reply in time, or none that can be read. Its process has been ended.

    Attributes:
        how: it was too late, the process ended by itself, or the text of the error says what is wrong with the reply.
        status: the exit status of the process, or minus the number of a signal.
        printed: what it printed since the request.
        places: where it was, if that is known, innermost first.
    """

    def __init__(self, how: Literal["late", "ended", "nonsense"], problem: str, process: Process) -> None:
        super().__init__(problem)
        self.how = how
        self.printed, self.places = position(process.output.read(1 << 20))
        self.status = process.end()


class Connection:
    """To a process that answers one request after another.

    Args:
        process: it has said hello.
        max_header, max_body: the bytes that a reply may have.
    """

    def __init__(self, process: Process, max_header: int, max_body: int) -> None:
        self.process = process
        self._frames = FrameReader(process.channel.read_into, max_header, max_body)

    def exchange(self, content: Encoded, seconds: float, read: Callable[[Frame], T]) -> T:
        """What ``read`` makes of the reply to a request.

        Raises:
            LostError: there is none within so many seconds, or ``read`` raises MalformedError.
        """
        channel = self.process.channel
        # Not to be guessed from earlier requests, so that a reply written in advance fits no later one.
        number = int.from_bytes(os.urandom(8), "little")
        deadline = channel.deadline = time.monotonic() + seconds
        self.process.output.empty()
        try:
            for buffer in content.frame(number):
                channel.write(buffer)
            if channel.wait(deadline - time.monotonic()) and time.monotonic() > deadline:
                channel.deadline = time.monotonic() + _DELIVERY_SECONDS  # it is there, and we were late to look
            frame = self._frames.read()
            if frame.call != number:
                raise MalformedError("it is the reply to another call")
            return read(frame)
        except DeadlineError:
            if self.process.ask_position():
                self.process.output.wait_for_position(_POSITION_SECONDS)
            raise LostError("late", "", self.process) from None
        except (OSError, HungUpError):
            raise LostError("ended", "", self.process) from None
        except MalformedError as problem:
            raise LostError("nonsense", str(problem), self.process) from None
        except BaseException:  # Ctrl-C: the process is in the middle of something
            self.process.end()
            raise

    def has_spoken(self) -> bool:
        """Whether the process has died, or has said something unasked that must not pass for an answer."""
        return self.process.channel.ready()

    def printed(self, limit: int) -> str:
        """What the process printed since the request, in at most so many bytes."""
        return self.process.output.read(limit)
