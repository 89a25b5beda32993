"""Asking functions that live in this kernel: with a time limit, and with the line that they were in."""

from __future__ import annotations

import io
import signal
import threading
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from types import FrameType
from typing import Any, NoReturn

from grader.kernel.cells import label_of, shell
from grader.kernel.failure import failing_in_kernel, names_of
from grader.sandbox import Answer, CallOutcome, Request
from grader.sandbox.arguments import prepared
from grader.sandbox.inside.arguments import Arguments
from grader.sandbox.inside.loading import describe
from grader.sandbox.inside.numeric import arrays_of
from grader.sandbox.plain_text import said
from grader.sandbox.reply import read_value

_MAX_REPLY_BYTES = 64 * 2**20
_MAX_OUTPUT = 16384
_TOGETHER_SECONDS = 0.5
_TRIED = 2  # times in a row


class KernelFunctions:
    """Functions that live in this process. It is their owner's machine and their owner's code: no confinement.

    Args:
        functions: by name.
        seconds: the time for one call. It holds in the main thread of systems that have timers; elsewhere there is
            none.
    """

    def __init__(self, functions: Mapping[str, Callable[..., Any]], seconds: float) -> None:
        self._functions = functions
        self._seconds = seconds
        self._slow: Counter[str] = Counter()  # how often many calls of a function came to no end in their time
        self._hangs: dict[str, Answer] = {}

    def call(self, name: str, *args: Any, seconds: float | None = None) -> Answer:
        """See ``student.Caller``. A keyboard interrupt goes through."""
        function = self._functions.get(name)
        if not callable(function):
            return Answer("missing")
        if name in self._hangs:  # it would again, and a person waits
            return self._hangs[name]
        described, sent, _ = prepared(args)
        arguments = Arguments(described, iter(sent))
        printed = io.StringIO()
        try:
            with (
                _nothing_displayed(),
                redirect_stdout(printed),
                _warnings_among(printed),
                _at_most(seconds or self._seconds),
            ):
                result = function(*arguments.values)
            form, arrays, returned = arrays_of(result, _MAX_REPLY_BYTES)
        except _TimeIsUp as error:
            message = f"{name} did not finish within {seconds or self._seconds:g} seconds."
            answer = _ended("timeout", error, function, printed.getvalue(), message=message)
            if seconds is None:
                self._hangs[name] = answer
            return answer
        except (Exception, SystemExit) as error:
            kind, message = describe(error)
            return _ended("raised", error, function, printed.getvalue(), message=message, error_name=kind)
        value = None if form is None else read_value(form, iter(arrays))
        output = said(printed.getvalue(), _MAX_OUTPUT)
        return Answer("returned", value, returned, changed=tuple(arguments.changed()), output=output)

    def call_together(self, request: Request) -> tuple[Answer, ...] | None:
        """See ``student.Caller``. One after another in half a second; what was slow twice is not tried again."""
        is_special = request.ends_early or any(call.times > 1 for call in request.calls)
        if is_special or self._slow[request.what] >= _TRIED:
            return None
        until = time.monotonic() + _TOGETHER_SECONDS
        answers: list[Answer] = []
        for call in request.calls:
            left = until - time.monotonic()
            answer = self.call(call.name, *call.arguments, seconds=left) if left > 0 else Answer("timeout")
            if answer.outcome == "timeout":
                self._slow[request.what] += 1
                return None
            answers.append(answer)
        self._slow[request.what] = 0
        return tuple(answers)

    def call_variants(
        self, name: str, texts: Sequence[str], calls: Sequence[tuple[Any, ...]], seconds: float
    ) -> None:
        """See ``student.Caller``. Other versions of a function are run in the sandbox alone."""

    def known_names(self) -> frozenset[str]:
        """See ``student.Caller``."""
        return frozenset(name for name, value in self._functions.items() if callable(value))


def _nothing_displayed() -> AbstractContextManager[Any]:
    """Pictures and tables that a function displays do not come once for each question."""
    if shell() is None:
        return nullcontext()
    from IPython.utils.capture import capture_output

    output: AbstractContextManager[Any] = capture_output(stdout=False, stderr=False)
    return output


@contextmanager
def _warnings_among(printed: io.StringIO) -> Iterator[None]:
    """Warnings are printed there: each place in the code once a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default", RuntimeWarning)
        try:
            yield
        finally:
            for each in caught:
                printed.write(f"{each.category.__name__}: {each.message}\n")


class _TimeIsUp(BaseException):
    """Not an Exception: `except Exception` in a student's loop must not catch it."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises _TimeIsUp in what runs inside after so many seconds, and again while that is caught."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> NoReturn:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ended(
    outcome: CallOutcome,
    error: BaseException,
    function: Callable[..., Any],
    printed: str,
    *,
    message: str,
    error_name: str = "",
) -> Answer:
    label, line, code_line = _own_line(error, function)
    return Answer(
        outcome,
        error=error_name,
        message=said(message, _MAX_OUTPUT),
        label=label,
        line=line,
        code_line=code_line,
        failing=failing_in_kernel(error, names_of(function)),
        output=said(printed, _MAX_OUTPUT),
    )


def _own_line(error: BaseException, function: Callable[..., Any]) -> tuple[str, int, str]:
    """The innermost line that lies in the notebook itself, not in numpy or the grader: its cell, number and text.

    ("", 0, "") if there is none.
    """
    names = names_of(function)
    found = ("", 0, "")
    for (frame, line), entry in zip(
        traceback.walk_tb(error.__traceback__), traceback.extract_tb(error.__traceback__), strict=True
    ):
        if frame.f_globals is names:
            found = (label_of(frame.f_code.co_filename), line, entry.line or "")
    return found
