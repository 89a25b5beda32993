"""The parent's end of the connection to a confined process: every read and write has a deadline."""

from __future__ import annotations

import contextlib
import queue
import select
import socket
import threading
import time
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .inside.framing import Buffer


class DeadlineError(Exception):
    """The deadline passed."""


class Channel(Protocol):
    """`deadline` is a value of time.monotonic(); it holds for reads and writes until it is set anew."""

    deadline: float

    def read_into(self, view: memoryview) -> int:
        """Bytes read, 0 at the end of file. Raises DeadlineError."""

    def write(self, buffer: Buffer) -> None:
        """Write all of it. Raises DeadlineError, and OSError when the other side has hung up."""

    def ready(self) -> bool:
        """Whether there is something to read, or the end of the file."""

    def wait(self, seconds: float) -> bool:
        """Wait until ready, at most so long."""

    def close(self) -> None: ...


class SocketChannel:
    """A stream socket."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.deadline = 0.0
        self._socket = end
        self._readable = select.poll()
        self._readable.register(end, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(end, select.POLLOUT)

    def read_into(self, view: memoryview) -> int:
        left = self.deadline - time.monotonic()
        if left < 0 or not self._readable.poll(left * 1000):
            raise DeadlineError
        try:
            return self._socket.recv_into(view)
        except ConnectionError:
            return 0

    def write(self, buffer: Buffer) -> None:
        view = memoryview(buffer)
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                left = self.deadline - time.monotonic()
                if left < 0 or not self._writable.poll(left * 1000):
                    raise DeadlineError from None

    def ready(self) -> bool:
        return bool(self._readable.poll(0))

    def wait(self, seconds: float) -> bool:
        return bool(self._readable.poll(max(0.0, seconds) * 1000))

    def close(self) -> None:
        self._socket.close()


class PipeChannel:
    """Two pipes, each with a thread, because not every system can wait for a pipe with a deadline."""

    _CHUNK = 1 << 16
    _AHEAD = 64  # chunks read ahead: what a process that nobody listens to may pile up in this one

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self.deadline = 0.0
        self._incoming, self._outgoing = incoming, outgoing
        self._received: queue.Queue[bytes] = queue.Queue(self._AHEAD)
        self._to_send: queue.Queue[Buffer | None] = queue.Queue()
        self._sent: queue.Queue[OSError | None] = queue.Queue()
        self._rest = memoryview(b"")
        self._ended = False
        self._closed = threading.Event()
        for work in (self._keep_reading, self._keep_writing):
            threading.Thread(target=work, daemon=True).start()

    def read_into(self, view: memoryview) -> int:
        left = self.deadline - time.monotonic()
        if left < 0 or not self.wait(left):
            raise DeadlineError
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def write(self, buffer: Buffer) -> None:
        self._to_send.put(buffer)
        try:
            error = self._sent.get(timeout=max(0.0, self.deadline - time.monotonic()))
        except queue.Empty:
            raise DeadlineError from None
        if error is not None:
            raise error

    def ready(self) -> bool:
        return self.wait(0.0)

    def wait(self, seconds: float) -> bool:
        if not self._rest and not self._ended:
            try:
                self._rest = memoryview(self._received.get(timeout=max(0.0, seconds)))
            except queue.Empty:
                return False
            self._ended = not self._rest
        return True

    def close(self) -> None:
        """To be called when the other side is dead: the threads wait for it."""
        self._closed.set()
        self._to_send.put(None)
        with contextlib.suppress(queue.Empty):
            while True:
                self._received.get_nowait()

    def abandon(self) -> None:
        """In a forked copy of this program, which has neither the threads nor their locks."""
        self._incoming.close()
        self._outgoing.close()

    def _keep_reading(self) -> None:
        with self._incoming as pipe:
            data = b"-"
            while data and not self._closed.is_set():
                try:
                    data = pipe.read(self._CHUNK)  # unbuffered: returns what there is
                except OSError:
                    data = b""
                self._received.put(data)

    def _keep_writing(self) -> None:
        with contextlib.suppress(OSError), self._outgoing as pipe:
            while (buffer := self._to_send.get()) is not None:
                view = memoryview(buffer)
                error: OSError | None = None
                try:
                    while view and not self._closed.is_set():
                        view = view[pipe.write(view) :]
                except OSError as problem:
                    error = problem
                self._sent.put(error)
