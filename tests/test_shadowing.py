"""Files of students that are called like modules: no process of ours imports them, wherever it is started."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from own_course import copy_course
from submissions import ROOT

from grader import cli
from grader.building.untouched import untouched_exercises
from grader.interpreter import PACKAGES, environment, keep_out_current_folder
from quiz_app.testing import free_port

SCRIPTS = Path(sys.executable).parent
_INSTALLED = (
    *(
        "numpy",
        "click",
        "rich",
        "msgspec",
        "joblib",
        "pytest",
        "pluggy",
        "sqlalchemy",
        "alembic",
        "nbgrader",
        "jinja2",
    ),
    *("streamlit", "tornado", "matplotlib", "nbformat", "nbconvert", "jupytext", "watchfiles", "rapidfuzz", "nh3"),
    *("pooch", "platformdirs", "mlxtend", "distributed", "grader", "quiz_app", "pyseccomp", "typing_extensions"),
    *("conftest", "sitecustomize", "usercustomize", "setup", "antigravity", "jupyter_config", "matplotlibrc"),
)
NAMES = (*sorted(name for name in sys.stdlib_module_names if name[0] != "_"), "__future__", *_INSTALLED)
_FILE = "student.py"
_NEEDS_MORE = {  # a command's name: the rest of its command line
    "check": [_FILE],
    "grade": ["."],
    "hint": ["dL_dz3"],
    "reset": ["dL_dz3", _FILE],
    "train": [_FILE, "--epochs", "1", "--output", "out"],
    "init": ["new"],
    "new": ["week_3"],
    "kit": ["a kit"],
    "autograde": ["backprop", "--create", "--jobs", "2"],
    "report": ["backprop"],
    "extend": ["backprop"],
    "roster": ["class.csv"],
}
_SERVES = ("app", "watch")  # they run until they are stopped; see below


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A student's folder in a course's, full of such names. Each says here that it was imported."""
    course, marks = tmp_path / "course", tmp_path / "imported"
    marks.mkdir()
    copy_course(course, "nbgrader_config.py")
    shutil.copytree(untouched_exercises(), course / "exercises")
    folder = course / "submitted" / "ada" / "backprop"
    folder.mkdir(parents=True)
    for name in NAMES:
        mark = f"open({str(marks / name)!r}, 'w').close()\n"
        (folder / f"{name}.py").write_text(mark, encoding="utf-8")
    shutil.copy(ROOT / "tests" / "fixtures" / "one_mistake.py", folder / _FILE)
    (folder / "class.csv").write_text("id\nada\n", encoding="utf-8")
    yield folder
    assert sorted(mark.name for mark in marks.iterdir()) == []


def _run(folder: Path, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=_clean() | variables, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("name", [name for name in cli.commands.list_commands(None) if name not in _SERVES])
def test_no_command_imports_what_lies_in_the_current_folder(folder: Path, name: str) -> None:
    done = _run(folder, SCRIPTS / "course", name, *_NEEDS_MORE.get(name, []))
    assert "Traceback" not in done.stderr
    if name in ("grade", "check", "autograde", "train"):
        assert done.returncode in (0, 1), done.stderr


def test_nor_does_one_that_is_started_as_a_module(folder: Path) -> None:
    own = _run(folder, sys.executable, "-I", "-c", "import runpy, sys; print(*sys.modules)").stdout
    for name in {"grader", *own.split()} & {*NAMES}:  # Python itself needs these before our first line
        (folder / f"{name}.py").unlink()
    done = _run(folder, sys.executable, "-m", "grader.start", "grade", ".")
    assert done.returncode == 0, done.stderr


def test_nor_where_a_shell_says_that_modules_are_in_the_current_folder(folder: Path) -> None:
    for name in {*NAMES} - {"struct", "random", "json", "numpy"}:  # Python imports others before our first line
        (folder / f"{name}.py").unlink()
    for number in range(13):
        shutil.copy(folder / _FILE, folder / f"{number}.py")
    done = _run(folder, SCRIPTS / "course", "grade", ".", PYTHONPATH=os.pathsep)
    assert done.returncode == 0, done.stderr


def test_nor_do_the_app_and_its_processes(folder: Path) -> None:
    port = free_port()
    command = [SCRIPTS / "course", "app", "--no-browser", f"--port={port}"]
    with _started(folder, command) as process:
        _wait(process, lambda: _answers(f"http://localhost:{port}/_stcore/health"))
    programs = (
        "from pathlib import Path; from quiz_app.grading_process import GradingProcess as G; "
        "g = G(Path('.').resolve().parents[2]); graded = g.grade(Path('student.py').resolve(), 'backprop').result(); "
        "print(graded.report.score)",
        "from quiz_app.runs.process import DriverProcess as D; d = D(); print(d.alive); d.close()",
        "from grader.classroom.judging.beside import run_beside; print(run_beside(len, 'abc'))",
    )
    for program in programs:
        done = _run(folder, sys.executable, "-P", "-c", program)
        assert done.stdout.strip() in ("93.0", "True", "3"), done.stderr


def test_nor_do_nbgraders_commands_once_they_have_the_courses_settings(folder: Path) -> None:
    course = folder.parents[2]
    done = _run(folder, SCRIPTS / "nbgrader", "autograde", "backprop", "--create", f"--course-dir={course}")
    assert done.returncode == 0, done.stderr
    assert (course / "autograded" / "ada" / "backprop").is_dir(), done.stderr


def test_nor_is_a_course_among_hand_ins_any(folder: Path) -> None:
    """A student's `course.toml` brings a student's `solutions/`, and those are code."""
    course = folder.parents[2]
    shutil.copy(course / "course.toml", folder)
    content = folder / "solutions" / "backprop"
    shutil.copytree(course / "solutions", content.parent)
    mark = folder.parents[3] / "imported" / "content"
    with (content / "functions.py").open("a", encoding="utf-8") as functions:
        functions.write(f"open({str(mark)!r}, 'w').close()\n")
    done = _run(folder, SCRIPTS / "course", "grade", ".")
    assert _FILE in done.stdout, done.stderr


def test_nor_does_a_watch(folder: Path) -> None:
    with _started(folder, [SCRIPTS / "course", "watch", _FILE]) as process:
        assert process.stdout is not None
        _wait(process, lambda: b"dL_dz2" in process.stdout.readline())


@pytest.mark.parametrize("started", ["in its folder", "beside the course"])
def test_nor_does_pytest_load_what_lies_beside_a_submission(folder: Path, started: str) -> None:
    where, file = (folder, _FILE) if started == "in its folder" else (folder.parents[2], folder / _FILE)
    done = _run(where, SCRIPTS / "pytest", "--submission", file)
    assert "dL_dz2" in done.stdout


def test_only_one_module_starts_python() -> None:
    """Others ask it for the command. What is confined has stricter rules of its own."""
    starts = {
        path.relative_to(ROOT).as_posix()
        for package in ("grader", "quiz_app")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "executable"
    }
    assert starts == {
        "grader/interpreter.py",
        "grader/sandbox/process.py",  # with -I
        "grader/classroom/nbgrader_hooks/settings.py",  # looks for a program beside it,
        "grader/classroom/sample_class/demonstration.py",  # and starts those that lie beside it
    }


def test_the_instructors_own_folder_may_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "/elsewhere", ".", str(tmp_path)]))
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), PACKAGES, *sys.path])
    keep_out_current_folder(trusted=str(tmp_path))
    assert "" not in sys.path
    assert str(tmp_path) in sys.path
    keep_out_current_folder()
    assert str(tmp_path) not in sys.path
    assert PACKAGES in sys.path
    assert os.environ["PYTHONPATH"] == "/elsewhere"
    assert environment()["PYTHONPATH"] == os.pathsep.join([PACKAGES, "/elsewhere"])
    assert environment()["PYTHONSAFEPATH"] == "1"


@contextmanager
def _started(folder: Path, command: list[str | Path]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=folder, env=_clean(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=60)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not ready():
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < deadline


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
