"""The zygote: imports numpy once, then forks a confined child for every request on its control socket.

It is single-threaded, holds nothing of the course, and alone reaps its children, so that a process id is
never reused while the parent still means the old process. It ends when the parent hangs up or is gone.
"""

import contextlib
import gc
import json
import os
import select
import signal
import socket
from dataclasses import dataclass
from typing import Any

from .confinement import SyscallFilter, address_space, confine
from .imports import close_the_door, import_everything
from .printing import CappedFile
from .rehearsal import rehearse
from .serving import FAILED, Service, prepare

_MESSAGE = 1 << 16
_LOOK_FOR_PARENT_MS = 2000


def main(settings: dict[str, Any]) -> None:
    """Serve requests from the control socket, which is descriptor 0."""
    control = socket.socket(fileno=os.dup(0))
    parent = os.getppid()
    gc.disable()
    import_everything()
    syscalls = SyscallFilter(settings["missing"])
    rehearse()
    close_the_door()
    devnull = os.open(os.devnull, os.O_RDWR)
    os.dup2(devnull, 0)
    address_space()
    stdout = prepare()
    gc.freeze()  # children do not touch, and so do not copy, what was imported here
    gc.enable()
    control.send(b'{"ready":true}')
    children: set[int] = set()
    poll = select.poll()
    poll.register(control, select.POLLIN)
    try:
        while True:
            # The hang-up is the usual sign; the parent's id is for a copy of the socket that someone kept.
            if not poll.poll(_LOOK_FOR_PARENT_MS):
                if os.getppid() != parent:
                    break
                continue
            data, descriptors, _, _ = socket.recv_fds(control, _MESSAGE, 2)
            if not data:
                break
            request = json.loads(data)
            if request["do"] == "fork":
                channel, output = descriptors
                child = _Child(channel, output, devnull, stdout, os.getpid(), request, settings["missing"])
                pid = os.fork()
                if pid == 0:
                    _become(child, control, syscalls)
                os.close(channel)
                os.close(output)
                children.add(pid)
                reply = {"pid": pid}
            elif request["do"] == "discard":
                children.remove(request["pid"])
                _end(request["pid"])
                continue
            elif request["do"] == "signal":
                os.kill(request["pid"], request["signal"])
                reply = {}
            else:
                children.remove(request["pid"])
                reply = {"status": _end(request["pid"])}
            control.send(json.dumps(reply).encode())
    except (ConnectionError, KeyboardInterrupt):
        pass
    for pid in children:
        _end(pid)
    os._exit(0)


def _end(pid: int) -> int:
    """Kill and reap a child; a child that is dying already keeps the status that it is dying of."""
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


@dataclass(frozen=True)
class _Child:
    channel: int
    output: int
    devnull: int
    stdout: CappedFile
    zygote: int
    request: dict[str, Any]
    missing: list[str]


def _become(child: _Child, control: socket.socket, syscalls: SyscallFilter) -> None:
    try:
        os.setsid()
        os.dup2(child.devnull, 0)
        os.dup2(child.output, 1)
        os.dup2(child.output, 2)
        control.detach()
        os.dup2(child.channel, 3)
        os.closerange(4, 1 << 16)
        request = child.request
        reached = confine(syscalls, request["memory_mib"], request["cpu_seconds"], child.zygote, child.missing)
        Service(3, 3, child.stdout, request).run(reached)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(FAILED)
