"""What leaves the gradebook, read back by an ordinary CSV reader."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from submissions import Ended
from traitlets.config import Config

from grader.classroom.csv_files import write_csv
from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.quiz_grades import record_quiz_attempt
from grader.classroom.nbgrader_hooks.export_plugin import SafeCsvExport
from grader.classroom.people import Roster, Student, write_roster
from grader.classroom.roster_file import read_roster_file
from grader.course import load_course

_AS_SPACES = dict.fromkeys(map(ord, "\t\r\n"), " ")
Run = Callable[..., Ended]


@pytest.fixture
def graded(course_folder: Path) -> Path:
    """Two assignments; names that break rows and run as formulas; late work, a score by hand, one who is absent."""
    with open_gradebook(load_course()) as gradebook:
        for assignment, cells in (
            ("backprop", ("check-update", "check-dL_dz3")),
            ("quiz", ("question-10", "question-2")),
        ):
            gradebook.add_assignment(assignment, duedate=datetime(2027, 1, 31, 22, 59))
            gradebook.add_notebook(assignment, assignment)
            for cell in cells:
                gradebook.add_grade_cell(cell, assignment, assignment, max_score=10, cell_type="code")
        gradebook.add_student(
            "eve", first_name='=HYPERLINK("http://evil.example","x")', last_name="@SUM(1+1)", email="-1"
        )
        gradebook.add_student("zoe", first_name="Zoë, Anna", last_name='O"Neil\nMüller', lms_user_id="4711")
        gradebook.add_student("absent", last_name="Zz")
        for student, score in (("eve", 1 / 3), ("zoe", 10.0)):
            submission = gradebook.add_submission("backprop", student, timestamp=datetime(2027, 2, 1, 12))
            submission.notebooks[0].late_submission_penalty = score / 10
            for cell in ("check-update", "check-dL_dz3"):
                grade = gradebook.find_grade(cell, "backprop", "backprop", student)
                grade.auto_score, grade.needs_manual_grade = score, False
        gradebook.find_grade("check-update", "backprop", "backprop", "eve").manual_score = 7
        gradebook.db.commit()
    return course_folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_grades_survive_commas_and_quotes_and_hold_no_formula_and_no_line_break(
    graded: Path, run_course: Run
) -> None:
    ended = run_course("export", "backprop")
    assert (ended.code, ended.err) == (0, "")
    eve, zoe, absent = table(graded / "exports" / "grades.csv")
    assert eve["first_name"] == '\'=HYPERLINK("http://evil.example","x")'
    assert (eve["last_name"], eve["email"]) == ("'@SUM(1+1)", "'-1")
    assert (zoe["first_name"], zoe["last_name"]) == ("Zoë, Anna", 'O"Neil Müller')
    assert (eve["raw_score"], eve["late_submission_penalty"], eve["score"]) == ("7.3333", "0.0333", "7.3")
    assert (zoe["score"], zoe["max_score"], zoe["timestamp"]) == ("19", "20", "2027-02-01T12:00:00+00:00")
    assert (absent["submitted"], absent["score"], absent["timestamp"]) == ("no", "0", "")


def test_a_score_of_0_given_by_hand_counts_and_no_penalty_takes_more_than_there_is(
    graded: Path, run_course: Run
) -> None:
    with open_gradebook(load_course()) as gradebook:
        for cell in ("check-update", "check-dL_dz3"):
            grade = gradebook.find_grade(cell, "backprop", "backprop", "zoe")
            grade.manual_score, grade.needs_manual_grade = 0, True
        gradebook.db.commit()
    run_course("export", "backprop")
    eve, zoe, _ = table(graded / "exports" / "grades.csv")
    assert (zoe["raw_score"], zoe["late_submission_penalty"], zoe["score"]) == ("0", "1", "0")
    assert (eve["needs_manual_grade"], zoe["needs_manual_grade"]) == ("no", "yes")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", '"=1', "\u3000=1"])
def test_no_text_begins_as_a_formula_does(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "out.csv", [[text, -1.5, "a=1"]])
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["'" + text.translate(_AS_SPACES), "-1.5", "a=1"]]


@pytest.mark.parametrize(
    "separator", ["", ";", "\t", "\n", "\r\n", "\v", "\x85", "\u2028", "; ", ';"', ";;", '";', "\x1b;"]
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("parted_at", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_a_spreadsheet_parts_columns_at(
    tmp_path: Path, separator: str, sign: str, parted_at: str
) -> None:
    name = f"x{separator}{sign}cmd|calc!A1" if separator else f"{sign}cmd|calc!A1"
    write_csv(tmp_path / "out.csv", [["id", "name", "email"], ["ada", name, "a@b"], [name, "Kolon", 2.5]])
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 3
    for quoted in (True, False):  # and where somebody's program knows of no quotes
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        for row in csv.reader(text.splitlines(), delimiter=parted_at, quoting=quoting):
            assert not [cell for cell in row if cell.lstrip(' "\u3000').startswith(sign)]


def test_every_text_in_a_table_is_quoted(tmp_path: Path) -> None:
    write_csv(tmp_path / "out.csv", [["id", "points"], ["ada", 2.0], [None, 2.5]])
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == '"id","points"\n"ada",2\n"",2.5\n'


def test_points_per_step_stand_in_the_order_of_the_course(graded: Path, run_course: Run) -> None:
    run_course("export")
    rows = table(graded / "exports" / "steps.csv")
    assert list(rows[0]) == [
        "student_id", "last_name", "first_name", "email",
        "backprop.dL_dz3", "backprop.update", "backprop.late_submission_penalty", "backprop.score",
        "quiz.question-2", "quiz.question-10", "quiz.late_submission_penalty", "quiz.score",
    ]  # fmt: skip
    by_id = {row["student_id"]: row for row in rows}
    assert (by_id["eve"]["backprop.dL_dz3"], by_id["eve"]["backprop.update"]) == ("0.3333", "7")
    assert (by_id["absent"]["backprop.score"], by_id["zoe"]["quiz.score"]) == ("", "")


def test_canvas_gets_its_columns_and_no_zero_for_what_was_not_handed_in(graded: Path, run_course: Run) -> None:
    run_course("export")
    points, eve, zoe, absent = table(graded / "exports" / "canvas.csv")
    assert list(points)[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    title = "Backpropagation by hand"
    assert (points["Student"], points[title]) == ("    Points Possible", "20")
    assert (zoe["ID"], zoe["SIS Login ID"], zoe[title]) == ("4711", "zoe", "19")
    assert (eve[title], absent[title]) == ("7.3", "")


def test_canvas_gets_its_own_ids_back(graded: Path, run_course: Run) -> None:
    (graded / "canvas.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Z, Zoe",50011,A0012345,zoe,CS-101\n"E, Eve",50012,A2,eve,CS-102\n'
    )
    assert run_course("roster", "canvas.csv", "--yes").code == 0
    run_course("export")
    lines = {row["SIS Login ID"]: row for row in table(graded / "exports" / "canvas.csv")}
    zoe = [lines["zoe"][name] for name in ("ID", "SIS User ID", "SIS Login ID", "Section")]
    assert zoe == ["50011", "A0012345", "zoe", "CS-101"]
    assert (lines["absent"]["ID"], lines["absent"]["Section"]) == ("", "")


def test_gradescope_gets_a_test_for_each_step_with_its_message(graded: Path, run_course: Run) -> None:
    check = {
        "cell_type": "code", "source": "check(dL_dz3)",
        "metadata": {"course": {"step": "dL_dz3", "outcome": "passed", "mistake": None}},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "All checks agree.\n"}],
    }  # fmt: skip
    notebook = graded / "autograded" / "zoe" / "backprop" / "backprop.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text(json.dumps({"metadata": {"course": {}}, "cells": [check]}))
    assert "2 results.json" in run_course("export", "--gradescope", "--to", "out").out
    zoe = json.loads((graded / "out" / "gradescope" / "zoe" / "backprop" / "results.json").read_text())
    assert (zoe["score"], zoe["output"]) == (19, "20 of 20 points. Handed in late: 1 points off.")
    first, last = zoe["tests"]
    assert first == {
        "name": "Step 3, dL_dz3: The gradient at the output", "score": 10, "max_score": 10, "status": "passed",
        "visibility": "visible", "output": "All checks agree.", "output_format": "text",
    }  # fmt: skip
    assert last["status"] == "passed"
    eve = json.loads((graded / "out" / "gradescope" / "eve" / "backprop" / "results.json").read_text())
    assert [test["status"] for test in eve["tests"]] == ["failed", "failed"]


def test_a_student_whose_id_is_a_path_gets_no_file(graded: Path, run_course: Run) -> None:
    with open_gradebook(load_course()) as gradebook:
        gradebook.add_student("../../eve")
        gradebook.add_submission("backprop", "../../eve")
    ended = run_course("export", "--gradescope", "--to", "out/there")
    assert (ended.code, "'../../eve' cannot be the name of a folder" in ended.err) == (2, True)
    assert not list(graded.rglob("eve/backprop"))


def test_nbgrader_export_writes_the_same_table(graded: Path, run_course: Run) -> None:
    run_course("export")
    plugin = SafeCsvExport(config=Config())
    with Gradebook(load_course().gradebook_url) as gradebook:
        plugin.export(gradebook)
        plugin.to, plugin.student, plugin.assignment = "some.csv", ["zoe"], ["backprop"]
        plugin.export(gradebook)
    assert (graded / "grades.csv").read_bytes() == (graded / "exports" / "grades.csv").read_bytes()
    assert [(row["student_id"], row["assignment"]) for row in table(graded / "some.csv")] == [("zoe", "backprop")]


def test_an_empty_gradebook_and_an_unknown_assignment_are_said(graded: Path, run_course: Run) -> None:
    ended = run_course("export", "forwardprop")
    assert (ended.code, ended.err) == (
        2,
        "course: there is no 'forwardprop' in the gradebook; it has backprop, quiz\n",
    )
    (graded / "gradebook.db").unlink()
    assert "the gradebook is empty" in run_course("export").err


@pytest.mark.parametrize(
    "text", ["x;=cmd|calc!A1", "=1+1", "-ada", "@eve", "Kolon;=1+1", "plain", 'a "b"; -c', "O'Neil"]
)
def test_a_roster_reads_what_it_wrote(tmp_path: Path, text: str) -> None:
    people = Roster((Student(re.sub('["+]', "", text), text, text, text),))
    write_roster(tmp_path / "roster.csv", people)
    assert read_roster_file(tmp_path / "roster.csv").students == people.students
    written = (tmp_path / "roster.csv").read_text(encoding="utf-8")
    for row in csv.reader(written.splitlines(), delimiter=";"):
        assert not [cell for cell in row if cell.startswith(("=", "-", "@"))]


def test_the_course_has_a_column_for_each_assignment(graded: Path, run_course: Run) -> None:
    ended = run_course("export")
    assert (ended.code, ended.err) == (0, "")
    eve, zoe, absent = table(graded / "exports" / "course.csv")
    assert list(eve) == ["student_id", "last_name", "first_name", "email", "backprop", "quiz", "points", "is_at"]
    assert (eve["backprop"], eve["quiz"], eve["points"], eve["is_at"]) == ("7.3", "", "7.3", "backprop")
    assert (zoe["backprop"], zoe["points"], zoe["is_at"]) == ("19", "19", "quiz")  # late, and all of it right
    assert (absent["backprop"], absent["is_at"]) == ("", "backprop")


def test_each_quiz_has_a_column_beside_its_assignment(graded: Path, run_course: Run) -> None:
    """Who has done the assignments is at the first quiz that was not submitted, whatever its score."""
    course = load_course()
    zoes = datetime(2027, 2, 3, tzinfo=UTC)
    with open_gradebook(course) as gradebook:
        gradebook.remove_assignment("quiz")
        gradebook.add_assignment("optimizers")
    for assignment, right in (("optimizers", 7), ("backprop", 3)):
        record_quiz_attempt(course, assignment, "zoe", 1, [number < right for number in range(8)], zoes)
    assert run_course("export").code == 0
    eve, zoe, absent = table(graded / "exports" / "course.csv")
    assert list(zoe)[4:] == ["backprop", "quiz", "optimizers", "quiz-optimizers", "points", "is_at"]
    assert (zoe["quiz"], zoe["quiz-optimizers"], zoe["is_at"]) == ("3", "7", "optimizers")
    assert (eve["quiz"], eve["is_at"], absent["is_at"]) == ("", "backprop", "backprop")
    assert run_course("export", "backprop", "quiz", "quiz-optimizers", "--to", "some").code == 0
    by_id = {row["student_id"]: row for row in table(graded / "some" / "course.csv")}
    assert by_id["zoe"]["is_at"] == ""
    points, *_ = table(graded / "exports" / "canvas.csv")
    assert points["Eight questions about optimizers"] == "8"


def test_the_report_on_the_course_says_who_is_where(graded: Path, run_course: Run) -> None:
    ended = run_course("report")
    assert (ended.code, ended.err) == (0, "")
    page = (graded / "reports" / "course.html").read_text(encoding="utf-8")
    assert re.search(r"</th><td>Eight questions about backpropagation</td>.*<td>19 of 40</td></tr>", page)
    assert re.search(
        "<td>2</td><td>1</td><td>13[.][12] of 20</td><td>2</td>", page
    )  # handed in, all right, mean, are here
    assert "0 of 3 have done all of them" in page
    assert '=HYPERLINK("' not in page  # escaped
    assert (graded / "reports" / "course.csv").is_file()


def test_a_report_on_an_empty_gradebook_says_what_to_do(course_folder: Path, run_course: Run) -> None:
    ended = run_course("report")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "course autograde" in ended.err
