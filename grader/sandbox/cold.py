"""A confined process per worker without a zygote: slower to start, and possible on every system."""

import subprocess
from collections.abc import Collection

from .answer import Limits
from .channel import PipeChannel
from .output import OutputFile
from .process import command, environment, position_signal, request


class ColdProcess:
    """An interpreter of its own, spoken to through pipes."""

    def __init__(self, limits: Limits, missing: Collection[str] = ()) -> None:
        self.output = OutputFile()
        self._process = subprocess.Popen(
            command("cold", {"missing": sorted(missing), **request(limits)}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.output.fileno(),
            bufsize=0,
            env=environment(),
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.channel = PipeChannel(self._process.stdout, self._process.stdin)

    def ask_position(self) -> bool:
        number = position_signal()
        if number is None:
            return False
        self._process.send_signal(number)
        return True

    def abandon(self) -> None:
        self._process.returncode = 0  # it is not a child of this copy
        self.channel.abandon()
        self.output.close()

    def discard(self) -> None:
        self.end()

    def end(self) -> int:
        try:
            # The pipe closes a moment before the process is dead of its own doing.
            self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            self._process.kill()
        status = self._process.wait()
        self.channel.close()
        self.output.close()
        return status
