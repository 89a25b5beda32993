"""An assignment that is not in course.toml: nbgrader's own commands do with it what they do anywhere."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from commands import run
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_class import enrol, hand_in, make_course, notebook_of, rows, scores
from submissions import Ended

from grader.course import Course


def nbgrader(course: Course, *arguments: str, code: int = 0) -> Ended:
    ended = run(course.root, "nbgrader", *arguments)
    assert ended.code == code, ended.out[-3000:] + ended.err[-3000:]
    return ended


def cell(make: Any, source: str, name: str, **facts: Any) -> Any:
    nbgrader = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, **facts}
    return make(source, metadata={"nbgrader": {"grade_id": name, **nbgrader}})


def ordinary(course: Course, name: str) -> None:
    """solutions/intro/NAME.ipynb: a function with a hidden test, an essay, a task, and a file to read."""
    folder = course.root / "solutions" / "intro"
    folder.mkdir(exist_ok=True)
    answer = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION"
    test = "assert double(int(open('data.csv').read())) == 42\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n"
    notebook = new_notebook(
        cells=[
            cell(new_code_cell, answer, "double", solution=True),
            cell(new_code_cell, test + "### END HIDDEN TESTS", "test_double", grade=True, locked=True, points=3),
            cell(new_markdown_cell, "Why?", "essay", grade=True, solution=True, points=2),
            cell(new_markdown_cell, "Draw it.", "task", task=True, locked=True, points=1),
        ]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / f"{name}.ipynb")
    (folder / "data.csv").write_text("21")


def answered(course: Course, student: str, body: str) -> None:
    folder = course.root / "submitted" / student / "intro"
    shutil.copytree(course.root / "exercises" / "intro", folder)
    for path in folder.glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = f"def double(x):\n    return {body}"
        path.write_text(json.dumps(notebook), encoding="utf-8")


def test_an_ordinary_assignment_goes_through_nbgrader_beside_the_course_s_own(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob")
    ordinary(course, "one")
    ordinary(course, "two")

    nbgrader(course, "generate_assignment", "intro")
    released = {path.name for path in (course.root / "exercises" / "intro").iterdir()}
    assert released == {"one.ipynb", "two.ipynb", "data.csv"}
    stub = json.loads((course.root / "exercises/intro/one.ipynb").read_text())["cells"][0]["source"]
    assert "".join(stub) == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"

    answered(course, "ada", "2 * x")
    answered(course, "bob", "x + 21")  # right for the visible test
    hand_in(course, "ada", notebook_of())
    ended = nbgrader(course, "autograde", "intro", "--create")
    assert "intro is not in course.toml: nbgrader grades it, and runs students' code with your rights" in ended.err
    nbgrader(course, "autograde", "backprop")
    graded = {(row[0], row[1]): row[3] for row in rows(course.gradebook_url)["grades"] if row[2] == "test_double"}
    points = {"ada": "3.0", "bob": "0.0"}
    assert graded == {(student, name): points[student] for student in points for name in ("one", "two")}
    assert scores(course.gradebook_url) == {"ada": 100.0}
    assert "hidden" not in (course.root / "exercises/intro/one.ipynb").read_text().lower()

    nbgrader(course, "generate_feedback", "intro")
    assert "test_double" in (course.root / "feedback/bob/intro/two.html").read_text(encoding="utf-8")
    validated = nbgrader(course, "validate", "submitted/ada/intro/one.ipynb")
    assert "VALIDATION FAILED ON 1 CELL(S)" in validated.out  # the essay, and not the function
    assert "You did not provide a response." in validated.out

    nbgrader(course, "export")
    with (course.root / "grades.csv").open(newline="", encoding="utf-8") as file:
        exported = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    for student, assignment, score in (("ada", "intro", "6"), ("bob", "intro", "0"), ("ada", "backprop", "100")):
        assert exported[student, assignment]["score"] == score
    assert exported["ada", "intro"]["max_score"] == "12"  # two notebooks with cells of the same names
    assert run(course.root, "course", "export").code == 0
    refused = run(course.root, "course", "autograde", "intro")
    assert refused.code == 2
    assert "there is no assignment 'intro' in course.toml" in refused.err


def test_what_lies_beside_the_course_s_own_lesson_reaches_nobody(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    student = tmp_path / "student"
    student.mkdir()
    exchange = f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\nc.Exchange.cache = {str(tmp_path / 'cache')!r}\n"
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + exchange, encoding="utf-8")
    (student / config.name).write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'backprop'\n{exchange}", encoding="utf-8"
    )
    secret = "an answer that only the instructor has"
    folder = course.root / "solutions" / "backprop"
    for name in ("answers.zzz", "answers.py", "marks.csv", "notes.md", "figures/draft.svg"):
        (folder / name).write_text(secret)
    draft = new_notebook(cells=[new_markdown_cell(secret), new_code_cell(f"print({secret!r})")])
    nbformat.write(draft, folder / "draft.ipynb")

    assert run(course.root, "course", "build").code == 0
    nbgrader(course, "generate_assignment", "backprop", "--force")
    assert [path.name for path in (course.root / "exercises/backprop").iterdir()] == ["backprop.ipynb"]
    (course.root / "exercises/backprop/weights.npz").write_text("mine")
    nbgrader(course, "release_assignment", "backprop")
    assert [path.name for path in (tmp_path / "exchange").rglob("*") if path.is_file()] == ["backprop.ipynb"]
    for command in ("fetch_assignment", "submit"):
        assert run(student, "nbgrader", command, "backprop").code == 0
    nbgrader(course, "collect", "backprop")
    nbgrader(course, "autograde", "backprop", "--create")
    nbgrader(course, "generate_feedback", "backprop")
    nbgrader(course, "release_feedback", "backprop")
    assert run(student, "nbgrader", "fetch_feedback", "backprop").code == 0

    elsewhere = [path for path in tmp_path.rglob("*") if path.is_file() and folder not in path.parents]
    written = {path.relative_to(tmp_path).parts[:2] for path in elsewhere}
    places = {("course", name) for name in ("exercises", "submitted", "autograded", "feedback", ".course")}
    assert places <= written
    assert list(student.glob("backprop/feedback/**/*.html"))
    assert [path for path in elsewhere if path.name.startswith(("answers", "draft", "notes"))] == []
    assert [path for path in elsewhere if secret.encode() in path.read_bytes()] == []


def test_a_class_has_several_assignments(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob")
    hand_in(course, "ada", notebook_of())
    released = (course.root / "exercises/optimizers/optimizers.ipynb").read_text(encoding="utf-8")
    for student, body in (("ada", "return initial * drop ** (epoch // every)"), ("bob", "return initial * drop")):
        notebook = json.loads(released)
        (asked,) = (each for each in notebook["cells"] if each["id"] == "learning_rate_at")
        asked["source"] = f"def learning_rate_at(epoch, initial, drop, every):\n    {body}"
        folder = course.root / "submitted" / student / "optimizers"
        folder.mkdir(parents=True)
        (folder / "optimizers.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    points = course.assignment("optimizers").steps["learning_rate_at"].points

    assert run(course.root, "course", "autograde", "backprop", "--jobs", "1").code == 0
    nbgrader(course, "autograde", "optimizers")
    by_nbgrader = scores(course.gradebook_url, "optimizers")
    assert by_nbgrader["ada"] == points
    assert by_nbgrader["bob"] <= 0.3 * points
    assert scores(course.gradebook_url, "backprop") == {"ada": 100.0}
    shutil.rmtree(course.root / "autograded")
    shutil.rmtree(course.root / ".course" / "results")
    assert run(course.root, "course", "autograde", "optimizers", "--jobs", "1").code == 0
    assert scores(course.gradebook_url, "optimizers") == by_nbgrader

    for command in ("feedback", "report"):
        ended = run(course.root, "course", command, "optimizers")
        assert ended.code == 0, ended.err
    assert "learning_rate_at" in (course.root / "feedback/bob/optimizers/optimizers.html").read_text(encoding="utf-8")
    assert "learning_rate_at" in (course.root / "reports/optimizers/report.html").read_text(encoding="utf-8")
    assert run(course.root, "course", "export").code == 0
    with (course.root / "exports/steps.csv").open(newline="", encoding="utf-8") as file:
        exported = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(exported["ada"]["optimizers.learning_rate_at"]) == points
    assert float(exported["ada"]["backprop.score"]) == 100
    for command in ("autograde", "report", "feedback"):
        refused = run(course.root, "course", command, "optimisers")
        assert (refused.code, refused.out) == (2, "")
        assert "no assignment 'optimisers' in course.toml; it has backprop, network," in refused.err
