"""The life of a confined process: report the walls, load the submission, answer calls."""

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
from .arguments import Arguments
from .failing import failing
from .framing import Array, Buffer, Frame, FrameReader, HungUpError, encode
from .numeric import arrays_of

OUT_OF_MEMORY = 77  # exit status when there is no memory left even to say so
FAILED = 70  # exit status when the process could not begin or go on
_MAX_REQUEST = 1 << 40

_write = os.write


class Service:
    """One submission in one confined process. `settings` are the limits that the parent asked for."""

    def __init__(self, read_fd: int, write_fd: int, settings: dict[str, Any]) -> None:
        self._write_fd = write_fd
        self._reader = FrameReader(_reading(read_fd), _MAX_REQUEST, _MAX_REQUEST)
        faulthandler.enable(2, all_threads=False)
        if hasattr(faulthandler, "register"):
            # The parent asks with this signal where an unfinished call is, before it kills the process.
            faulthandler.register(signal.SIGUSR1, 2, all_threads=False)
        self._output = printing.redirect(settings["output_bytes"])
        self._streams = (sys.stdout, sys.stderr)
        self._max_bytes = settings["reply_mib"] << 20
        self._module = ModuleType("submission")
        self._labels: frozenset[str] = frozenset()

    def run(self, hello: dict[str, Any]) -> None:
        """Serve until the parent hangs up."""
        self._send(0, {"hello": hello})
        # The same numbers for every submission, so that a score does not depend on luck. Forking seeds anew.
        random.seed(0)
        numpy.random.seed(0)
        try:
            while True:
                self._serve(self._reader.read())
        except HungUpError:
            os._exit(0)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)

    def _serve(self, frame: Frame) -> None:
        self._output.renew()
        if "chunks" in frame.header:
            answer: tuple[dict[str, Any], list[Array]] = (self._load(frame.header), [])
        else:
            answer = self._calls(frame.header, frame.arrays())
        for stream in self._streams:
            with contextlib.suppress(Exception):
                stream.flush()
        self._send(frame.call, *answer)

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        self._labels = frozenset(label for label, _, _ in request["chunks"])
        since = request["definitions_from"]
        self._module, problems = loading.load(
            request["chunks"],
            [(label, line) for label, line in request["skipped"]],
            None if since is None else (since[0], since[1]),
            request["is_traced"],
        )
        return {"names": loading.callables(self._module), "problems": problems}

    def _calls(self, request: dict[str, Any], sent: tuple[Array, ...]) -> tuple[dict[str, Any], list[Array]]:
        """One function, called once for each list of arguments."""
        waiting = iter(sent)  # each call takes its own
        answers: list[dict[str, Any]] = []
        replied: list[Array] = []
        for described in request["args"]:
            header, arrays = self._call(request["call"], Arguments(described, waiting))
            answers.append(header)
            # The next call may write into what this one returned: an array that the submission keeps and fills anew.
            replied += [array.copy() for array in arrays] if len(request["args"]) > 1 else arrays
        return {"answers": answers}, replied

    def _call(self, name: str, arguments: Arguments) -> tuple[dict[str, Any], list[Array]]:
        function = vars(self._module).get(name)
        if not callable(function):
            return {"outcome": "missing"}, []
        arrays: list[Array] = []
        try:
            result = function(*arguments.values)
            form, arrays, returned = arrays_of(result, self._max_bytes)
            del result  # its __del__ belongs to this call
            header: dict[str, Any] = {"outcome": "returned", "form": form, "returned": returned}
        except MemoryError as problem:
            header = {"outcome": "out of memory", "message": loading.describe(problem)[1]}
        except BaseException as problem:
            error, message = loading.describe(problem)
            trace = loading.traceback_of(problem)
            label, line = loading.deepest_line(trace, self._labels)
            header = {"outcome": "raised", "error": error, "message": message, "label": label, "line": line}
            header["failing"] = failing(trace, lambda frame: frame.f_code.co_filename in self._labels)
        header["changed"] = arguments.changed()
        return header, arrays

    def _send(self, call: int, header: dict[str, Any], arrays: list[Array] | None = None) -> None:
        for buffer in encode(call, header, arrays or []):
            _write_all(self._write_fd, buffer)


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
