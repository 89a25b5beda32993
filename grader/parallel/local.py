"""Tasks in several processes of this machine, each with a sandbox of its own."""

from __future__ import annotations

import importlib
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from grader.interpreter import keep_out_current_folder
from grader.parallel.pool import Here, Pool

_IDLE_SECONDS = 600
_LOOK_SECONDS = 1.0
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def local_pool(jobs: int, imports: Sequence[str] = ()) -> Iterator[Pool]:
    """So many processes; with one job, this process itself.

    `imports`: the modules that tasks need; each process imports them before its first task.
    """
    if jobs == 1:
        get_ready(())
        yield Pool(Here(), 1)
        return
    keep_out_current_folder()  # loky's own helper processes take their environment from here
    from joblib.externals.loky import ProcessPoolExecutor

    executor = ProcessPoolExecutor(
        jobs, timeout=_IDLE_SECONDS, env=ONE_THREAD, initializer=_begin, initargs=(os.getpid(), imports)
    )
    executor.submit(os.getpid)  # anything: the processes start, and get ready while this one has other things to do
    try:
        yield Pool(executor, jobs)
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise
    executor.shutdown(wait=True)  # they tidy up after themselves


def _begin(parent: int, imports: Sequence[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; it is the parent's to answer
    _end_with(parent)
    get_ready(imports)


def get_ready(imports: Sequence[str]) -> None:
    """In a process that is going to run tasks, before the first: the sandbox starts, what they need is imported."""
    from grader.sandbox import shared_sandbox  # late: it brings numpy, and processes are to be started before that

    shared_sandbox().prepare()
    for name in imports:
        importlib.import_module(name)


def _end_with(parent: int) -> None:
    """In a worker: end when the process that started it has been killed, of which nobody tells us."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="watching the parent", daemon=True).start()
