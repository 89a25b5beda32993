"""What a confined process can really do, tried by a submission of our own."""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from .answer import Chunk, Limits
from .worker import Worker

_LIMITS = Limits(call_seconds=10.0, load_seconds=10.0, total_seconds=None)

# Each returns True when the attempt succeeded.
_ATTEMPTS = Chunk(
    "canary",
    """
import ctypes
import os
import numpy as np

def read_file(path):
    with open(path) as file:
        return bool(file.read())

def write_file(path):
    with open(path, "a") as file:
        file.write("written by the canary")
    return True

def open_socket(family):
    return ctypes.CDLL(None).socket(family, 2, 0) >= 0

def start_process():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True

def send_signal():
    os.kill(os.getpid(), 0)
    return True

def take_memory(mib):
    return np.empty(mib << 17).nbytes > 0

def fill_disk(nbytes):
    return os.write(1, bytes(nbytes)) + os.write(1, bytes(nbytes)) == 2 * nbytes
""",
)
WALLS = {
    "read_file": "read files",
    "write_file": "write files",
    "open_socket": "use the network",
    "start_process": "start processes",
    "send_signal": "send signals",
}
LIMITS = {"take_memory": "fill the memory", "fill_disk": "print without end"}


def succeeded(open_worker: Callable[[list[Chunk], Limits], Worker]) -> frozenset[str]:
    """The attempts, keys of WALLS and LIMITS, that a confined process got away with."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="canary-")))
        folder.chmod(0o755)  # so that it is the confinement that says no, not the file's permissions
        path = folder / "cage.txt"
        path.write_text("seed")
        path.chmod(0o666)
        worker = stack.enter_context(open_worker([_ATTEMPTS], _LIMITS))
        attempts: list[tuple[str, str | int | None]] = [
            ("read_file", str(path)),
            ("write_file", str(path)),
            ("open_socket", 2),
            ("start_process", None),
            ("send_signal", None),
            ("fill_disk", 1 << 20),
            ("take_memory", 2 * _LIMITS.memory_mib),  # last: a process that has run out of memory is replaced
        ]
        got_away = {name for name, value in attempts if _got_away(worker, name, value)}
        if path.read_text() != "seed":
            got_away.add("write_file")
    return frozenset(got_away)


def _got_away(worker: Worker, name: str, value: str | int | None) -> bool:
    answer = worker.call(name) if value is None else worker.call(name, value)
    if answer.outcome == "returned":
        return bool(answer.arrays and answer.arrays[0])
    # A wall says no with an error; a crash or a timeout proves nothing.
    return answer.outcome not in ("raised", "out of memory")
