"""Markdown -> HTML in a process that can be ended: a student's text may take a renderer minutes, or all memory.

Some texts take any renderer quadratic time: 80 kB of `\\[` 45 seconds. So there is a limit. Whoever asks gets None
when it is reached, and shows the text as it was written.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from typing import Any

from grader.interpreter import environment, python

SECONDS = 2.0  # for one text
SECONDS_OF_A_PAGE = 5.0  # for all texts of one hand-in
_SECONDS_TO_START = 60.0
_MEMORY_MIB = 1024
_MOST_CHARACTERS = 1_000_000


class MarkdownProcess:
    """A renderer in a process of its own: started for the first text, and anew after one that took too much."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        atexit.register(self.close)

    def render(self, source: str, attachments: dict[str, Any] | None = None) -> str | None:
        """The text as HTML in which nothing can run; None where that takes too long, or too much memory."""
        if not source.strip():
            return ""
        if len(source) > _MOST_CHARACTERS:
            return None
        request = json.dumps([source, attachments or {}]).encode() + b"\n"
        with self._lock:
            try:
                process = self._started()
                assert process.stdin is not None
                process.stdin.write(request)
                process.stdin.flush()
                answer = self._answers.get(timeout=SECONDS)
            except (queue.Empty, OSError):
                self._end()
                return None
            if not answer:  # the process has ended
                self._end()
                return None
            html: str | None = json.loads(answer)
            return html

    def start(self) -> None:
        """Have the process ready: that takes seconds on a busy machine, and no text is to blame for them."""
        with self._lock:
            try:
                self._started()
            except (queue.Empty, OSError):
                self._end()

    def close(self) -> None:
        """End the process. Another text starts it again."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                python(__name__),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
            threading.Thread(target=_read, args=(self._process, self._answers), daemon=True).start()
            self._answers.get(timeout=_SECONDS_TO_START)  # it says when it is ready
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()


class PageOfMarkdown:
    """The texts of one hand-in: once one, or all together, have taken too long, the rest is not laid out.

    Attributes:
        failed: how many texts were not laid out.
    """

    def __init__(self, process: MarkdownProcess) -> None:
        self._process = process
        self._left = SECONDS_OF_A_PAGE
        self.failed = 0

    def render(self, source: str, attachments: dict[str, Any] | None = None) -> str | None:
        """As ``MarkdownProcess.render``."""
        if self.failed:  # ending and starting a process for each of many such texts takes long, too
            self.failed += 1
            return None
        self._process.start()
        began = time.monotonic()
        html = self._process.render(source, attachments) if self._left > 0 else None
        self._left -= time.monotonic() - began
        self.failed += html is None
        return html


def _read(process: subprocess.Popen[bytes], answers: queue.Queue[bytes]) -> None:
    assert process.stdout is not None
    try:
        for line in process.stdout:
            answers.put(line)
    except (OSError, ValueError):  # closed by whoever ended the process
        pass
    answers.put(b"")


def _serve() -> None:
    """In the process: a line of JSON comes in with a text, a line with HTML goes out; null where it fails."""
    from grader.classroom.feedback.safe_html import render_markdown

    _limit_memory()
    sys.stdout.write('"ready"\n')
    sys.stdout.flush()
    for line in sys.stdin.buffer:
        source, attachments = json.loads(line)
        try:
            html: str | None = render_markdown(source, attachments)
        except (Exception, RecursionError, MemoryError):
            html = None
        sys.stdout.write(json.dumps(html) + "\n")
        sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    limit = _MEMORY_MIB * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    _serve()
