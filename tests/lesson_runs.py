"""Lessons as notebooks that have run in a real kernel from top to bottom, each once for all tests of a session."""

from __future__ import annotations

import atexit
import os
import resource
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from own_course import copy_course

from grader.building.course_copies import SOURCE, write_source
from grader.building.untouched import untouched_exercises
from grader.course import Course, load_course

_EXPERIMENTS = Path(__file__).parent / "lessons"
_TOOK = "processor of the experiments:"
_TIMED = """\
from time import process_time as _now
_began = _now()
{}
print("{}", _now() - _began)
"""


@dataclass(frozen=True)
class Ran:
    """A notebook that has run.

    Attributes:
        cells: the lesson's own cells, with their outputs.
        experiments: what the lesson's experiments printed, which its tests add; "" without any.
        seconds: of processor, without the experiments.
    """

    cells: list[Any]
    experiments: str
    seconds: float

    def outputs(self, kind: str) -> list[Any]:
        """The outputs of a type, of all cells."""
        return [out for cell in self.cells for out in cell.get("outputs", ()) if out.output_type == kind]

    @property
    def printed(self) -> str:
        """What the lesson and its experiments printed."""
        return "".join(out.text for out in self.outputs("stream") if out.name == "stdout") + self.experiments


@cache
def solved(name: str) -> Ran:
    """A lesson with its solutions, by somebody who has solved all the others.

    Behind it run the experiments of `tests/lessons/<name>/experiments.py`, which use what the lesson has defined.
    """
    course = _course(solved=True)
    write_source(course, course.assignment(name))
    experiments = _EXPERIMENTS / name / "experiments.py"
    more = experiments.read_text(encoding="utf-8") if experiments.is_file() else ""
    return _run(nbformat.read(course.root / SOURCE / name / f"{name}.ipynb", as_version=4), course, more)


@cache
def unsolved(name: str) -> Ran:
    """A lesson as students get it, in a course in which nothing is written yet."""
    course = _course(solved=False)
    return _run(nbformat.read(course.student_files(course.assignment(name))[1], as_version=4), course)


@cache
def _course(*, solved: bool) -> Course:
    folder = Path(tempfile.mkdtemp(prefix="lesson-runs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    course = copy_course(folder, "nbgrader_config.py")
    shutil.copytree(untouched_exercises(), folder / "exercises")
    for assignment in course.assignments.values() if solved else ():
        script, notebook = course.student_files(assignment)
        shutil.copy(course.reference_file(assignment), script)
        os.utime(notebook, (1e9, 1e9))  # lessons begin with the functions of others, from the newer file
    return load_course(folder)


def _run(notebook: Any, course: Course, experiments: str = "") -> Ran:
    notebook.cells.append(nbformat.v4.new_code_cell(_TIMED.format(experiments, _TOOK), id="experiments"))
    place = {"metadata": {"path": str(course.root)}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place)
    before = _children()
    with pytest.MonkeyPatch.context() as environment:
        # Streamlit, imported by another test, sets it, and a kernel that inherits it draws nothing.
        environment.delenv("MPLBACKEND", raising=False)
        *cells, last = client.execute().cells
    printed, _, took = "".join(out.get("text", "") for out in last.outputs).rpartition(
        "processor of the experiments:"
    )
    return Ran(cells, printed, _children() - before - float(took))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
