"""The life of a confined process: report the walls, then answer one request after another."""

import contextlib
import faulthandler
import os
import random
import signal
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy

from . import loading, printing
from .calling import SubmittedFunctions, encoded
from .framing import Array, Buffer, Encoded, Frame, FrameReader, HungUpError, encode
from .reading import requests
from .variants import answers_of_variants

OUT_OF_MEMORY = 77  # exit status when there is no memory left even to say so
FAILED = 70  # exit status when the process could not begin or go on
_MAX_REQUEST = 1 << 40

_write = os.write


def prepare() -> printing.CappedFile:
    """What a process sets up before it serves; its copies need not do so again. Where it prints from now on."""
    faulthandler.enable(2, all_threads=False)
    if hasattr(faulthandler, "register"):
        # The parent asks with this signal where an unfinished call is, before it kills the process.
        faulthandler.register(signal.SIGUSR1, 2, all_threads=False)
    # The same numbers for every submission, so that a score does not depend on luck.
    random.seed(0)
    numpy.random.seed(0)
    return printing.redirect()


class Service:
    """One submission in one confined process.

    Args:
        read_fd, write_fd: where requests come from, and replies go to.
        output: what ``prepare`` gave.
        settings: the limits that the parent asked for.
    """

    def __init__(self, read_fd: int, write_fd: int, output: printing.CappedFile, settings: dict[str, Any]) -> None:
        self._write_fd = write_fd
        self._reader = FrameReader(_reading(read_fd), _MAX_REQUEST, _MAX_REQUEST)
        self._output = output
        self._output.allow(settings["output_bytes"])
        self._streams = (sys.stdout, sys.stderr)
        self._max_bytes = settings["reply_mib"] << 20
        self._functions = SubmittedFunctions(ModuleType("submission"), frozenset(), self._max_bytes)

    def run(self, hello: dict[str, Any]) -> None:
        """Serve until the parent hangs up."""
        self._send(0, encode({"hello": hello}))
        try:
            while True:
                self._serve(self._reader.read())
        except HungUpError:
            os._exit(0)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)

    def _serve(self, frame: Frame) -> None:
        self._output.renew()
        request = frame.header
        if "calls" in request:
            given = frame.trusted_arrays()
            reply = encoded(
                *self._functions.answers(request["calls"], given, request["as_file"], request["ends_early"])
            )
        elif "variants" in request:
            given = frame.trusted_arrays()
            reply = encoded(*answers_of_variants(self._functions.module, request, given, self._max_bytes))
        elif "chunks" in request:
            reply = encode(self._load(request))
        else:
            reply = encode(*_read(frame))
        for stream in self._streams:
            with contextlib.suppress(Exception):
                stream.flush()
        self._send(frame.call, reply)

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        labels = frozenset(label for label, _, _ in request["chunks"])
        since = request["definitions_from"]
        module, problems = loading.load(
            request["chunks"],
            [(label, line) for label, line in request["skipped"]],
            None if since is None else (since[0], since[1]),
            request["is_traced"],
        )
        self._functions = SubmittedFunctions(module, labels, self._max_bytes)
        return {"names": loading.callables(module), "problems": problems}

    def _send(self, call: int, content: Encoded) -> None:
        for buffer in content.frame(call):
            _write_all(self._write_fd, buffer)


def _read(frame: Frame) -> tuple[dict[str, Any], list[Array]]:
    """Text to be read and not to be run: a process of ours is asked for this, and never one with a submission."""
    (content,) = frame.trusted_arrays()
    try:
        answer = requests.answer(content.data, frame.header["read"])
    except MemoryError:
        return {"failed": "MemoryError"}, []
    except Exception as problem:  # a fault of ours, which must not end in silence
        return {"failed": type(problem).__name__}, []
    return {"failed": ""}, [numpy.frombuffer(answer, numpy.uint8)]


def _reading(descriptor: int) -> Callable[[memoryview], int]:
    if hasattr(os, "readv"):
        readv = os.readv
        return lambda view: readv(descriptor, [view])
    read = os.read

    def read_into(view: memoryview) -> int:
        data = read(descriptor, len(view))
        view[: len(data)] = data
        return len(data)

    return read_into


def _write_all(descriptor: int, buffer: Buffer) -> None:
    view = memoryview(buffer)
    while view:
        view = view[_write(descriptor, view) :]
