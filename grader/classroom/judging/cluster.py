"""Judging on a Dask cluster. Its machines have this package installed; submissions and course travel as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from grader.classroom.judging.beside import begin, run_beside
from grader.course import CourseError
from grader.parallel.pool import Pool
from grader.running.error import GradingError

_CONNECT_SECONDS = 10


@contextmanager
def cluster_pool(address: str) -> Iterator[Pool]:
    """The workers of the scheduler at that address, such as tcp://10.0.0.5:8786. Those that are lost are replaced.

    Raises:
        CourseError: there is no such cluster, or it has no workers.
        GradingError: a batch was lost together with worker after worker.
    """
    try:
        from distributed import Client, KilledWorker
    except ModuleNotFoundError:
        raise CourseError(
            "--scheduler needs the package distributed; run: pip install 'backprop-course[cluster]'"
        ) from None
    try:
        client: Any = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise CourseError(
            f"no Dask scheduler answers at {address} ({str(error).partition(chr(10))[0]}); "
            "start one with `dask scheduler` and give the address that it prints"
        ) from None
    with client:
        threads: dict[str, int] = client.nthreads()
        if not threads:
            raise CourseError(f"the cluster at {address} has no workers; start some with `dask worker {address}`")
        try:
            yield Pool(_BesideTheWorkers(client, threads), sum(threads.values()))
        except KilledWorker as error:
            raise GradingError(f"the cluster lost one worker after another ({error})") from error


class _BesideTheWorkers(Executor):
    """Has Dask's workers run each task in a process of its own; see `beside`.

    `threads`: how many each worker has, by its address.
    """

    def __init__(self, client: Any, threads: dict[str, int]) -> None:
        self._workers: Executor = client.get_executor(pure=False)
        # The processes get ready while this one has other things to do. Dask drops a task that nobody waits for.
        self._beginnings = [
            client.submit(begin, number, workers=[worker], pure=False) for worker, number in threads.items()
        ]

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """A future of the cluster's."""
        return self._workers.submit(run_beside, function, *arguments, **named)
