"""A driving process as the server holds it: started early, given one run after another, ended for certain."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable
from typing import Any

from grader.interpreter import environment, python
from quiz_app.runs.messages import Array, receive, send

CLOSE_SECONDS = 2.0
# More threads are slower for matrices of this size, and would take the other runs' cores.
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
Receive = Callable[[dict[str, Any], tuple[Array, ...]], None]


class DriverProcess:
    """A process of this module, by default a driver. It ends when it is closed, and when this process ends somehow.

    Messages go to the function given to `attach`; a last one, ``{"say": "gone"}``, when the process has ended.
    """

    def __init__(self, module: str = "quiz_app.runs.driver") -> None:
        self._process = subprocess.Popen(
            python(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment() | ONE_THREAD,
            start_new_session=True,  # Ctrl-C in the server's terminal is the server's
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._writing = threading.Lock()
        self._receive: Receive | None = None
        threading.Thread(target=self._read, daemon=True, name=f"run-{self._process.pid}").start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def attach(self, to: Receive | None) -> None:
        """From now on messages go there."""
        self._receive = to

    def send(self, header: dict[str, Any], arrays: tuple[Array, ...] = ()) -> None:
        """A command. When the process is gone nothing happens: its last message has said so."""
        with self._writing, contextlib.suppress(OSError, ValueError):
            send(self._stdin, header, arrays)

    def close(self) -> None:
        """Ends the process and what it started, whatever it is doing."""
        self._receive = None
        with contextlib.suppress(OSError, ValueError):
            self._stdin.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._stdout:
            while (message := receive(self._stdout)) is not None:
                if (to := self._receive) is not None:
                    to(*message)
        if (to := self._receive) is not None:
            to({"say": "gone"}, ())
