"""Deadlines of the connection, which hold even when there is always something to read."""

import os
import socket
import time

import pytest

from grader.sandbox.channel import Channel, DeadlineError, PipeChannel, SocketChannel


@pytest.fixture(params=["socket", "pipes"])
def ends(request):
    """A channel, and the descriptor to write to and to read from at its other side."""
    if request.param == "socket":
        ours, theirs = socket.socketpair()
        channel: Channel = SocketChannel(ours)
        yield channel, theirs.fileno(), theirs.fileno()
        theirs.close()
    else:
        (to_read, to_us), (from_us, to_write) = os.pipe(), os.pipe()
        channel = PipeChannel(os.fdopen(to_read, "rb", 0), os.fdopen(to_write, "wb", 0))
        yield channel, to_us, from_us
        os.close(to_us)
        os.close(from_us)
    channel.close()


def test_what_is_written_is_read_and_the_end_is_zero_bytes(ends):
    channel, to_us, from_us = ends
    channel.deadline = time.monotonic() + 10
    assert not channel.ready()
    os.write(to_us, b"hello")
    buffer = memoryview(bytearray(3))
    assert channel.read_into(buffer) == 3
    assert channel.ready()
    assert channel.read_into(buffer[:2]) == 2
    channel.write(b"back")
    assert os.read(from_us, 10) == b"back"


def test_silence_ends_at_the_deadline(ends):
    channel, _, _ = ends
    channel.deadline = time.monotonic() + 0.05
    with pytest.raises(DeadlineError):
        channel.read_into(memoryview(bytearray(3)))


def test_after_the_deadline_nothing_is_read_even_if_it_is_there(ends):
    channel, to_us, _ = ends
    os.write(to_us, b"hello")
    assert channel.wait(10)
    channel.deadline = time.monotonic() - 1
    with pytest.raises(DeadlineError):
        channel.read_into(memoryview(bytearray(3)))


def test_writing_to_somebody_who_does_not_read_ends_at_the_deadline(ends):
    channel, _, _ = ends
    channel.deadline = time.monotonic() + 0.1
    with pytest.raises(DeadlineError):
        channel.write(bytes(10**7))
