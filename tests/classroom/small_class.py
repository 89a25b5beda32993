"""A course in a folder of its own, hand-ins for it, and what its gradebook says in a form that can be compared."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from own_course import copy_course, share_keys
from submissions import BACKPROP, ROOT

from grader.building.source_notebook import source_notebook as build_source_notebook
from grader.building.untouched import untouched_exercises
from grader.classroom.sample_class.made_up import MadeUp
from grader.course import Course, load_course
from grader.course.content import load_part
from grader.course.secret import SECRET_NAME, draw_secret, find_secret
from grader.key.files import FOLDER, answer_key

ASSIGNMENT = "backprop"
WRONG_BIAS = "def dL_db3(dL_dz3):\n    return dL_dz3.mean(axis=0)\n"
# Tables with what names their rows and what they say: ids are made anew in every gradebook.
_QUERIES = {
    "courses": "SELECT id FROM course",
    "assignments": "SELECT a.name, a.duedate, a.course_id FROM assignment a",
    "notebooks": """SELECT a.name, n.name, n.kernelspec FROM notebook n
        JOIN assignment a ON a.id = n.assignment_id""",
    "cells": """SELECT n.name, b.name, b.type, g.max_score, g.cell_type
        FROM base_cell b JOIN notebook n ON n.id = b.notebook_id LEFT JOIN grade_cells g ON g.id = b.id""",
    "sources": """SELECT n.name, s.name, s.cell_type, s.locked, s.source, s.checksum
        FROM source_cell s JOIN notebook n ON n.id = s.notebook_id""",
    "students": "SELECT id, first_name, last_name, email FROM student",
    "submissions": """SELECT a.name, s.student_id, s.timestamp, s.extension
        FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id""",
    "submitted notebooks": """SELECT n.name, s.student_id, m.flagged, m.late_submission_penalty
        FROM submitted_notebook m JOIN notebook n ON n.id = m.notebook_id
        JOIN submitted_assignment s ON s.id = m.assignment_id""",
    "grades": """SELECT s.student_id, n.name, b.name, g.auto_score, g.manual_score, g.extra_credit,
        g.needs_manual_grade
        FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook m ON m.id = g.notebook_id
        JOIN notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = m.assignment_id""",
    "comments": """SELECT s.student_id, n.name, b.name, c.auto_comment, c.manual_comment
        FROM comment c JOIN base_cell b ON b.id = c.cell_id JOIN submitted_notebook m ON m.id = c.notebook_id
        JOIN notebook n ON n.id = m.notebook_id JOIN submitted_assignment s ON s.id = m.assignment_id""",
    "version": "SELECT version_num FROM alembic_version",
}


@cache
def _pattern() -> Path:
    """A course with a secret seed and its answer keys, which all courses of a test session have."""
    folder = Path(tempfile.mkdtemp(prefix="small-class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    course = copy_course(folder, "nbgrader_config.py")
    draw_secret(folder)
    secret = find_secret(course)
    assert secret is not None
    for assignment in course.assignments.values():
        answer_key(course, assignment, secret.number)
    return folder


def make_course(folder: Path, gradebook_url: str | None = None) -> Course:
    """A copy of this course in `folder`, without students."""
    shutil.copytree(_pattern(), folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".course"))
    give_secret(folder)
    shutil.copytree(untouched_exercises(), folder / "exercises", dirs_exist_ok=True)
    (folder / "submitted").mkdir()
    if gradebook_url is not None:
        edit(folder / "course.toml", 'url = "sqlite:///gradebook.db"', f"url = {json.dumps(gradebook_url)}")
    return load_course(folder)


def give_secret(folder: Path) -> None:
    """Give a copy of this course the secret seed that all tests share, with its answer keys."""
    shutil.copy(_pattern() / SECRET_NAME, folder)
    share_keys(_pattern() / FOLDER, folder / FOLDER)


@cache
def made_up() -> MadeUp:
    """How the students of a made-up class write the functions."""
    return MadeUp(BACKPROP)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@cache
def source_notebook() -> dict[str, Any]:
    """The notebook with the solutions, from which nbgrader makes the students', without the pictures."""
    lesson = (BACKPROP / "backprop.py").read_text(encoding="utf-8")
    blank = {name: replace(figure, draw=bytes) for name, figure in load_part(BACKPROP, "figures").FIGURES.items()}
    assignment = load_course(ROOT).assignment("backprop")
    notebook: dict[str, Any] = json.loads(nbformat.writes(build_source_notebook(lesson, assignment, blank)))
    return notebook


def notebook_of(changed: Mapping[str, str] = {}, left_out: frozenset[str] = frozenset(), extra: str = "") -> str:
    """A notebook with right answers but for those in `changed`; it is small, without explanations."""
    cells = []
    for cell in source_notebook()["cells"]:
        facts = cell["metadata"].get("nbgrader", {})
        name = facts.get("grade_id")
        if (facts.get("solution") and name not in left_out) or name == "backpropagation-by-hand-2":
            cells.append({**cell, "source": changed.get(name, "".join(cell["source"]))})
    if extra:
        cells.append({"cell_type": "markdown", "id": "extra", "metadata": {}, "source": extra})
    return json.dumps({**source_notebook(), "cells": cells})


def hand_in(course: Course, student: str, notebook: str | bytes, when: str | None = None) -> Path:
    """Put a notebook, and the time of handing in, where nbgrader collects them; the folder."""
    folder = course.root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "backprop.ipynb").write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
    if when is not None:
        (folder / "timestamp.txt").write_text(when, encoding="utf-8")
    return folder


def enrol(course: Course, *students: str) -> None:
    """A roster of these students."""
    lines = "".join(f"{student},First,{student.title()},{student}@example.org\n" for student in students)
    course.roster_file.write_text(f"id,first_name,last_name,email\n{lines}", encoding="utf-8")


def rows(url: str) -> dict[str, list[Any]]:
    """What a gradebook says, by table, in an order of its own."""
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: sorted(list(map(_plain, row)) for row in connection.execute(text(query)))
            for name, query in _QUERIES.items()
        }
    engine.dispose()
    return found


def _plain(value: Any) -> str:
    return str(int(value) if isinstance(value, bool) else value)


def scores(url: str, assignment: str = ASSIGNMENT) -> dict[str, float]:
    """Automatic points by student."""
    total: dict[str, float] = {}
    for student, name, _, auto, *_ in rows(url)["grades"]:
        if name == assignment:
            total[student] = total.get(student, 0.0) + float(auto)
    return total


def marked(course: Course) -> dict[str, bytes]:
    """The autograded notebooks by student."""
    found = (course.root / "autograded").glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    return {path.parent.parent.name: path.read_bytes() for path in found}
