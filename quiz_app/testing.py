"""The app as a process of its own, on a free port of this machine: for tests, pictures and benchmarks."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader import interpreter
from grader.building.untouched import untouched_exercises

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS, _END_SECONDS = 90.0, 20.0


@dataclass(frozen=True)
class RunningApp:
    """A started app.

    Attributes:
        address: host and port.
        folder: the folder of its course.
        process: the server.
        log: a file with all that it has written.
    """

    address: str
    folder: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Of the home page, without a "/" at its end."""
        return f"http://{self.address}"

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def course_folder(parent: Path) -> Path:
    """A course without any work in it, as `parent`/course, so that nothing is written into a checkout."""
    folder = parent / "course"
    folder.mkdir()
    shutil.copy(ROOT / "course.toml", folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    shutil.copytree(untouched_exercises(), folder / "exercises")
    return folder


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_app(folder: Path, port: int = 0, **environment: str) -> RunningApp:
    """The app for a course's folder, once it answers.

    Args:
        folder: of the course; nothing else of the checkout is written to.
        port: where it listens; any that is free if 0.
        environment: more variables for it.

    Raises:
        RuntimeError: it does not; the text has the end of what it wrote.
    """
    port = port or free_port()
    log = folder.parent / f"app-{port}.log"
    command = [*interpreter.python("grader.start"), "app", "--no-browser", "--address=127.0.0.1", f"--port={port}"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**interpreter.environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    app = RunningApp(f"127.0.0.1:{port}", folder, process, log)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=5):
                return app
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    app.end()
    raise RuntimeError(f"the app did not start: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def running_app(folder: Path, port: int = 0, **environment: str) -> Iterator[RunningApp]:
    """As `start_app`, and ended after the `with`."""
    app = start_app(folder, port, **environment)
    try:
        yield app
    finally:
        app.end()
