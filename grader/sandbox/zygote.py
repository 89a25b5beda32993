"""The parent's side of the zygote: start it, let it fork, let it reap."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from .channel import SocketChannel
from .output import OutputFile
from .process import command, environment, position_signal, request

if TYPE_CHECKING:
    from .answer import Limits

_MESSAGE = 1 << 16
_START_SECONDS = 60.0
_ANSWER_SECONDS = 30.0

_ahead: Zygote | None = None


class Zygote:
    """One zygote process; it starts while the caller does something else, until it is needed."""

    def __init__(self, missing: Collection[str] = ()) -> None:
        self._owner = os.getpid()
        self._errors = OutputFile()
        self._control: socket.socket
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                command("zygote", {"missing": sorted(missing)}),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors.fileno(),
                env=environment(),
                cwd="/",
                start_new_session=True,  # so that Ctrl-C in the terminal is the parent's to handle
            )
        self._ready = False
        self._speaking = threading.Lock()  # one request and its reply

    @classmethod
    def start_ahead(cls) -> None:
        """Start one for whoever needs one next: it takes as long as all that this process has yet to import."""
        global _ahead
        if sys.platform.startswith("linux"):
            _ahead = cls()

    @staticmethod
    def started_ahead() -> Zygote | None:
        """The one that was started ahead, given out once."""
        global _ahead
        ahead, _ahead = _ahead, None
        return ahead if ahead is not None and ahead._owner == os.getpid() else None

    def start(self, limits: Limits) -> ZygoteChild:
        """Fork a child that confines itself under these limits.

        Raises SandboxError when the zygote does not start, OSError once it is dead.
        """
        self._wait_until_ready()
        with self._speaking:
            return self._fork(limits)

    def _fork(self, limits: Limits) -> ZygoteChild:
        output = OutputFile()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                message = json.dumps({"do": "fork", **request(limits)}).encode()
                socket.send_fds(self._control, [message], [theirs.fileno(), output.fileno()])
                pid = self._receive()["pid"]
        except BaseException:
            ours.close()
            output.close()
            self._control.close()  # whatever was left half said
            raise
        return ZygoteChild(self, pid, SocketChannel(ours), output)

    def ask(self, **message: Any) -> dict[str, Any]:
        """Its reply to a request about a child."""
        try:
            with self._speaking:
                self._control.send(json.dumps(message).encode())
                return self._receive()
        except BaseException:
            self._control.close()  # its next reply would be to this request
            raise

    def tell(self, **message: Any) -> None:
        """Ask for something that has no reply."""
        with self._speaking:
            self._control.send(json.dumps(message).encode())

    def close(self) -> None:
        """Hang up; the zygote kills its children and ends."""
        self._control.close()
        self._errors.close()
        if os.getpid() != self._owner:
            self._process.returncode = 0  # a forked copy of this object has no child to wait for
            return
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        try:
            self._control.settimeout(_START_SECONDS)
            self._receive()
        except (ConnectionError, TimeoutError):
            reason = self._errors.read(4096).strip().splitlines()[-1:] or ["it said nothing"]
            self.close()
            from .answer import SandboxError

            raise SandboxError(f"The sandbox's Python did not start: {reason[0]}") from None
        self._control.settimeout(_ANSWER_SECONDS)
        self._ready = True

    def _receive(self) -> dict[str, Any]:
        data = self._control.recv(_MESSAGE)
        if not data:
            raise ConnectionError("the zygote has hung up")
        reply: dict[str, Any] = json.loads(data)
        return reply


class ZygoteChild:
    """A confined child of a zygote."""

    def __init__(self, zygote: Zygote, pid: int, channel: SocketChannel, output: OutputFile) -> None:
        self.channel = channel
        self.output = output
        self._zygote = zygote
        self._pid = pid

    def ask_position(self) -> bool:
        number = position_signal()
        with contextlib.suppress(OSError):
            self._zygote.ask(do="signal", pid=self._pid, signal=number)
            return True
        return False

    def abandon(self) -> None:
        self.channel.close()
        self.output.close()

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self._zygote.tell(do="discard", pid=self._pid)
        self.abandon()

    def end(self) -> int:
        status = -9
        with contextlib.suppress(OSError):  # a dead zygote's children died with it
            status = os.waitstatus_to_exitcode(self._zygote.ask(do="end", pid=self._pid)["status"])
        self.abandon()
        return status
