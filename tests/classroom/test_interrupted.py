"""Autograding may be killed at any point: another run ends in the gradebook of a run that nobody disturbed."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from small_class import WRONG_BIAS, enrol, hand_in, make_course, marked, notebook_of, rows, scores

from grader.classroom import autograding
from grader.course import Course, load_course
from grader.parallel.local import local_pool

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the tests kill forked copies of this process")


def grade(course: Course) -> None:
    """One run, in this process."""
    with local_pool(1) as pool, autograding.Autograding(course, course.assignment()) as run:
        for _ in run.run(pool):
            pass


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob", "eve")
    hand_in(course, "ada", notebook_of(), "2026-11-01 11:00:00 UTC")
    hand_in(course, "bob", notebook_of({"dL_db3": WRONG_BIAS}))
    hand_in(course, "eve", notebook_of(left_out=frozenset({"update"})))
    return course


def undisturbed(course: Course) -> tuple[Any, Any]:
    """What a copy of the course says after a run that nobody kills."""
    copy = course.root.parent / "undisturbed"
    shutil.copytree(course.root, copy)
    other = load_course(copy)
    grade(other)
    return rows(other.gradebook_url), marked(other)


def killed_before(step: int, course: Course) -> bool:
    """A run that is killed before its n-th lasting effect; False if it ended before that.

    Effects are: a file that gets its name, a transaction that is about to be committed, and one that has been.
    """
    process = os.fork()
    if process:
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the run failed by itself"
        return os.WIFSIGNALED(status)
    try:
        effects = itertools.count(1)

        def strike() -> None:
            if next(effects) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        def struck_before(real: Callable[..., Any]) -> Callable[..., Any]:
            def replacement(*arguments: Any, **named: Any) -> Any:
                strike()
                return real(*arguments, **named)

            return replacement

        def struck_after(real: Callable[..., Any]) -> Callable[..., Any]:
            def replacement(*arguments: Any, **named: Any) -> Any:
                result = real(*arguments, **named)
                strike()
                return result

            return replacement

        os.replace = struck_before(os.replace)
        autograding.write_grades = struck_after(autograding.write_grades)  # written, and not committed
        autograding.Autograding._write_files = struck_before(autograding.Autograding._write_files)
        grade(course)
        os._exit(0)
    finally:
        os._exit(1)


def test_killed_again_and_again_it_ends_in_the_same_gradebook(course: Course) -> None:
    expected = undisturbed(course)

    kills = 0
    while killed_before(kills + 1, course):
        kills += 1
        done = marked(course)
        assert set(done) <= set(scores(course.gradebook_url)), (
            "a marked notebook is the sign that its grades are there"
        )
        assert all(done[student] == expected[1][student] for student in done), "a notebook is whole or not there"

    assert kills > 6
    assert (rows(course.gradebook_url), marked(course)) == expected
    assert not list(course.root.glob("autograded/**/.*")), "nothing unfinished is left beside the notebooks"


def test_the_command_killed_with_its_workers_at_work_can_be_run_again(course: Course) -> None:
    expected = undisturbed(course)
    command = [sys.executable, "-m", "grader.start", "autograde", "backprop", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, cwd=course.root, env=environment, start_new_session=True)
    results = course.root / ".course" / "results"
    _wait_for(lambda: process.poll() is not None or any(path.is_file() for path in results.rglob("*")))
    process.kill()
    process.wait()

    _wait_for(lambda: not _session(process.pid))  # its workers notice, and end by themselves
    grade(course)

    assert (rows(course.gradebook_url), marked(course)) == expected


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 300
    while not condition():
        assert monotonic() < deadline, "it did not happen in five minutes"
        sleep(0.05)


def _session(leader: int) -> list[int]:
    """Processes of a session that are not dead, from Linux's /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = status.read_text(errors="replace").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.append(int(status.parent.name))
    return found


def test_ctrl_c_stops_with_a_sentence_and_another_run_goes_on(course: Course) -> None:
    import pexpect

    endless = {f"dL_dW{k}": f"def dL_dW{k}(*given):\n    while True:\n        pass\n" for k in (1, 2, 3)}
    hand_in(course, "ada", notebook_of(endless))
    command = ["-m", "grader.start", "autograde", "backprop", "--jobs", "2"]
    terminal = pexpect.spawn(sys.executable, command, cwd=str(course.root), encoding="utf-8", timeout=120)
    terminal.expect("[12]/3")  # somebody is graded, and Ada's takes long
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert "course: stopped. What is graded is kept; run the command again to go on." in terminal.before
    assert "Traceback" not in terminal.before
    assert terminal.exitstatus == 130

    grade(course)
    assert scores(course.gradebook_url)["bob"] == 96.5
