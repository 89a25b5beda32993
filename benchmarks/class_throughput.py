"""How many submissions a second go into the gradebook: nbgrader as it comes, nbgrader with this course, and
`course autograde` with one job, two jobs and on a Dask cluster.

    python benchmarks/class_throughput.py [--number 800] [--few 60] [--long]

All grade the same answers in one run, each from nothing and as a whole process: the same class is handed in as
this course's notebook and as a stock nbgrader notebook with the same text, whose check cells compare with right
answers by `assert`. The two `nbgrader` commands grade only the first few, which is why rates are compared and not
times; their rate does not depend on how many there are. --long adds 2,000 submissions, to see whether memory stays
flat. Exits with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import calibration
import family
import generated_class
import numpy as np

from grader.building.course_copies import SOURCE, write_source
from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course
from grader.course.content import load_content
from grader.key.files import answer_key
from grader.key.questions import REFERENCE

ROOT = Path(__file__).resolve().parent.parent
LEAST_COURSE, LEAST_NBGRADER, LEAST_TWO_JOBS, MOST_DASK, MOST_GROWTH = 10.0, 4.0, 1.7, 1.2, 1.1
MANY = 2000
_COURSE_FILES = ("course.toml", "nbgrader_config.py", "solutions")
_AUTOGRADE = (sys.executable, "-m", "grader.start", "autograde", "backprop", "--create")
_NBGRADER = (sys.executable, "-m", "nbgrader")
_ON_DASK = "the same on Dask"
# As docs/instructors.md says for a cluster whose scheduler and monitors share the processors with grading.
_QUIET_DASK = {
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.profile.enabled": False,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--number", type=int, default=800, help="large: one process begins for all jobs")
    parser.add_argument("--few", type=int, default=60, help="as many for the two nbgrader commands")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    course = load_course(ROOT)
    print(calibration.line() + "\n")
    print(f"{'':<26} {'seconds':>8} {'a second':>9} {'CPU s each':>10} {'memory':>10}")
    with tempfile.TemporaryDirectory(prefix="class-throughput-") as folder:
        ours, stock = Path(folder, "ours"), Path(folder, "stock")
        few = min(options.few, options.number)
        _write_course(course, ours, options.number)
        _write_stock(load_course(ours), stock, few)
        measured = {"stock nbgrader": _measured("stock nbgrader", stock, (*_NBGRADER, "autograde", "backprop"))}
        scores: dict[tuple[str, str], float] = {}
        for name, command, number in (
            ("nbgrader with this course", (*_NBGRADER, "autograde", "backprop", "--create"), few),
            ("course autograde --jobs 1", (*_AUTOGRADE, "--jobs", "1"), options.number),
            ("course autograde --jobs 2", (*_AUTOGRADE, "--jobs", "2"), options.number),
            (_ON_DASK, (*_AUTOGRADE, "--scheduler"), options.number),
        ):
            place = Path(folder, name.replace(" ", "-"))
            shutil.copytree(ours, place)
            for hand_in in sorted((place / "submitted").iterdir())[number:]:
                shutil.rmtree(hand_in)
            with _cluster() if name == _ON_DASK else contextlib.nullcontext() as scheduler:
                measured[name] = _measured(name, place, (*command, scheduler) if scheduler else command)
            found = _scores(place)
            if any(scores.setdefault(cell, score) != score for cell, score in found.items()):
                raise SystemExit(f"{name}: other scores than those before it")
            shutil.rmtree(place)
        good = _ratios(measured)
        if options.long:
            good = _memory(course, Path(folder, "long"), measured["course autograde --jobs 2"]) and good
    print(calibration.line())
    return 0 if good else 1


@dataclass(frozen=True)
class _Measured:
    """Submissions per second, and MiB."""

    rate: float
    memory: float


def _ratios(measured: dict[str, _Measured]) -> bool:
    stock, hooks, one, two, dask = (command.rate for command in measured.values())
    faster, hooked, twice, slower = two / stock, hooks / stock, two / one, two / dask
    aims = (
        (
            f"course autograde --jobs 2 : stock = {faster:.1f} (at least {LEAST_COURSE:g}, aim 20)",
            faster >= LEAST_COURSE,
        ),
        (f"nbgrader with this course : stock = {hooked:.1f} (at least {LEAST_NBGRADER:g})", hooked >= LEAST_NBGRADER),
        (f"two jobs : one job = {twice:.2f} (at least {LEAST_TWO_JOBS})", twice >= LEAST_TWO_JOBS),
        (f"time on Dask : time with two jobs = {slower:.2f} (at most {MOST_DASK})", slower <= MOST_DASK),
    )
    print()
    for line, good in aims:
        print(f"{'  ' if good else '! '}{line}")
    return all(good for _, good in aims)


def _memory(course: Course, folder: Path, few: _Measured) -> bool:
    _write_course(course, folder, MANY)
    many = _measured(f"{MANY:,} with two jobs", folder, (*_AUTOGRADE, "--jobs", "2"))
    growth = many.memory / few.memory
    good = growth <= MOST_GROWTH
    print(f"\n{'  ' if good else '! '}memory at {MANY:,} : memory = {growth:.2f} (at most {MOST_GROWTH})")
    return good


def _measured(name: str, folder: Path, command: tuple[str, ...]) -> _Measured:
    number = len(list((folder / "submitted").iterdir()))
    ran = family.run(command, folder)
    graded = len(list((folder / "autograded").glob("*/backprop/backprop.ipynb")))
    if ran.code != 0 or graded != number:
        raise SystemExit(f"{name} ended with {ran.code} and {graded} of {number} notebooks:\n{ran.errors[-2000:]}")
    row = f"{name:<26} {ran.seconds:8.1f} {number / ran.seconds:9.1f} {ran.processor / number:10.3f}"
    print(f"{row} {ran.memory:6.0f} MiB", flush=True)
    return _Measured(number / ran.seconds, ran.memory)


def _scores(folder: Path) -> dict[tuple[str, str], float]:
    """By student and cell."""
    query = """SELECT s.student_id, b.name, g.auto_score FROM grade g JOIN base_cell b ON b.id = g.cell_id
        JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment s ON s.id = n.assignment_id"""
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        return {(student, cell): score for student, cell, score in gradebook.execute(query)}


@contextlib.contextmanager
def _cluster() -> Iterator[str]:
    """Two processes of one thread each, up and running before the clock is; idle ones would slow the others down."""
    import dask
    from distributed import LocalCluster

    dask.config.set(_QUIET_DASK)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster.scheduler_address


def _write_course(course: Course, folder: Path, number: int) -> None:
    folder.mkdir()
    for name in _COURSE_FILES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    shutil.copytree(untouched_exercises(), folder / "exercises")
    for assignment in course.assignments.values():  # once for a course, and not once for a run
        answer_key(load_course(folder), assignment)
    released = json.loads((untouched_exercises() / "backprop/backprop.ipynb").read_text(encoding="utf-8"))
    _hand_in(course, folder, released, number)


def _hand_in(course: Course, folder: Path, released: dict[str, Any], number: int) -> None:
    for k, (kind, answers) in enumerate(generated_class.answers(course, number)):
        cells = [
            cell | {"source": answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])}
            for cell in released["cells"]
        ]
        note = f"Handed in by student {k}"  # no two are the same, so that nothing is graded only once
        cells.append({"cell_type": "markdown", "id": "handed-in-by", "metadata": {}, "source": note})
        place = folder / "submitted" / f"{k:05}-{kind.replace(' ', '-')}" / "backprop"
        place.mkdir(parents=True)
        (place / "backprop.ipynb").write_text(json.dumps({**released, "cells": cells}), encoding="utf-8")


def _write_stock(course: Course, folder: Path, number: int) -> None:
    """The same assignment as somebody would set it with nbgrader alone."""
    place = folder / "source" / "backprop"
    place.mkdir(parents=True)
    write_source(course, course.assignment())
    source = json.loads((course.root / SOURCE / "backprop/backprop.ipynb").read_text(encoding="utf-8"))
    cells = []
    for cell in source["cells"]:
        facts = cell["metadata"].get("nbgrader", {})
        if facts.get("grade"):
            cells.append(cell | {"source": _assertion(course, facts["grade_id"].removeprefix("check-"))})
        elif facts.get("solution") or cell["cell_type"] == "markdown":
            cells.append(cell)
    start = {"cell_type": "code", "id": "start", "metadata": {}, "outputs": [], "execution_count": None}
    cells.insert(0, start | {"source": "import numpy as np"})
    (place / "backprop.ipynb").write_text(json.dumps({**source, "cells": cells}), encoding="utf-8")
    (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    made = family.run((*_NBGRADER, "generate_assignment", "backprop", "--create"), folder)
    if made.code != 0:
        raise SystemExit(f"nbgrader generate_assignment ended with {made.code}:\n{made.errors[-2000:]}")
    released = json.loads((folder / "release/backprop/backprop.ipynb").read_text(encoding="utf-8"))
    _hand_in(course, folder, released, number)


def _assertion(course: Course, function: str) -> str:
    """A check cell: the right answer to one random question."""
    question = answer_key(course, course.assignment()).asked(function, REFERENCE)[0]
    arguments = ", ".join(f"np.array({np.asarray(argument).tolist()})" for argument in question.arguments)
    right = load_content(course.content_folder(course.assignment())).solution[function]
    return f"assert np.allclose({function}({arguments}), np.array({right(*question.arguments).tolist()}))"


if __name__ == "__main__":
    sys.exit(main())
