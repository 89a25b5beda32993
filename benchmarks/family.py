"""A process and all that it starts, seen from outside through Linux's /proc: memory and processor time."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.5
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ran:
    """A command that has ended, and what it printed on its two streams.

    `seconds` are wall-clock, `processor` the processor time of all its processes. Memory is resident, in MiB, at its
    highest; pages that processes share are counted in each.
    """

    code: int
    output: str
    errors: str
    seconds: float
    processor: float
    parent: float
    descendants: float

    @property
    def memory(self) -> float:
        """Of all processes together."""
        return self.parent + self.descendants


def run(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Run a command and watch it. The commands of this environment (nbgrader starts `alembic`) are on its path."""
    parent = descendants = 0.0
    env = dict(os.environ if env is None else env)
    env["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), env.get("PATH", os.defpath)))
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begun, used = time.perf_counter(), _processor_time()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=errors)
        while process.poll() is None:
            family = _descendants(process.pid)
            parent = max(parent, _resident(process.pid))
            descendants = max(descendants, sum(map(_resident, family)))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SAMPLE_SECONDS)
        seconds, used = time.perf_counter() - begun, _processor_time() - used
        output.seek(0)
        errors.seek(0)
        return Ran(process.returncode, output.read(), errors.read(), seconds, used, parent, descendants)


def _processor_time() -> float:
    """Of all processes that this one has started and that have ended, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _descendants(ancestor: int) -> list[int]:
    """Process ids of all that `ancestor` has started, directly or not."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name before the state may hold anything, even ")".
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = []
    waiting = [ancestor]
    while waiting:
        born = children.get(waiting.pop(), [])
        found += born
        waiting += born
    return found


def _resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * _PAGE / 2**20
