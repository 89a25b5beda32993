"""A confined process without a zygote: one interpreter per submission, speaking through pipes.

For systems where forking after numpy's import is not safe, or does not exist. The same walls as in the
zygote's children are tried; which of them stand is measured by the parent.
"""

import os
import sys
from typing import Any

from .confinement import SyscallFilter, confine
from .imports import close_the_door, import_everything
from .serving import FAILED, Service, prepare


def main(settings: dict[str, Any]) -> None:
    """Serve calls from standard input to standard output; prints go where standard error goes."""
    parent = os.getppid()
    try:
        import_everything()
        syscalls = SyscallFilter(settings["missing"])
        close_the_door()
        read_fd, write_fd = os.dup(0), os.dup(1)
        devnull = os.open(os.devnull, os.O_RDWR)
        os.dup2(devnull, 0)
        os.dup2(2, 1)
        os.close(devnull)
        if sys.platform != "win32":
            os.closerange(max(read_fd, write_fd) + 1, 1 << 16)
        reached = confine(syscalls, settings["memory_mib"], settings["cpu_seconds"], parent, settings["missing"])
        Service(read_fd, write_fd, prepare(), settings).run(reached)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(FAILED)
