"""One sandbox for the whole run: starting it costs more than most tests."""

import os
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import Chunk, Limits, Sandbox, Worker

QUICK = Limits(call_seconds=5.0, load_seconds=10.0, total_seconds=None, memory_mib=128)

Opener = Callable[..., Worker]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(QUICK) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def cold_sandbox() -> Iterator[Sandbox]:
    with Sandbox(QUICK, mode="cold") as sandbox:
        yield sandbox


@pytest.fixture
def opened(sandbox: Sandbox) -> Iterator[Opener]:
    """Opens a worker for source text, as chunk "backprop.py", and closes it after the test."""
    workers = []

    def open_worker(source: str, limits: Limits | None = None, where: Sandbox = sandbox) -> Worker:
        worker = where.open([Chunk("backprop.py", textwrap.dedent(source))], limits)
        workers.append(worker)
        return worker

    yield open_worker
    for worker in workers:
        worker.close()


def left_behind(before: set[int], seconds: float = 5.0) -> set[int]:
    """Confined processes that were not there before. One that was killed may need a moment to be gone."""
    deadline = time.monotonic() + seconds
    while (left := confined_processes() - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


def confined_processes(parent: int | None = None) -> set[int]:
    """Ids of zygotes, their children and cold processes that were started by `parent` (this process)."""
    mark = f'"parent": {os.getpid() if parent is None else parent}}}'.encode()
    found = set()
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if command.rstrip(b"\0").endswith(mark) and state != "Z":
            found.add(int(entry.name))
    return found
