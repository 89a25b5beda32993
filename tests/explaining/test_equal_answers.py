"""Equal wrong answers that nothing explains have one name, and an instructor can say something about them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.course import CourseError, load_course
from grader.report.report import Report
from grader.running.grading import grade_file

CALLING = Path(__file__).parents[1] / "checks" / "calling"
# No change of one or two places makes these right, and no short formula says what they compute.
ODD = "def loss(p, y):\n    return np.sort(np.cos(p - y))[::2].sum()\n"
ODD_TOO = """def loss(p, y):
    total = 0.0
    for value in sorted(np.cos(y - p))[::2]:
        total += value
    return total
"""
OTHER = "def loss(p, y):\n    return np.sort(np.cos(p - y))[::3].sum()\n"
SAID = """
[answers.loss.{answers}]
name = "every second one"
looks_like = "every second number was left out"
why = "A slice with a step of 2 takes every second entry."
next = "Count the entries before and after the slice."
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(CALLING, tmp_path / "course")
    return tmp_path / "course"


def graded(root: Path, source: str) -> Report:
    course = load_course(root)
    path = root.parent / "calling.py"
    path.write_text(f"import numpy as np\n\n\n{source}", encoding="utf-8")
    return grade_file(path, course, course.assignment(), course.assignment().select("loss"))


def test_equal_answers_have_one_name_however_they_are_written(root: Path) -> None:
    names = [graded(root, source).steps[0].answers for source in (ODD, ODD_TOO, OTHER)]
    assert names[0]
    assert names[0] == names[1] != names[2]


def test_what_is_explained_and_what_is_right_has_no_name(root: Path) -> None:
    right = "def loss(p, y):\n    return np.mean((p - y) ** 2) / 2\n"
    assert graded(root, right).steps[0].answers == ""
    twice = graded(root, right.replace("/ 2", "* 2")).steps[0]
    assert twice.answers == "" or twice.explanation is None


def test_from_then_on_it_is_a_known_mistake_for_everybody(root: Path) -> None:
    answers = graded(root, ODD).steps[0].answers
    with (root / "solutions" / "calling" / "assignment.toml").open("a", encoding="utf-8") as table:
        table.write(SAID.format(answers=answers))
    step = graded(root, ODD_TOO).steps[0]
    assert (step.mistake, step.mistake_name) == (f"loss:{answers}", "every second one")
    assert step.explanation is not None
    assert step.explanation.tier == "mistake"
    assert step.message is not None
    assert "every second number was left out" in step.message.why
    assert step.message.next == "Count the entries before and after the slice."
    assert graded(root, OTHER).steps[0].mistake is None
    assert json.dumps(graded(root, ODD).to_json())


def test_a_wrong_key_in_the_table_is_named(root: Path) -> None:
    with (root / "solutions" / "calling" / "assignment.toml").open("a", encoding="utf-8") as table:
        table.write('\n[answers.loss.abc]\nname = "x"\nwhi = "y"\n')
    with pytest.raises(CourseError, match="whi"):
        load_course(root).assignment()
