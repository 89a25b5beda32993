"""A course of somebody else's, beside an installed package that nobody touches: from the wheel to graded work.

With COURSE_FRESH_INSTALL=1, as in CI, the wheel and all that it needs are installed into a new environment. Else what
it needs comes from the environment of the tests, which takes a minute less.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from submissions import ROOT

CLIPPING = Path(__file__).parent / "clipping"
_SCORES = {"ada": 100.0, "ben": 70.0}  # ben has not written the last function


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; the checkout is not on its path."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [folder / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if os.environ.get("COURSE_FRESH_INSTALL"):
        subprocess.run([*pip, "-c", ROOT / "constraints.txt", f"{wheel}[class,cluster]"], check=True)
    else:
        subprocess.run([*pip, "--no-deps", wheel], check=True)
        beside = next(path for path in map(Path, sys.path) if (path / "nbgrader").is_dir())
        next(folder.glob("lib/python*/site-packages")).joinpath("needed.pth").write_text(f"{beside}\n")
    return folder


@pytest.fixture(scope="module")
def course(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The new course: empty, then with an assignment that was begun by `course new` and changed."""
    root = tmp_path_factory.mktemp("somewhere") / "theirs"
    run(environment, root.parent, "course", "init", "theirs")
    run(environment, root, "course", "new", "clipping")
    folder = root / "solutions/clipping"
    for path in CLIPPING.iterdir():
        if path.is_file():
            shutil.copy(path, folder / ("clipping.py" if path.name == "lesson.py" else path.name))
    run(environment, root, "course", "build")
    return root


def test_the_checkout_is_not_there(environment: Path, course: Path) -> None:
    where = run(environment, course, "python", "-c", "import grader, quiz_app; print(grader.__file__)")
    assert Path(where.strip()).is_relative_to(environment)


def test_what_was_written_holds_together(environment: Path, course: Path) -> None:
    said = run(environment, course, "python", "-m", "pytest", "-q", "--pyargs", "grader.building.content_tests")
    assert re.search(r"\d\d passed", said)


def test_its_functions_are_checked(environment: Path, course: Path, tmp_path: Path) -> None:
    """With a list of arrays, a generator, and a function of two results among them."""
    right = (course / "solutions/clipping/clipping.py").read_text(encoding="utf-8")
    wrong = right.replace("min(1.0, max_norm / norm)", "max_norm / norm")
    assert wrong != right
    (tmp_path / "right.py").write_text(right, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    reports = json.loads(
        run(
            environment,
            course,
            "course",
            "grade",
            "--json",
            "--any-isolation",
            str(tmp_path),
            "exercises/clipping.py",
        )
    )
    by_name = {Path(report["submission"]).name: report for report in reports}
    assert by_name["right.py"]["score"] == 100
    assert by_name["clipping.py"]["score"] == 0
    assert {step["mistake"] for step in by_name["wrong.py"]["steps"]} == {None, "clip:always-scaled"}


def test_nbgrader_and_a_cluster_give_the_same_scores_and_the_package_stays_as_it_was(
    environment: Path, course: Path
) -> None:
    before = digest_of_the_package(environment)
    (course / "class.csv").write_text("id,first_name\nada,Ada\nben,Ben\n", encoding="utf-8")
    run(environment, course, "course", "roster", "class.csv")
    hand_in(course)

    for student in _SCORES:
        run(environment, course, "python", "-m", "nbgrader", "autograde", "clipping", "--student", student)
    assert exported(environment, course) == _SCORES
    with cluster(environment, course.parent) as address:
        run(
            environment,
            course,
            *("course", "autograde", "clipping", "--force", "--any-isolation", "--scheduler", address),
        )
    assert exported(environment, course) == _SCORES
    run(environment, course, "course", "feedback", "clipping")
    page = (course / "feedback/ben/clipping/clipping.html").read_text(encoding="utf-8")
    assert "shuffled" in page
    run(environment, course, "course", "kit", "../handed-out")
    assert digest_of_the_package(environment) == before


def hand_in(course: Path) -> None:
    """Ada's work is right; Ben has not written the last function."""
    empty = json.loads((course / "exercises/clipping/clipping.ipynb").read_text(encoding="utf-8"))
    source = json.loads((course / ".course/source/clipping/clipping.ipynb").read_text(encoding="utf-8"))
    solved = {cell["id"]: cell["source"] for cell in source["cells"]}
    for student in _SCORES:
        for cell in empty["cells"]:
            if not (student == "ben" and cell["id"] == "shuffled"):
                cell["source"] = solved[cell["id"]]
        if student == "ben":
            cells = {cell["id"]: cell for cell in empty["cells"]}
            cells["shuffled"]["source"] = "def shuffled(n, rng):\n    raise NotImplementedError"
        path = course / f"submitted/{student}/clipping/clipping.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(empty), encoding="utf-8")


def exported(environment: Path, course: Path) -> dict[str, float]:
    run(environment, course, "course", "export")
    with (course / "exports/grades.csv").open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file) if row["score"]}


@contextmanager
def cluster(environment: Path, folder: Path) -> Iterator[str]:
    """A scheduler and a worker, as they are started on two machines."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["worker", address, "--nthreads", "1", "--no-dashboard"]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for part, ready in ((scheduler, "Scheduler at"), (worker, "Registered to")):
            command = [environment / "bin/python", "-P", "-m", f"distributed.cli.dask_{part[0]}", *part[1:]]
            log = folder / f"{part[0]}.log"
            with log.open("wb") as out:
                processes.append(
                    subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=clean(environment))
                )
            wait_for(ready, log, processes[-1])
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(60)


def wait_for(words: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while words not in (text := log.read_text(encoding="utf-8", errors="replace")):
        assert process.poll() is None, text
        assert time.monotonic() < deadline, text
        time.sleep(0.2)


def digest_of_the_package(environment: Path) -> str:
    digest = hashlib.sha256()
    for package in ("grader", "quiz_app"):
        for path in sorted(next(environment.glob(f"lib/python*/site-packages/{package}")).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.name} ".encode() + path.read_bytes())
    return digest.hexdigest()


def run(environment: Path, folder: Path, program: str, *arguments: str) -> str:
    """What a program of the environment prints; it must end well."""
    command = [environment / "bin" / program, *arguments]
    ended = subprocess.run(
        command, cwd=folder, env=clean(environment), capture_output=True, text=True, check=False, timeout=600
    )
    assert ended.returncode == 0, f"{program} {' '.join(arguments)}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}"
    return ended.stdout


def clean(environment: Path) -> dict[str, str]:
    """Nothing of the environment of the tests."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "JUPYTER"))
    }
    return {**kept, "PATH": f"{environment / 'bin'}:/usr/bin:/bin", "HOME": str(environment)}
