"""What tests of the grader share: the course, a right submission's text, and grading many texts in one session."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from own_course import copy_course
from submissions import ROOT, Ended, GradeFiles

from grader.course import Assignment, Course, Step, load_course
from grader.reading.submission import read_submission
from grader.report.report import Report
from grader.running.grading import grade
from grader.start import leave_out_grammars

leave_out_grammars()  # as the `course` command does
settings.register_profile("quick", max_examples=40, deadline=None)  # a busy machine is no failure
settings.load_profile("quick")

# Tests that take long: classes, browsers, kernels, builds, installations; lessons that run whole, all the right and
# wrong functions of lessons (those of the first are in checks/), and what is said of every known mistake; searches
# for reasons, networks that train; commands that are started often, and attacks that end when their time is over.
# And grading all known mistakes of other assignments than the first: the page for contributors says how to grade one.
_SLOW = ("app", "browser", "building", "classroom", "foreign", "golden", "kernel", "kit", "runs")
_SLOW_FILES = (
    *(
        "test_*_live.py",
        "test_optimizers_race.py",
        "test_race_down_landscapes.py",
        "*right_and_wrong.py",
        "test_nothing_given_away.py",
    ),
    "test_right_is_not_wrong.py",
    *("test_shadowing.py", "test_mutants.py", "test_small_install.py"),
    *("test_places.py", "test_behaviour.py", "test_in_the_sandbox.py", "test_recipe_command.py"),
    *("test_instructors_checks.py", "test_hostile.py", "test_hostile_searches.py", "test_batch.py"),
)


_BANKS, _FIRST = "test_a_mistake_loses_points_and_is_recognised", "backprop"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones, which `make test` leaves out."""
    for item in items:
        if item.name.startswith(f"{_BANKS}[") and not item.name.startswith(f"{_BANKS}[{_FIRST} "):
            item.add_marker("slow")
        place = item.path.relative_to(Path(__file__).parent)
        if place.parts[0] in _SLOW or any(place.match(name) for name in _SLOW_FILES):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def assignment(course: Course) -> Assignment:
    return course.assignment()


@pytest.fixture(scope="session")
def right(course: Course, assignment: Assignment) -> str:
    """Source text of a right submission, without its explanations: the functions of the reference solution."""
    lines = course.reference_file(assignment).read_text(encoding="utf-8").splitlines(keepends=True)
    text, inside = "import numpy as np\n\n", False
    for line in lines:
        if line.startswith("def ") and line[4:].partition("(")[0] in assignment.steps:
            inside = True
        elif not line[:1].isspace():
            inside = False
        text += line if inside else ""
    return text


@pytest.fixture(scope="session")
def grade_files(course: Course, assignment: Assignment) -> GradeFiles:
    """Grades files in one session; reports by file name."""

    def run(paths: Iterable[Path], steps: tuple[Step, ...] = (), course: Course = course) -> dict[str, Report]:
        reports: list[Report] = []
        grade(list(paths), course, assignment, reports.append, steps)
        return {report.submission.name: report for report in reports}

    return run


@pytest.fixture(scope="session")
def grade_texts(grade_files: GradeFiles, tmp_path_factory: pytest.TempPathFactory) -> GradeFiles:
    """Grades texts (or bytes) as files of the given names; reports by name."""

    def run(texts: Mapping[str, str | bytes], steps: tuple[Step, ...] = ()) -> dict[str, Report]:
        folder = tmp_path_factory.mktemp("submissions")
        paths = [folder / name for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return grade_files(paths, steps)

    return run


@pytest.fixture
def course_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what a course needs to be loaded, and the current folder: nothing is written into the checkout."""
    folder = tmp_path / "a course"
    copy_course(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run_course(
    course_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """The `course` command in this process, in a folder of its own."""
    from grader.cli import main

    for name in ("PYTHONSAFEPATH", "PYTHONPATH"):  # the command sets them for all that it starts, and tests go on
        monkeypatch.setenv(name, os.environ.get(name, ""))

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["course", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ending:
            main()
        code = ending.value.code
        assert isinstance(code, int)
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def same_as_snapshot() -> Callable[[str, str], None]:
    """Compares a text with tests/snapshots/NAME, exactly; UPDATE_SNAPSHOTS=1 writes it anew."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "snapshots" / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(text + "\n", encoding="utf-8")
        assert text + "\n" == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def as_snapshot(grade_files: GradeFiles, course: Course, assignment: Assignment) -> Callable[[Path], Report]:
    """A file's report with what differs from run to run and machine to machine made the same.

    Whether a reason is found that is searched for is such a thing: the search has a time limit.
    """

    def run(path: Path) -> Report:
        reports: list[Report] = []
        submission = dataclasses.replace(read_submission(path), path=Path("exercises") / path.name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("grader.running.reasons.search", lambda *_: None)
            grade([submission], course, assignment, reports.append)
        return dataclasses.replace(reports[0], isolation="full", seconds=0.1)

    return run


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's wheel, built from a copy of the sources, so that nothing of an earlier build gets into it."""
    folder = tmp_path_factory.mktemp("wheel")
    for package in ("grader", "quiz_app"):
        shutil.copytree(ROOT / package, folder / "source" / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps", "-w", str(folder)]
    subprocess.run([*pip, "./source"], cwd=folder, check=True)
    return next(folder.glob("*.whl"))
