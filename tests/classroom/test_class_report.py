"""`course report`: every number on the page from a class that is known, and nothing of a student's that acts."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from own_course import copy_course
from small_class import made_up
from submissions import Ended

from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.statistics.page import render_page
from grader.classroom.statistics.similarity import resemblances
from grader.classroom.statistics.summary import ClassSummary, summarise
from grader.classroom.statistics.tables import tables
from grader.course import Assignment, Course
from grader.sandbox.inside.reading.structure import functions

Run = Callable[..., Ended]
EVIL = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>"

# What is not named passed. Nobody attempts the update rule.
OUTCOMES: Mapping[str, Mapping[str, tuple[str, str | None]]] = {
    "ada": {},
    "bob": {
        "dL_dz3": ("failed", "dL_dz3:not-divided"),
        "dL_dW3": ("failed", "dL_dW3:operands-swapped"),
        "dL_dW2": ("failed", "dL_dW2:operands-swapped"),
    },
    "cyd": {"dL_dW3": ("failed", "dL_dW3:operands-swapped"), "dL_da2": ("failed", None)},
    "dan": {"dL_dz2": ("timeout", None), "dL_dW2": ("out of memory", None), "dL_db2": ("crashed", None)},
}


def marked_notebook(assignment: Assignment, student: str) -> dict[str, Any]:
    """An autograded notebook as marking leaves it."""
    cells = []
    for step in assignment.steps:
        outcome, mistake = OUTCOMES[student].get(step, ("not attempted" if step == "update" else "passed", None))
        worth = assignment.steps[step].points
        facts = {"step": step, "outcome": outcome, "mistake": mistake, "score": 0.0, "max_score": worth}
        facts["explanation"] = "mistake" if mistake else None
        facts["answers"] = "0123456789ab" if outcome == "failed" and not mistake else ""
        cells.append(
            {
                "cell_type": "code", "source": f"check({step})", "outputs": [],
                "metadata": {"course": facts, "nbgrader": {"grade": True, "locked": True}},
            }
        )  # fmt: skip
    cells.append({"cell_type": "code", "source": EVIL, "metadata": {}, "outputs": []})
    remarks = {
        "notes": ["A cell was there twice."] if student == "ada" else [],
        "for_a_person": [f"Two notebooks: {EVIL}"] if student == "bob" else [],
        "isolation": "partial" if student == "dan" else "full", "warnings": [], "chain": "failed",
    }  # fmt: skip
    return {"cells": cells, "metadata": {"course": remarks}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Four submissions with known outcomes; Eve, whose notebook something else wrote; Zoë, who is absent."""
    course = copy_course(tmp_path_factory.mktemp("course"))
    assignment = course.assignment()
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment("backprop", duedate=datetime(2027, 1, 31))
        gradebook.add_notebook("backprop", "backprop")
        for step in assignment.steps.values():
            gradebook.add_grade_cell(
                f"check-{step.function}", "backprop", "backprop", max_score=step.points, cell_type="code"
            )
        gradebook.add_student("zoe", first_name="Zoë")
        names = {"ada": "=1+1", "cyd": EVIL}
        for student in (*OUTCOMES, "eve"):
            gradebook.add_student(student, first_name=student.capitalize(), last_name=names.get(student, ""))
            submission = gradebook.add_submission("backprop", student, timestamp=datetime(2027, 2, 1))
            submission.notebooks[0].late_submission_penalty = 10 if student == "dan" else None
            for grade in submission.notebooks[0].grades:
                step = grade.cell.name.removeprefix("check-")
                missed = student == "eve" or step == "update" or step in OUTCOMES[student]
                grade.auto_score, grade.needs_manual_grade = (0 if missed else grade.cell.max_score), False
        gradebook.db.commit()
    for student in OUTCOMES:
        path = course.root / "autograded" / student / "backprop" / "backprop.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(marked_notebook(assignment, student)))
    stock = course.root / "autograded" / "eve" / "backprop" / "backprop.ipynb"
    stock.parent.mkdir(parents=True)
    stock.write_text('{"cells": [], "metadata": {}}')
    return course


@pytest.fixture(scope="module")
def summary(graded: Course) -> ClassSummary:
    with open_gradebook(graded) as gradebook:
        return summarise(graded, graded.assignment(), gradebook)


class Page(HTMLParser):
    """The page's words and tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags, self.ids = "", Counter[str](), Counter[str]()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            if name in ("href", "src", "xlink:href"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words += f" {data} "


@pytest.fixture(scope="module")
def shown(summary: ClassSummary) -> Page:
    return Page(render_page(summary, ["steps.csv"]))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_says_who_handed_in_and_how_it_went(shown: Page) -> None:
    # 95, 65, 75, 95 - 10 - 15 - 10 = 60, 0 points.
    assert "5 handed in, of 6" in shown.words
    assert "59 points on average, of 100" in shown.words
    assert "65 is the median" in shown.words
    assert "1 submission lost points for being late" in shown.words
    assert shown.words.endswith("keep them where the gradebook is kept.")
    assert "Not handed in Zoë (zoe)" in shown.words


def test_steps_have_their_pass_rates_and_the_untried_one_is_named(shown: Page) -> None:
    assert re.search(r"Nobody attempted step 11, update", shown.words)
    assert "4 · dL_dW3 2 50 % 2 0 0" in shown.words
    assert "7 · dL_dW2 2 50 % 1 1 0" in shown.words
    assert "11 · update 0 0 % 0 0 4 0 of 5" in shown.words


def test_a_mistake_made_in_two_layers_is_one_with_all_who_made_it(shown: Page) -> None:
    assert re.search(
        r"operands swapped Why, and what helps .*? dL_dW3 2×\s*,\s*dL_dW2 1× 2 40 % Bob \(bob\), Cyd", shown.words
    )
    assert "dL_dW3 2 0 0 0" in shown.words  # by the kind of reason
    assert "dL_da2 0 0 0 1" in shown.words


def test_equal_answers_without_a_reason_are_a_group_with_what_to_write(shown: Page) -> None:
    assert "dL_da2 : 1 student" in shown.words
    assert "[answers.dL_da2.0123456789ab]" in shown.words


def test_what_was_stopped_and_what_a_person_must_see_is_listed(shown: Page) -> None:
    for step, outcome in (("dL_dz2", "timeout"), ("dL_dW2", "out of memory"), ("dL_db2", "crashed")):
        assert f"Dan (dan) {step} {outcome}" in shown.words
    assert f"Bob (bob) Two notebooks: {EVIL}" in shown.words
    assert "Eve (eve) Not marked by this course's grader; autograde it again." in shown.words
    assert "1 submission at level partial" in shown.words


def test_nothing_on_the_page_acts_or_comes_from_elsewhere(shown: Page) -> None:
    assert shown.tags["script"] == shown.tags["img"] == shown.tags["iframe"] == shown.tags["link"] == 0
    assert shown.handlers == []
    assert [link for link in shown.links if not link.startswith("#") and "/" in link] == []


def test_every_picture_has_its_words_and_every_id_is_there_once(shown: Page) -> None:
    assert shown.tags["svg"] == shown.tags["figcaption"] == 3
    assert [name for name, times in shown.ids.items() if times > 1] == []
    assert {link[1:] for link in shown.links if link.startswith("#")} <= shown.ids.keys()


def test_the_tables_hold_the_same_and_no_formula(graded: Course, course_folder: Path, run_course: Run) -> None:
    for name in ("autograded", "gradebook.db"):
        (course_folder / name).symlink_to(graded.root / name)
    ended = run_course("report", "backprop")
    assert (ended.code, ended.err) == (0, "")
    folder = course_folder / "reports" / "backprop"
    assert "<title>Backpropagation by hand: how the class did</title>" in (folder / "report.html").read_text("utf-8")
    ada = next(row for row in table(folder / "submissions.csv") if row["student_id"] == "ada")
    assert (ada["last_name"], ada["score"], ada["dL_dz3"], ada["update"]) == (
        "'=1+1",
        "95",
        "passed",
        "not attempted",
    )
    dL_dW3 = next(row for row in table(folder / "steps.csv") if row["step"] == "dL_dW3")
    assert (dL_dW3["passed"], dL_dW3["failed"], dL_dW3["mean_score"]) == ("2", "2", "4")
    made = [
        row["student_id"] for row in table(folder / "mistakes.csv") if row["mistake"] == "dL_dW3:operands-swapped"
    ]
    assert made == ["bob", "cyd"]


def test_copies_are_shown_side_by_side_with_a_word_of_caution(summary: ClassSummary) -> None:
    copies = {name: functions(made_up().unusual_answers().values()) for name in ("ada", "bob")}
    others = {str(rate): functions([f"def update(w, d):\n    return w - {rate} * d"]) for rate in range(20)}
    alike = replace(summary, resemblances=resemblances(copies | others), scores=summary.scores * 2)
    text = render_page(alike, [])
    page = Page(text)
    assert "This is for a person to judge, and no proof of anything." in page.words
    assert re.search(r"Ada =1\+1 \(ada\) and Bob \(bob\) They share the structure of 6 unusual functions", page.words)
    assert text.count("def dL_dW3(") == 2
    assert [row[2] for row in list(tables(alike)["similar.csv"])[1:]] == ["ada", "bob"]


def test_before_anything_is_graded_it_says_what_to_run(course_folder: Path, run_course: Run) -> None:
    ended = run_course("report", "backprop")
    assert (ended.code, ended.err) == (
        2,
        "course: nothing of backprop is graded yet; run: course autograde backprop\n",
    )
