"""How long a student waits: `course check FILE` as a whole process, against `otter run` on an equivalent notebook.

    python benchmarks/check_speed.py [--otter-python PYTHON] [--repeats 5]

otter-grader 7 runs in the Python given by --otter-python or $OTTER_PYTHON, else in this one if it has otter.
The two take turns, and the medians are compared. Exits with 1 when a check takes more than 1.5 s or is less than
4 times faster than otter.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import calibration
import otter_assignment

from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course
from grader.key.files import answer_key

MOST_SECONDS, LEAST_RATIO = 1.5, 4.0
ROOT = Path(__file__).resolve().parent.parent
# As on any machine that has run the course before: compiled modules are kept, by both.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Time:
    """Seconds that a command took, and seconds of processor time in all its processes."""

    seconds: float
    processor: float


@dataclass
class Contest:
    """One submission, timed under both graders."""

    name: str
    source: Path
    notebook: Path
    all_right: bool
    check: list[Time] = field(default_factory=list)
    otter: list[Time] = field(default_factory=list)


def main() -> int:
    options = _options()
    course = load_course(ROOT)
    print(calibration.line() + "\n")
    with tempfile.TemporaryDirectory(prefix="check-speed-") as temporary:
        folder = Path(temporary)
        contests = _prepare(course, folder, options.otter_python)
        for repeat in range(options.repeats + 1):
            for contest in contests:
                check = _check(contest, folder)
                otter = _otter(contest, folder, options.otter_python) if options.otter_python else None
                if repeat:  # the first run fills the caches of the disk and of compiled modules
                    contest.check.append(check)
                    if otter is not None:
                        contest.otter.append(otter)
    return _report(contests)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    here = sys.executable if importlib.util.find_spec("otter") else None
    parser.add_argument("--otter-python", default=os.environ.get("OTTER_PYTHON", here))
    return parser.parse_args()


def _prepare(course: Course, folder: Path, otter_python: str | None) -> list[Contest]:
    """A course of its own, so that a learner's record of attempts is left alone, and otter's files for it."""
    assignment = course.assignment()
    shutil.copy(course.root / "course.toml", folder)
    shutil.copytree(course.root / "solutions", folder / "solutions")
    sources = {
        "reference solution": course.reference_file(assignment),
        "one mistake": course.root / "tests" / "fixtures" / "one_mistake.py",
        "untouched stubs": untouched_exercises() / "backprop.py",
    }
    contests = []
    for name, source in sources.items():
        if not source.is_file():
            print(f"{name}: left out, there is no {source}")
            continue
        notebook = folder / f"{name.replace(' ', '_')}.ipynb"
        otter_assignment.write_notebook(source, assignment.steps, notebook)
        contests.append(Contest(name, source, notebook, all_right=source == course.reference_file(assignment)))
    if otter_python:
        tests = folder / "tests"
        tests.mkdir()
        otter_assignment.write_tests(assignment, answer_key(course, assignment), tests)
        _run([*_otter_command(otter_python), "generate", "-t", str(tests), "--no-environment"], folder)
    return contests


def _check(contest: Contest, folder: Path) -> Time:
    command = [str(Path(sys.executable).parent / "course"), "check", str(contest.source)]
    return _run(command, folder, status=0 if contest.all_right else 1)


def _otter(contest: Contest, folder: Path, python: str) -> Time:
    results = folder / "results.json"
    results.unlink(missing_ok=True)
    command = [*_otter_command(python), "run", "-a", "autograder.zip", "--no-logo", contest.notebook.name]
    time_taken = _run(command, folder)
    tests = [test for test in json.loads(results.read_text(encoding="utf-8"))["tests"] if "score" in test]
    right = sum(test["score"] for test in tests) == sum(test["max_score"] for test in tests) > 0
    if right != contest.all_right:
        raise SystemExit(f"{contest.name}: otter's verdict is not the course's, so the two are not equivalent")
    return time_taken


def _otter_command(python: str) -> list[str]:
    return [python, "-c", "from otter.cli import cli; cli()"]


def _run(command: list[str], folder: Path, status: int = 0) -> Time:
    begun, used = time.perf_counter(), _processor_time()
    process = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    time_taken = Time(time.perf_counter() - begun, _processor_time() - used)
    if process.returncode != status:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{process.stdout}{process.stderr}")
    return time_taken


def _processor_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _report(contests: list[Contest]) -> int:
    columns = f"{'course check':>12} {'min-max':>13} {'CPU s':>6}"
    print(f"{'':20} {columns} {'otter run':>12} {'min-max':>13} {'CPU s':>6} {'ratio':>6} {'CPU ratio':>9}")
    good = True
    for contest in contests:
        check = _median(contest.check)
        row = f"{contest.name:20} {_columns(contest.check)}"
        if contest.otter:
            otter = _median(contest.otter)
            ratio = otter.seconds / check.seconds
            row += f" {_columns(contest.otter)} {ratio:6.1f} {otter.processor / check.processor:9.1f}"
            good = good and ratio >= LEAST_RATIO
        good = good and check.seconds <= MOST_SECONDS
        print(row)
    print(f"\nAt most {MOST_SECONDS} s, and at least {LEAST_RATIO:g} times faster than otter, are wanted.")
    if not any(contest.otter for contest in contests):
        print("otter: not measured; name a Python that has otter-grader with --otter-python.")
    print(calibration.line())
    return 0 if good else 1


def _median(times: list[Time]) -> Time:
    return Time(
        statistics.median(time_taken.seconds for time_taken in times),
        statistics.median(time_taken.processor for time_taken in times),
    )


def _columns(times: list[Time]) -> str:
    seconds = [time_taken.seconds for time_taken in times]
    median = _median(times)
    return f"{median.seconds:10.2f} s {f'{min(seconds):.2f}-{max(seconds):.2f}':>13} {median.processor:6.2f}"


if __name__ == "__main__":
    sys.exit(main())
