"""The life of a confined process: report the walls, load the submission, answer calls."""

import contextlib
import faulthandler
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from types import ModuleType
from typing import Any

import numpy

from . import loading, printing
from .again import call_from_outside
from .arguments import Arguments
from .failing import failing
from .framing import Array, Buffer, Frame, FrameReader, HungUpError, encode
from .numeric import arrays_of
from .reading import requests
from .variants import answers_of_variants

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
        elif "again" in frame.header:
            answer = self._again(frame.header, frame.arrays())
        elif "variants" in frame.header:
            answer = answers_of_variants(self._module, frame.header, frame.arrays(), self._max_bytes)
        elif "read" in frame.header:
            answer = _read(frame)
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

    def _again(self, request: dict[str, Any], sent: tuple[Array, ...]) -> tuple[dict[str, Any], list[Array]]:
        """Several functions, each called several times in a row. The answers are those to the last calls."""
        answers: list[dict[str, Any]] = []
        replied: list[Array] = []
        results: list[Any] = []

        def calls() -> Iterator[tuple[Callable[..., Any], list[Any]]]:
            waiting = iter(sent)
            for name, described, arrays_given, times in request["again"]:
                given = list(islice(waiting, arrays_given))
                function = vars(self._module).get(name)
                if not callable(function):
                    answers.append({"outcome": "missing"})
                    continue
                for _ in range(times):
                    results.clear()
                    yield function, Arguments(described, iter(given)).values
                result = results.pop()
                failed = isinstance(result, BaseException)
                header, arrays = self._raised(result) if failed else self._returned(result)
                answers.append({**header, "changed": []})
                replied.extend(array.copy() for array in arrays)

        call_from_outside(calls(), results.append, max(self._labels, default="submission"))
        return {"answers": answers}, replied

    def _call(self, name: str, arguments: Arguments) -> tuple[dict[str, Any], list[Array]]:
        function = vars(self._module).get(name)
        if not callable(function):
            return {"outcome": "missing"}, []
        try:
            result = function(*arguments.values)
        except BaseException as problem:
            header, arrays = self._raised(problem)
        else:
            header, arrays = self._returned(result)
            del result  # its __del__ belongs to this call
        header["changed"] = arguments.changed()
        return header, arrays

    def _returned(self, result: Any) -> tuple[dict[str, Any], list[Array]]:
        try:
            form, arrays, returned = arrays_of(result, self._max_bytes)
        except MemoryError as problem:
            return self._raised(problem)
        return {"outcome": "returned", "form": form, "returned": returned}, arrays

    def _raised(self, problem: BaseException) -> tuple[dict[str, Any], list[Array]]:
        error, message = loading.describe(problem)
        if isinstance(problem, MemoryError):
            return {"outcome": "out of memory", "message": message}, []
        trace = loading.traceback_of(problem)
        label, line = loading.deepest_line(trace, self._labels)
        header = {"outcome": "raised", "error": error, "message": message, "label": label, "line": line}
        return {**header, "failing": failing(trace, lambda frame: frame.f_code.co_filename in self._labels)}, []

    def _send(self, call: int, header: dict[str, Any], arrays: list[Array] | None = None) -> None:
        for buffer in encode(call, header, arrays or []):
            _write_all(self._write_fd, buffer)


def _read(frame: Frame) -> tuple[dict[str, Any], list[Array]]:
    """Text to be read and not to be run: a process of ours is asked for this, and never one with a submission."""
    (content,) = frame.arrays()
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
