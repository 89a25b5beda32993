"""Processes beside a Dask worker, in which its tasks run.

A task asks its sandbox thousands of small questions and waits for each. In the worker's own process it would also
wait each time for Python's lock, which the worker's event loop takes. Only trusted data crosses: what the worker was
given one way, our own verdicts the other.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any, ParamSpec, TypeVar

from grader.interpreter import environment, python
from grader.parallel.local import ONE_THREAD, get_ready

Given = ParamSpec("Given")
Result = TypeVar("Result")


class _Process:
    """It ends when nobody holds the other end of its standard input any more, however that came about."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            python(__name__),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment() | ONE_THREAD,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: tuple[Any, ...]) -> tuple[bool, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump(task, self._process.stdin)
        self._process.stdin.flush()
        answered, answer = pickle.load(self._process.stdout)
        return answered, answer


_idle: queue.LifoQueue[_Process] = queue.LifoQueue()


def begin(number: int) -> None:
    """Have so many processes at hand; returns before they are ready."""
    for _ in range(number - _idle.qsize()):
        _idle.put(_Process())


def run_beside(function: Callable[Given, Result], *arguments: Given.args, **named: Given.kwargs) -> Result:
    """What the function returns or raises, in a process that does nothing else meanwhile.

    Raises:
        BrokenProcessPool: that process was lost over it.
    """
    process = _taken()
    try:
        answered, answer = process.ask((function, arguments, named))
    except (OSError, EOFError):
        raise BrokenProcessPool("it ended in the middle of its work") from None
    _idle.put(process)
    if not answered:
        raise answer
    result: Result = answer
    return result


def _taken() -> _Process:
    """One that lives: that of an earlier task, if there is one, else a new one."""
    try:
        while not (process := _idle.get_nowait()).alive:
            pass
    except queue.Empty:
        process = _Process()
    return process


def main() -> None:
    """Runs what comes in, and answers (True, its result) or (False, what it raised)."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not come between the answers
    get_ready(["grader.classroom.judging.judge"])
    while True:
        try:
            function, arguments, named = pickle.load(tasks)
        except EOFError:
            return
        try:
            answer = True, function(*arguments, **named)
        except Exception as error:
            answer = False, error
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main()
