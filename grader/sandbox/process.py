"""A confined process as the parent sees it, and how to start its interpreter."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # this module is loaded before the zygote starts, which whoever waits for a verdict waits for
    from .answer import Limits
    from .channel import Channel
    from .output import OutputFile

_INSIDE = os.path.join(os.path.dirname(__file__), "inside")
_NEEDED = ("numpy", "pyseccomp", "typing_extensions")
# Where the system's loader finds Python's own libraries; everything else of the parent's stays outside.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT", "WINDIR")
# glibc gives the memory of a large array back at once, and a step of training takes it again page by page, which can
# cost half as much time as the step. Kept is what was freed, up to the limits that hold all the same.
_KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class Process(Protocol):
    """One confined process; `end` may be called once and leaves nothing behind."""

    @property
    def channel(self) -> Channel: ...

    @property
    def output(self) -> OutputFile: ...

    def ask_position(self) -> bool:
        """Make the process print the lines it is at; False where that is not possible."""

    def abandon(self) -> None:
        """In a forked copy of this program: let go of it without a word."""

    def discard(self) -> None:
        """Kill it; nobody asks how it ended, so nobody waits for it either."""

    def end(self) -> int:
        """Kill it unless it is dead, and return its exit status, or minus the number of a signal."""


def command(role: str, settings: dict[str, Any]) -> list[str]:
    """The interpreter that runs `inside`, cut off from the environment and from .pth files."""
    if not sys.executable:
        from .answer import SandboxError

        raise SandboxError("This Python does not know its own executable; use a normal interpreter.")
    # The parent's id is there for whoever looks at the list of processes.
    settings = {**settings, "paths": _library_folders(), "parent": os.getpid()}
    return [sys.executable, "-I", "-S", "-X", "utf8", _INSIDE, role, json.dumps(settings)]


def environment() -> dict[str, str]:
    """The few variables that the confined interpreter starts with."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | dict.fromkeys(_ONE_THREAD, "1") | _KEPT_MEMORY | {"LANG": "C.UTF-8"}


def request(limits: Limits) -> dict[str, Any]:
    """The limits that a confined process sets for itself before it sees the submission."""
    total = limits.total_seconds
    return {
        "memory_mib": limits.memory_mib,
        "cpu_seconds": None if total is None else total + limits.load_seconds + limits.call_seconds + 1.0,
        "output_bytes": limits.output_bytes,
        "reply_mib": limits.reply_mib,
    }


def position_signal() -> int | None:
    number = getattr(signal, "SIGUSR1", None)
    return None if number is None else int(number)


def _library_folders() -> list[str]:
    folders: list[str] = []
    for name in _NEEDED:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            folder = os.path.dirname(spec.origin)
            folders.append(os.path.dirname(folder) if spec.submodule_search_locations else folder)
    return list(dict.fromkeys(folders))
