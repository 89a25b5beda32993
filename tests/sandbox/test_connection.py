"""One request and its reply, where the process that asks is late itself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.sandbox import connection
from grader.sandbox.connection import Connection, LostError
from grader.sandbox.inside.framing import PREFIX, encode


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class SlowToLook:
    """A channel whose reply comes at once, to a process that looks for it so many seconds later."""

    def __init__(self, clock: Clock, seconds: float, is_there: bool) -> None:
        self.deadline = 0.0
        self._clock = clock
        self._seconds = seconds
        self._is_there = is_there
        self._reply = b""

    def write(self, buffer: bytes) -> None:
        _, number, _, _ = PREFIX.unpack_from(buffer)
        self._reply = b"".join(encode({"said": "yes"}).frame(number))

    def wait(self, seconds: float) -> bool:
        self._clock.now += self._seconds
        return self._is_there

    def read_into(self, view: memoryview) -> int:
        if self._clock.now > self.deadline:
            raise connection.DeadlineError
        count = min(len(view), len(self._reply))
        view[:count] = self._reply[:count]
        self._reply = self._reply[count:]
        return count


def exchanged(monkeypatch: pytest.MonkeyPatch, seconds: float, is_there: bool = True) -> str:
    clock = Clock()
    monkeypatch.setattr(connection, "time", clock)
    process = SimpleNamespace(
        channel=SlowToLook(clock, seconds, is_there),
        output=SimpleNamespace(empty=lambda: None, read=lambda _: ""),
        ask_position=lambda: False,
        end=lambda: -9,
    )
    said: str = Connection(process, 1000, 1000).exchange(encode({}), 1.0, lambda frame: frame.header["said"])
    return said


@pytest.mark.parametrize("seconds", [0.5, 30.0])
def test_a_reply_that_is_there_counts_however_late_it_is_looked_for(monkeypatch, seconds):
    assert exchanged(monkeypatch, seconds) == "yes"


def test_a_reply_that_is_not_there_in_time_is_late(monkeypatch):
    with pytest.raises(LostError) as lost:
        exchanged(monkeypatch, 1.5, is_there=False)
    assert lost.value.how == "late"
