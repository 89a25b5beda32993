"""Judging in several processes of this machine."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from grader.classroom.judging.pool import Here, Pool

_IDLE_SECONDS = 600
_LOOK_SECONDS = 1.0
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def local_pool(jobs: int) -> Iterator[Pool]:
    """So many processes, each with a sandbox of its own; with one job, this process itself."""
    if jobs == 1:
        yield Pool(Here(), 1)
        return
    from joblib.externals.loky import ProcessPoolExecutor

    executor = ProcessPoolExecutor(
        jobs, timeout=_IDLE_SECONDS, env=ONE_THREAD, initializer=_begin, initargs=(os.getpid(),)
    )
    executor.submit(os.getpid)  # anything: the processes start, and get ready while this one has other things to do
    try:
        yield Pool(executor, jobs)
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise
    executor.shutdown(wait=True)  # they tidy up after themselves


def _begin(parent: int) -> None:
    _end_with(parent)
    prepare()


def prepare() -> None:
    """In a process that is going to judge, before its first batch: all that a batch needs."""
    import grader.classroom.judging.judge  # noqa: F401
    from grader.sandbox import shared_sandbox

    shared_sandbox().prepare()


def _end_with(parent: int) -> None:
    """In a worker: end when the process that started it has been killed, of which nobody tells us."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="watching the parent", daemon=True).start()
