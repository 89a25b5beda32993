"""The course as committed, and a copy of it that is built anew, once for the whole run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from course_copy import ROOT, copy_sources

from grader.building.course_copies import build_course
from grader.course import Assignment, Course, load_course


@pytest.fixture(scope="session")
def committed() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def assignment(committed: Course) -> Assignment:
    return committed.assignment("backprop")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy in which everything has been built from nothing. Not to be written to."""
    course = copy_sources(tmp_path_factory.mktemp("fresh"))
    build_course(course)
    return course


@pytest.fixture
def built(fresh: Course, tmp_path: Path) -> Course:
    """A copy of the built course, to be written to."""
    shutil.copytree(fresh.root, tmp_path / "course")
    return load_course(tmp_path / "course")


@pytest.fixture(scope="session")
def source(fresh: Course) -> Any:
    """The source notebook, with solutions."""
    return nbformat.read(fresh.root / ".course/source/backprop/backprop.ipynb", as_version=4)


@pytest.fixture(scope="session")
def release(fresh: Course) -> Any:
    """The notebook that students get."""
    return nbformat.read(fresh.root / "exercises/backprop/backprop.ipynb", as_version=4)
