"""A Dask cluster grades as this machine does: from bytes alone, and whatever becomes of its workers."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from small_class import WRONG_BIAS, enrol, hand_in, make_course, marked, notebook_of, rows, scores

from grader.classroom.autograding import Autograding
from grader.classroom.judging.beside import run_beside
from grader.classroom.judging.cluster import cluster_pool
from grader.course import Course, CourseError
from grader.parallel.local import local_pool
from grader.running.error import GradingError

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

STUDENTS = tuple(f"s{k}" for k in range(6))


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster


def make_class(folder: Path) -> Course:
    course = make_course(folder)
    enrol(course, *STUDENTS)
    for k, student in enumerate(STUDENTS):
        hand_in(course, student, notebook_of({"dL_db3": WRONG_BIAS} if k % 2 else {}, extra=f"I am {student}"))
    return course


def test_workers_need_no_shared_disk_and_may_die(cluster: distributed.LocalCluster, tmp_path: Path) -> None:
    course, same = make_class(tmp_path / "course"), make_class(tmp_path / "same")
    judged = []
    with cluster_pool(cluster.scheduler_address) as pool, Autograding(course, course.assignment()) as autograding:
        (course.root / "solutions").rename(tmp_path / "away")  # whatever the workers need has been read
        (course.root / "exercises").rename(tmp_path / "away too")
        for outcome in autograding.run(pool):
            judged.append(outcome.student)
            if len(judged) == 1:
                _kill_a_worker(cluster)
    with local_pool(1) as pool, Autograding(same, same.assignment()) as autograding:
        for _ in autograding.run(pool):
            pass

    assert sorted(judged) == list(STUDENTS)
    assert scores(course.gradebook_url) == {s: 96.5 if k % 2 else 100.0 for k, s in enumerate(STUDENTS)}
    assert rows(course.gradebook_url) == rows(same.gradebook_url)
    assert marked(course) == marked(same)


def _kill_a_worker(cluster: distributed.LocalCluster) -> None:
    """One with work under way, if there is one."""
    with distributed.Client(cluster, set_as_default=False) as client:
        identifiers = client.run(os.getpid)
        busy = [worker for worker, keys in client.processing().items() if keys]
    os.kill(identifiers[(busy or list(identifiers))[0]], signal.SIGKILL)


def test_another_version_of_the_grader_on_a_worker_is_refused(
    cluster: distributed.LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_class(tmp_path / "course")
    monkeypatch.setattr("grader.classroom.judging.judge.grader_version", lambda: "another")

    with (
        pytest.raises(GradingError, match="a worker has another version of the grader"),
        cluster_pool(cluster.scheduler_address) as pool,
        Autograding(course, course.assignment()) as autograding,
    ):
        list(autograding.run(pool))
    assert marked(course) == {}


def test_a_task_ends_with_its_process_and_the_next_one_gets_another() -> None:
    with pytest.raises(BrokenProcessPool):
        run_beside(os._exit, 1)
    with pytest.raises(ValueError, match="invalid literal"):
        run_beside(int, "no number")
    first = run_beside(os.getpid)
    assert run_beside(os.getpid) == first != os.getpid()
    os.kill(first, signal.SIGKILL)  # between two tasks, as a machine out of memory does it
    _gone(first)
    assert run_beside(os.getpid) != first


def test_the_processes_beside_a_worker_end_with_it(cluster: distributed.LocalCluster) -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        beside = client.submit(run_beside, os.getpid, pure=False).result()
        identifiers = client.run(os.getpid)
    parent = int(Path(f"/proc/{beside}/stat").read_text().rpartition(")")[2].split()[1])
    assert parent in identifiers.values()
    os.kill(parent, signal.SIGKILL)
    _gone(beside)


def _gone(pid: int) -> None:
    """Waits until this process has ended with all its threads; one that nobody has waited for counts as ended."""
    deadline = time.monotonic() + 60
    while not _ended(Path(f"/proc/{pid}")):
        assert time.monotonic() < deadline, f"process {pid} goes on"
        time.sleep(0.05)


def _ended(process: Path) -> bool:
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state == "Z" and len(list((process / "task").iterdir())) == 1
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_an_address_without_a_scheduler_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.classroom.judging.cluster._CONNECT_SECONDS", 1)
    with (
        pytest.raises(CourseError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 .*`dask scheduler`"),
        cluster_pool("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_cluster_without_workers_is_named() -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=logging.CRITICAL) as empty,
        pytest.raises(CourseError, match="has no workers; start some with `dask worker"),
        cluster_pool(empty.scheduler_address),
    ):
        pass
