"""Landlock, the second wall: no file, TCP port, abstract socket or signal outside, whatever seccomp allows.

Structures and constants: the kernel's userspace API documentation, "Landlock: unprivileged access control".
"""

import ctypes

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_ASK_VERSION = 1


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


def restrict(libc: ctypes.CDLL) -> int:
    """Deny all that this kernel's Landlock can deny; returns its ABI version, 0 when there is none."""
    syscall = libc.syscall
    abi = int(syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION))
    if abi < 1:
        return 0
    files = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5)
    rules = _Ruleset((1 << files) - 1, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 8 * (1 + (abi >= 4) + (abi >= 6))
    ruleset = int(syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0))
    if ruleset < 0:
        return 0
    return abi if syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0
