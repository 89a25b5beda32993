"""The release notebook: the shape of every graded notebook, and nothing that came from a student."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.course import Assignment, Course, CourseError
from grader.key.files import answer_key

Notebook = dict[str, Any]  # what a notebook's JSON stands for, format 4.5


@dataclass(frozen=True)
class Template:
    """What an assignment's notebook looks like before a student has touched it.

    Attributes:
        assignment: whose notebook it is.
        notebook: the release version, with the points of `assignment.toml`; not to be changed.
        check_cells: the graded cells: `grade_id` -> the step's function.
    """

    assignment: Assignment
    notebook: Notebook
    check_cells: Mapping[str, str]


def load_template(course: Course, assignment: Assignment) -> Template:
    """Read the release notebook; its points and its empty functions are those of `solutions/<name>/`.

    Somebody may have worked in `exercises/` itself; nothing of that gets into a template.

    Raises:
        CourseError: there is no release notebook, or it does not fit the course; the text says what to run.
    """
    path = course.student_files(assignment)[1]
    empty = answer_key(course, assignment).stubs
    remedy = "run `course build` (or `nbgrader generate_assignment`) to make it anew"
    try:
        notebook = json.loads(course.content(path))
        checks = {_fitted(cell, assignment, empty) for cell in notebook["cells"]} - {None}
    except OSError as error:
        raise CourseError(f"{path}: cannot be read ({error.strerror}); {remedy}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path}: not a release notebook ({error!r}); {remedy}") from None
    extra = sorted(name for cell in notebook["cells"] if (name := _check_of(cell)) and name not in assignment.steps)
    if extra:
        raise CourseError(
            f"{path}: the cell check-{extra[0]} checks a step that assignment.toml does not have; put it back, or "
            f"remove its cells from solutions/{assignment.name}/{assignment.name}.py and run `course build`"
        )
    missing = [function for function in assignment.steps if function not in checks]
    if missing:
        raise CourseError(f"{path}: there is no cell that checks {missing[0]}; {remedy}")
    return Template(assignment, notebook, {f"check-{function}": function for function in assignment.steps})


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """The name by which nbgrader knows a cell of the template."""
    name = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return str(name) if name else None


def _check_of(cell: Mapping[str, Any]) -> str:
    """The function that a cell says that it checks; "" for other cells."""
    name = grade_id(cell) or ""
    return name.removeprefix("check-") if name.startswith("check-") else ""


def points(value: float) -> int | float:
    """Points as they are written into a notebook: 10, not 10.0."""
    return int(value) if value == int(value) else value


def _fitted(cell: dict[str, Any], assignment: Assignment, empty: Mapping[str, str]) -> str | None:
    """Make a cell what the course says it is; the function that it checks, or None."""
    cell["source"] = "".join(cell["source"])
    if cell["cell_type"] == "code":
        cell |= {"outputs": [], "execution_count": None}
    name = grade_id(cell) or ""
    cell["id"] = name or cell["id"]
    if name in assignment.steps:
        cell["source"] = empty[name]
    function = _check_of(cell)
    if function not in assignment.steps:
        return None
    cell["metadata"]["nbgrader"]["points"] = points(assignment.steps[function].points)
    return function
