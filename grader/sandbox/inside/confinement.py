"""How a process locks itself in: limits, an unprivileged user, Landlock, and a seccomp allowlist.

The order matters. Whatever needs a system call comes before the filter, which is last; the death signal is
set after the change of user, which clears it.
"""

import contextlib
import ctypes
import functools
import importlib
import math
import os
import sys
import tempfile
from collections.abc import Collection
from typing import Any

from . import landlock

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

NOBODY = 65534
FILE_BYTES = 1 << 20
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_SIGKILL = 9
_ENOSYS, _EPERM = 38, 1

# Opened once, before any child is forked.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None

# Enough for Python and numpy to compute, allocate, sleep, and read and write what is open already.
_ALLOWED = """
    read write close fstat lseek readv writev
    mmap mprotect munmap mremap madvise brk membarrier
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
    futex sched_yield sched_getaffinity getcpu set_robust_list rseq
    poll ppoll select pselect6
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday times getrusage
    getpid gettid getppid getuid getgid geteuid getegid getcwd uname sysinfo getrandom
    exit exit_group
"""


class SyscallFilter:
    """The allowlist, compiled once by the zygote and put in force by each child."""

    def __init__(self, missing: Collection[str]) -> None:
        self.problem = ""
        self._program: _Program | None = None
        if "seccomp" in missing:
            self.problem = "libseccomp is missing"
        elif not sys.platform.startswith("linux"):
            self.problem = f"{sys.platform} has no seccomp"
        else:
            self._build()

    def _build(self) -> None:
        try:
            seccomp = importlib.import_module("pyseccomp")
        except ImportError:
            self.problem = "the Python package pyseccomp is missing"
            return
        except (RuntimeError, OSError, AttributeError):
            self.problem = "libseccomp is missing"
            return
        allowlist = seccomp.SyscallFilter(seccomp.ERRNO(_EPERM))
        # Foreign architectures and x32 are refused by libseccomp's own preamble, which kills.
        for name in _ALLOWED.split():
            # A name that an old libseccomp does not know stays denied.
            with contextlib.suppress(OSError):
                allowlist.add_rule(seccomp.ALLOW, name)
        # glibc falls back from clone3 to clone only when told that clone3 does not exist.
        with contextlib.suppress(OSError):
            allowlist.add_rule(seccomp.ERRNO(_ENOSYS), "clone3")
        with tempfile.TemporaryFile() as file:
            allowlist.export_bpf(file)
            file.seek(0)
            self._program = _Program.of(file.read())

    def load(self) -> bool:
        """Whether the filter is in force from now on."""
        if self._program is None or _LIBC is None:
            return False
        if _LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(self._program), 0, 0) != 0:
            self.problem = f"the kernel refused the seccomp filter: {os.strerror(ctypes.get_errno())}"
            return False
        return True


class _Program(ctypes.Structure):
    """`struct sock_fprog` of the kernel: a filter in BPF, eight bytes an instruction."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    @classmethod
    def of(cls, code: bytes) -> "_Program":
        return cls(len(code) // 8, code)


def confine(
    syscalls: SyscallFilter, memory_mib: int, cpu_seconds: float | None, parent: int, missing: Collection[str]
) -> dict[str, Any]:
    """Lock this process in; returns what was reached, to be compared with what the canary reached."""
    reached: dict[str, Any] = {"limits": False, "landlock": 0, "seccomp": False, "problem": syscalls.problem}
    if "limits" not in missing:
        reached["limits"] = _limit(memory_mib, cpu_seconds)
    if _LIBC is not None:
        _become_nobody()
        if "limits" not in missing:
            _forbid_processes()
        _LIBC.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)  # the parent died before the death signal was set
        _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if "landlock" not in missing:
            reached["landlock"] = landlock.restrict(_LIBC)
    reached["seccomp"] = syscalls.load()
    reached["problem"] = syscalls.problem
    return reached


def _limit(memory_mib: int, cpu_seconds: float | None) -> bool:
    if resource is None:
        return False
    limits = [("CORE", 0), ("FSIZE", FILE_BYTES), ("NOFILE", 32), ("MSGQUEUE", 0)]
    if cpu_seconds is not None:
        limits.append(("CPU", math.ceil(cpu_seconds)))
    used = address_space()
    if used is not None:
        limits.append(("AS", used + (memory_mib << 20)))
    complete = used is not None
    for name, value in limits:
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(number, (value, value))
        except (OSError, ValueError):
            complete = complete and name != "AS"
    return complete


@functools.cache
def address_space() -> int | None:
    """Bytes that this process occupies; a forked child remembers what its zygote measured."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None


def _become_nobody() -> None:
    if os.geteuid() != 0:
        return
    # In some containers root may not change its user; the other walls stand without it, and are measured.
    with contextlib.suppress(OSError):
        os.setgroups([])
    with contextlib.suppress(OSError):
        os.setresgid(NOBODY, NOBODY, NOBODY)
    with contextlib.suppress(OSError):
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _forbid_processes() -> None:
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
