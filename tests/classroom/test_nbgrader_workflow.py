"""The whole of nbgrader's workflow on a new course, from `course init` to feedback that is released."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from commands import run
from nbgrader.utils import get_username
from notebooks import cell_of, solved
from small_class import scores
from submissions import ROOT, Ended

from grader.course import load_course

STUDENT = get_username()  # whoever submits, by the name that the machine has for them


@pytest.fixture
def nbgrader(tmp_path: Path) -> Callable[..., Ended]:
    """Runs nbgrader commands as a user with a home of their own and an exchange; fails where they do not end well."""
    for name in ("home", "exchange"):
        (tmp_path / name).mkdir()
    (tmp_path / "exchange").chmod(0o777)
    environment = {
        "HOME": str(tmp_path / "home"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "home/.jupyter"),
        "JUPYTER_DATA_DIR": str(tmp_path / "home/data"),
        "PATH": "/usr/bin:/bin",
    }

    def call(folder: Path, *arguments: str, code: int = 0) -> Ended:
        ended = run(folder, "nbgrader", *arguments, environment=environment)
        assert ended.code == code, ended.out[-2000:] + ended.err[-4000:]
        return ended

    return call


def test_a_course_from_init_to_released_feedback(tmp_path: Path, nbgrader: Callable[..., Ended]) -> None:
    root, student = tmp_path / "course 1", tmp_path / "student"
    student.mkdir()
    exchange = f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"

    begun = run(tmp_path, "course", "init", str(root), "--from", str(ROOT))
    assert begun.code == 0, begun.err
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + exchange, encoding="utf-8")
    (student / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'course-1'\n{exchange}", encoding="utf-8"
    )

    released = (root / "exercises/backprop/backprop.ipynb").read_bytes()
    nbgrader(root, "generate_assignment", "backprop", "--force")
    assert json.loads((root / "exercises/backprop/backprop.ipynb").read_bytes()) == json.loads(released)
    nbgrader(root, "release_assignment", "backprop")

    nbgrader(student, "fetch_assignment", "backprop")
    notebook = student / "backprop/backprop.ipynb"
    assert [path.name for path in notebook.parent.iterdir()] == ["backprop.ipynb"]
    work = almost_right()
    notebook.write_text(json.dumps(work), encoding="utf-8")
    nbgrader(student, "submit", "backprop")

    nbgrader(root, "collect", "backprop")
    assert json.loads((root / f"submitted/{STUDENT}/backprop/backprop.ipynb").read_text()) == work
    unknown = nbgrader(root, "autograde", "backprop", code=1)
    assert f"not graded: {STUDENT}; neither the roster" in unknown.err
    nbgrader(root, "autograde", "backprop", "--create")
    url = load_course(root).gradebook_url
    assert scores(url) == {STUDENT: 96.5}
    mailed = root / "submitted/zoe/backprop/backprop.ipynb"  # without nbgrader's secret and time
    mailed.parent.mkdir(parents=True)
    mailed.write_text(json.dumps(work), encoding="utf-8")
    nbgrader(root, "autograde", "backprop", "--create")
    assert scores(url) == {STUDENT: 96.5, "zoe": 96.5}

    nbgrader(root, "generate_feedback", "backprop")
    feedback = (root / f"feedback/{STUDENT}/backprop/backprop.html").read_text(encoding="utf-8")
    assert_is_good_feedback(feedback, root)
    nbgrader(root, "release_feedback", "backprop")
    nbgrader(student, "fetch_feedback", "backprop")
    assert [path.read_text(encoding="utf-8") for path in student.rglob("*.html")] == [feedback]

    nbgrader(root, "export")
    with (root / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["student_id"], row["assignment"], float(row["score"])) for row in rows) == sorted(
        (name, "backprop", 96.5) for name in (STUDENT, "zoe")
    )

    partly = nbgrader(root, "validate", f"submitted/{STUDENT}/backprop/backprop.ipynb", code=1)
    assert "VALIDATION FAILED ON 1 CELL(S)" in partly.out
    assert "averaged instead of added up" in partly.out
    assert "Success!" in nbgrader(root, "validate", ".course/source/backprop/backprop.ipynb").out

    with formgrader(root, tmp_path / "home") as page:
        listed = json.loads(page("formgrader/api/assignments"))
        found = {one["name"]: (one["status"], one["num_submissions"], one["average_score"]) for one in listed}
        drafts = dict.fromkeys(load_course(root).assignments, ("draft", 0, 0))
        assert found == {**drafts, "backprop": ("released", 2, 96.5)}
        assert "Manage Assignments" in page("formgrader/manage_assignments")
        submission, _ = json.loads(page("formgrader/api/submitted_notebooks/backprop/backprop"))
        shown = page(f"formgrader/submissions/{submission['id']}/")
        assert "averaged instead of added up" in shown
        assert "check-dL_db3" in shown
        grades = json.loads(page(f"formgrader/api/grades?submission_id={submission['id']}"))
        assert sum(grade["auto_score"] for grade in grades) == 96.5
        assert not any(grade["needs_manual_grade"] for grade in grades)


def almost_right() -> dict[str, object]:
    """All right but the biases of layer 3."""
    notebook = solved()
    cell_of(notebook, "dL_db3")["source"] = "def dL_db3(dL_dz3):\n    return dL_dz3.mean(axis=0)"
    return notebook


def assert_is_good_feedback(html: str, root: Path) -> None:
    """Messages, hints and scores; nothing of the checks, no expected value, no place on the machine."""
    assert re.search(r"<b>96\.5</b> of 100 points", html)
    assert "averaged instead of added up" in html
    assert html.count("All checks agree") == 11
    hint = load_course(root).assignment().steps["dL_db3"].hints[0].split(".")[0]
    assert hint in re.sub(r"\s+", " ", html)
    assert len(html) < 100_000
    assert not re.search(r"<script|<link|https?://|url\(", html)
    html = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    for word in ("Traceback", "assert ", "def test_", "grader/checks", str(root), "site-packages", sys.prefix):
        assert word not in html, word
    assert "Expected" not in html
    assert "return dL_dz3.mean(axis=0)" in html  # what the student wrote


@contextmanager
def formgrader(root: Path, home: Path) -> Iterator[Callable[[str], str]]:
    """A Jupyter server with formgrader in the course's folder: gives pages by their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = (
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",  # off in what make installs
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *arguments],
        cwd=root,
        env={**os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / ".jupyter")},
        stdout=subprocess.DEVNULL,
        stderr=(home / "server.log").open("w"),
    )

    def page(address: str) -> str:
        with urlopen(f"http://127.0.0.1:{port}/{address}", timeout=120) as answer:
            return str(answer.read().decode())

    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                page("api/status")
                break
            except (URLError, ConnectionError):
                log = (home / "server.log").read_text()
                assert process.poll() is None, log
                assert time.monotonic() < deadline, log
                time.sleep(0.5)
        yield page
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
