"""`nbgrader autograde`: what it grades, what it repairs of a run that was stopped, and what it refuses."""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from notebooks import cell_of, code_cell, solved, untouched
from small_class import edit, enrol, hand_in, make_course, scores
from sqlalchemy import create_engine, text

from grader.classroom.nbgrader_hooks.converter import Autograde
from grader.course import Course
from grader.parallel.local import local_pool
from grader.parallel.pool import Pool

RIGHT, EMPTY = json.dumps(solved()), json.dumps(untouched())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob", "eve")
    for student in ("ada", "bob"):
        hand_in(course, student, RIGHT)
    return course


def autograde(course: Course, assignment: str = "backprop", **options: str) -> None:
    """What the command does once it has read its options, which are those of nbgrader's CourseDirectory."""
    Autograde(coursedir=CourseDirectory(root=str(course.root), assignment_id=assignment, **options)).start()


def test_a_run_that_was_stopped_half_way_leaves_no_zero(course: Course) -> None:
    """nbgrader writes zeros and a notebook without scores first; when it is killed then, it skips the student."""
    autograde(course)
    engine = create_engine(course.gradebook_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE grade SET auto_score = 0"))
    engine.dispose()
    notebook = course.root / "autograded/ada/backprop/backprop.ipynb"
    notebook.chmod(0o644)
    notebook.write_text(RIGHT, encoding="utf-8")

    autograde(course)

    assert scores(course.gradebook_url) == {"ada": 100.0, "bob": 100.0}
    assert '"score": 10.0' in notebook.read_text(encoding="utf-8")


def test_many_students_are_graded_by_several_processes_and_a_few_by_one(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(jobs: int, imports: list[str]) -> AbstractContextManager[Pool]:
        asked.append(jobs)
        return local_pool(jobs, imports)

    monkeypatch.setattr("grader.parallel.local.local_pool", counted)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    autograde(course)
    many = [f"student{number}" for number in range(10)]
    enrol(course, "ada", "bob", "eve", *many)
    for student in many:
        hand_in(course, student, EMPTY)

    autograde(course)
    autograde(course, student_id="student[12]")

    assert asked == [1, 2, 1]
    assert scores(course.gradebook_url) == {"ada": 100.0, "bob": 100.0} | dict.fromkeys(many, 0.0)


def test_points_of_work_that_was_taken_back_are_gone(course: Course) -> None:
    autograde(course)
    notebook = solved()
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in ("dL_dz3", "check-dL_dz3")]
    hand_in(course, "ada", json.dumps(notebook))
    (course.root / "submitted/bob/backprop/backprop.ipynb").unlink()

    autograde(course)

    assert scores(course.gradebook_url) == {"ada": 90.0, "bob": 0.0}


def test_points_that_changed_after_the_release_count(course: Course) -> None:
    autograde(course)
    edit(course.root / "solutions/backprop/assignment.toml", "points = 10", "points = 30")

    autograde(course)

    assert scores(course.gradebook_url) == {"ada": 120.0, "bob": 120.0}


def test_a_pattern_and_exceptions_choose_students(course: Course) -> None:
    hand_in(course, "eve", EMPTY)

    autograde(course, student_id="*", student_id_exclude="bob,eve")
    assert scores(course.gradebook_url) == {"ada": 100.0}
    autograde(course, student_id="[be]*", student_id_exclude="eve")
    assert scores(course.gradebook_url) == {"ada": 100.0, "bob": 100.0}


def test_what_a_person_must_look_at_is_in_the_log(course: Course, caplog: pytest.LogCaptureFixture) -> None:
    hand_in(course, "eve", b"<<<<<<< no notebook")
    logging.getLogger("traitlets").propagate = True

    with caplog.at_level(logging.WARNING):
        autograde(course)

    assert "eve: Nothing could be graded: The notebook is not valid JSON" in caplog.text
    assert scores(course.gradebook_url)["eve"] == 0.0


@pytest.mark.parametrize(
    ("assignment", "options", "sentence"),
    [
        ("essay", {}, "No notebooks were matched by .*essay"),  # not in course.toml: nbgrader's own
        ("backprop", {"student_id": "zoe"}, "nobody that is meant by 'zoe' handed in backprop"),
        ("backprop", {"student_id": "../*"}, "handed in nothing for backprop"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    assignment: str, options: dict[str, str], sentence: str, course: Course
) -> None:
    with pytest.raises(NbGraderException, match=sentence):
        autograde(course, assignment, **options)


def test_neither_a_message_nor_a_remark_names_a_place_on_this_machine(course: Course) -> None:
    notebook = solved()
    cell_of(notebook, "dL_dz3")["source"] = "def dL_dz3(a, b):\n    from numpy import no_such_thing"
    notebook["cells"].append(code_cell("raise SyntaxError(np.__file__)"))
    hand_in(course, "ada", json.dumps(notebook))

    autograde(course, student_id="ada")

    marked = (course.root / "autograded/ada/backprop/backprop.ipynb").read_text(encoding="utf-8")
    assert "cannot import name 'no_such_thing'" in marked
    assert "That part was left out" in marked
    assert "site-packages" not in marked


def test_formgraders_button_grades_in_the_sandbox(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.apps import api, autogradeapp, validateapp
    from nbgrader.preprocessors import Execute
    from traitlets.config.loader import PyFileConfigLoader

    for module, name in ((api, "Autograde"), (autogradeapp, "Autograde"), (validateapp, "Validator")):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back when the test ends
    monkeypatch.setattr(Execute, "preprocess", lambda *_: pytest.fail("a kernel would run the student's code"))
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()

    done = api.NbGraderAPI(CourseDirectory(config=config), config=config).autograde("backprop", "bob", create=False)

    assert done["success"], done
    assert "bob: 100 of 100 points" in done["log"]
    assert scores(course.gradebook_url) == {"bob": 100.0}
    assert validateapp.Validator.__module__ == "grader.classroom.nbgrader_hooks.validator"
