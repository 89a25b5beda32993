"""Where tasks run: here, in processes of this machine (local.py), or wherever else an executor takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar

_SHARE = 2  # a batch is at most this part of a worker's share of what is left

Task = TypeVar("Task")
Result = TypeVar("Result")


class LostProcessError(Exception):
    """A process ended while it worked on a task. The text says what to do."""


@dataclass(frozen=True)
class Pool:
    """An executor, and how many tasks it works on at a time."""

    executor: Executor
    workers: int

    def next_batch(self, left: int, largest: int) -> int:
        """How many of the submissions that are left go into the next batch; fewer and fewer, so that all workers
        end at about the same time."""
        return min(ceil(left / (_SHARE * self.workers)), largest)


class Here(Executor):
    """Runs each task at once, in this process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """A future that is done already."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


def in_parallel(
    pool: Pool, function: Callable[..., Result], tasks: Iterable[tuple[Task, tuple[Any, ...]]]
) -> Iterator[tuple[Task, Result]]:
    """Each task with what the function made of its arguments, in the order in which they are done.

    Few tasks are under way at a time, so that memory does not grow with their number.

    Raises:
        LostProcessError: a worker was lost; what was yielded before is not.
    """
    running: dict[Future[Result], Task] = {}
    try:
        for task, arguments in tasks:
            running[pool.executor.submit(function, *arguments)] = task
            while len(running) >= 2 * pool.workers:
                yield from _done(running)
        while running:
            yield from _done(running)
    except (BrokenProcessPool, CancelledError) as error:
        raise LostProcessError(
            f"a process that was grading was lost ({str(error).partition(chr(10))[0] or 'cancelled'}); "
            "run the command again, and it goes on from there"
        ) from error


def _done(running: dict[Future[Result], Task]) -> Iterator[tuple[Task, Result]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), future.result()
