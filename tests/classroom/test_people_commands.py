"""`course roster` and `course extend`, as an instructor types them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from submissions import Ended

from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.extensions import extension_until, extensions
from grader.classroom.gradebook.granted import granted
from grader.cli import COMMANDS, commands
from grader.course import CourseError, load_course

_FOR_A_CLASS = [
    *(each.name for each in entry_points(group=COMMANDS) if each.module.startswith("grader.classroom.")),
    "build",
]
Run = Callable[..., Ended]


@pytest.fixture
def class_of_two(course_folder: Path, run_course: Run) -> Path:
    """A course with a due date and a roster of two."""
    toml = course_folder / "course.toml"
    toml.write_text(toml.read_text().replace("# due = ", "due = "))
    (course_folder / "list.csv").write_text("id;first_name;Tutor\nada;Ada;Bob\nbob;;Bob\n")
    assert run_course("roster", "list.csv").code == 0
    return course_folder


@pytest.mark.parametrize("name", sorted({*_FOR_A_CLASS} - {"init"}))
def test_a_command_for_a_class_needs_the_folder_of_one(
    name: str, run_course: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (elsewhere / "class.csv").write_text("id\nada\n")
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    needed = [parameter.name for parameter in command.params if parameter.required]
    ended = run_course(name, *(["class.csv"] if name == "roster" else needed))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert ended.err.startswith(f"course: there is no course.toml in {elsewhere} or above it")
    assert ended.err.endswith("make one with `course init FOLDER`\n")
    assert [path.name for path in elsewhere.iterdir()] == ["class.csv"]


def test_a_roster_is_taken_over_and_shown(class_of_two: Path, run_course: Run) -> None:
    assert run_course("roster").out == "ada\tAda\t\nbob\tbob\t\n"
    assert (class_of_two / "roster.csv").read_text() == (
        '"id","first_name","last_name","email"\n"ada","Ada","",""\n"bob","","",""\n'
    )
    with open_gradebook(load_course()) as gradebook:
        assert {student.id: student.first_name for student in gradebook.students} == {"ada": "Ada", "bob": None}


def test_who_has_left_is_named_and_keeps_the_grades(class_of_two: Path, run_course: Run) -> None:
    (class_of_two / "list.csv").write_text("id,last_name\nada,Lovelace\n")
    ended = run_course("roster", "list.csv")
    assert "Not in list.csv, but kept in the gradebook with their grades: bob." in ended.out
    with open_gradebook(load_course()) as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name) == ("Ada", "Lovelace")
        assert gradebook.find_student("bob")


@pytest.fixture
def class_of_ten(course_folder: Path, run_course: Run) -> Path:
    """A course with a roster of ten."""
    (course_folder / "ten.csv").write_text("id,first_name\n" + "".join(f"s{k},Name {k}\n" for k in range(10)))
    assert run_course("roster", "ten.csv").code == 0
    return course_folder


@pytest.mark.parametrize("answer", ["", "n\n"])
def test_a_much_smaller_roster_is_asked_about(
    class_of_ten: Path, run_course: Run, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    before = (class_of_ten / "roster.csv").read_text()
    (class_of_ten / "one.csv").write_text("id,first_name,last_name\n1,Jürgen,Groß\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    ended = run_course("roster", "one.csv")
    assert ended.code == 2
    assert "10 students of the class are not in one.csv, which has 1. Nothing was changed." in ended.err
    assert "course roster one.csv --yes" in ended.err
    assert (class_of_ten / "roster.csv").read_text() == before
    with open_gradebook(load_course()) as gradebook:
        assert len(gradebook.students) == 10


@pytest.mark.parametrize("options", [("--yes",), ()])
def test_the_roster_before_is_kept(
    class_of_ten: Path, run_course: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    before = (class_of_ten / "roster.csv").read_text()
    (class_of_ten / "one.csv").write_text("id\ns1\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    ended = run_course("roster", "one.csv", *options)
    (backup,) = class_of_ten.glob("roster.csv.backup-*")
    assert backup.read_text() == before
    assert f"The roster before is kept as {backup.name}." in ended.out
    assert run_course("roster").out == "s1\ts1\t\n"
    assert run_course("roster", "one.csv").code == 0  # the same again needs no copy
    assert list(class_of_ten.glob("roster.csv.backup-*")) == [backup]


def test_a_few_who_left_are_not_asked_about(class_of_ten: Path, run_course: Run) -> None:
    (class_of_ten / "eight.csv").write_text("id\n" + "".join(f"s{k}\n" for k in range(8)))
    assert "their grades: s8, s9." in run_course("roster", "eight.csv").out


def test_an_id_in_another_spelling_makes_no_second_student(class_of_two: Path, run_course: Run) -> None:
    (class_of_two / "list.csv").write_text("id,last_name\nADA,Lovelace\nbob,\n")
    ended = run_course("roster", "list.csv")
    assert "ADA stays ada, as the gradebook has it." in ended.out
    assert "Not in list.csv" not in ended.out
    assert run_course("roster").out == "ada\tLovelace\t\nbob\tbob\t\n"
    assert run_course("extend", "backprop", "Ada", "--days", "1").out.startswith("ada has 1 day longer")


def test_a_withdrawn_student_leaves_and_comes_back_with_the_grades(class_of_two: Path, run_course: Run) -> None:
    from grader.classroom.gradebook.quiz_grades import record_quiz_attempt

    course = load_course()
    for student, right in (("ada", True), ("bob", False)):
        record_quiz_attempt(course, "backprop", student, 1, [right] * 8, datetime(2027, 1, 1, tzinfo=UTC))

    def exported() -> list[str]:
        assert run_course("export").code == 0
        files = ("grades.csv", "steps.csv", "canvas.csv")
        text = "".join((class_of_two / "exports" / name).read_text() for name in files)
        return [student for student in ("ada", "bob") if student in text]

    assert exported() == ["ada", "bob"]
    grades = (class_of_two / "exports" / "grades.csv").read_text()
    ended = run_course("roster", "--withdraw", "Bob")
    assert ended.out.startswith("bob has withdrawn: no longer graded, and in no average and no export.")
    assert exported() == ["ada"]
    assert run_course("roster").out == "ada\tAda\t\nbob\tbob\t\twithdrawn\n"
    assert "bob has withdrawn, and stays so." in run_course("roster", "list.csv").out
    (class_of_two / "list.csv").write_text("id\nada\n")
    assert "Not in list.csv" not in run_course("roster", "list.csv").out
    assert run_course("roster", "--readmit", "bob").out == "bob is back, with all grades.\n"
    assert exported() == ["ada", "bob"]
    assert (class_of_two / "exports" / "grades.csv").read_text() == grades
    assert "has not withdrawn" in run_course("roster", "--readmit", "bob").err
    assert "there is no student 'eve'" in run_course("roster", "--withdraw", "eve").err
    assert run_course("roster", "list.csv", "--withdraw", "ada").code == 2


def test_a_roster_that_cannot_be_changes_nothing(class_of_two: Path, run_course: Run) -> None:
    (class_of_two / "list.csv").write_text("id\neve\neve\n")
    ended = run_course("roster", "list.csv")
    assert (ended.code, ended.err) == (
        2,
        "course: list.csv: lines 2 and 3 have the same id eve; remove one of them\n",
    )
    assert "eve" not in run_course("roster").out


def test_a_roster_file_that_cannot_be_written_is_said_in_one_line(class_of_two: Path, run_course: Run) -> None:
    toml = class_of_two / "course.toml"
    toml.write_text(toml.read_text().replace('roster = "roster.csv"', 'roster = "list.csv/roster.csv"'))
    ended = run_course("roster", "list.csv")
    assert ended.code == 2
    assert ended.err.startswith("course: ")
    assert "list.csv/roster.csv: cannot be written (" in ended.err
    assert ended.err.count("\n") == 1


def test_an_extension_that_no_calendar_holds_is_refused(class_of_two: Path, run_course: Run) -> None:
    ended = run_course("extend", "backprop", "ada", "--days", "1e10")
    assert ended.code == 2
    assert "0<=x<=3650" in ended.err


def test_an_extension_is_granted_shown_and_taken_back(class_of_two: Path, run_course: Run) -> None:
    granted = run_course("extend", "backprop", "ada", "--days", "1.5", "--hours", "2")
    assert granted.out.startswith("ada has 1 day 14 hours longer for backprop, until 2027-02-02 13:59+01:00.")
    run_course("extend", "backprop", "bob", "--until", "2027-02-01")
    assert run_course("extend", "backprop").out == "ada\t1 day 14 hours\nbob\t1 day\n"
    run_course("extend", "backprop", "bob", "--until", "2027-02-01T12:59")  # in the zone of the due date
    assert run_course("extend", "backprop").out == "ada\t1 day 14 hours\nbob\t13 hours\n"
    run_course("extend", "backprop", "bob", "--days", "1")
    assert run_course("extend", "backprop", "ada", "--days", "0").out == (
        "ada has no extension for backprop any more.\n"
    )
    with open_gradebook(load_course()) as gradebook:
        assert extensions(gradebook, "backprop") == {"bob": timedelta(days=1)}


def test_an_extension_of_a_quiz_is_one_of_its_own(class_of_two: Path, run_course: Run) -> None:
    assert (
        "the quiz of backprop has no `closes`" in run_course("extend", "backprop", "ada", "--days", "1", "--quiz").out
    )
    file = class_of_two / "course.toml"
    closes = "closes = 2027-02-01T12:00:00+01:00"
    file.write_text(f"{file.read_text()}\n[assignments.backprop.quiz]\n{closes}\n")
    said = run_course("extend", "backprop", "ada", "--quiz", "--until", "2027-02-02T12:00").out
    assert said == "ada has 1 day longer for the quiz of backprop, until 2027-02-02 12:00+01:00.\n"
    assert run_course("extend", "backprop", "--quiz").out == "ada\t1 day\n"
    assert run_course("extend", "backprop").out == "Nobody has an extension for backprop.\n"
    assert granted(load_course(), "quiz", "ada") == timedelta(days=1)
    assert (
        "is not after the quiz of backprop closes"
        in run_course("extend", "backprop", "ada", "--quiz", "--until", "2027-01-02").err
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("eve", "--days", "1"), "there is no student 'eve' in roster.csv or the gradebook"),
        (("ada",), "how much longer?"),
        (("ada", "--days", "1", "--until", "2027-02-03"), "--until names the time already"),
        (("ada", "--until", "soon"), "--until 'soon' is no time"),
        (("ada", "--until", "2027-01-30"), "is not after backprop is due"),
    ],
)
def test_what_cannot_be_granted_is_said(class_of_two: Path, run_course: Run, options: tuple[str], said: str) -> None:
    ended = run_course("extend", "backprop", *options)
    assert ended.code == 2
    assert said in ended.err


def test_until_needs_a_due_date(course_folder: Path) -> None:
    with pytest.raises(CourseError, match="backprop has no `due`"):
        extension_until(None, "2027-02-03", "backprop", "due")


def test_a_package_that_the_small_install_lacks_is_said_in_one_line(
    run_course: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacks(**_: object) -> None:
        raise ModuleNotFoundError("No module named 'joblib'", name="joblib.externals")

    command = commands.get_command(click.Context(commands), "doctor")
    assert command is not None
    monkeypatch.setattr(command, "callback", lacks)
    ended = run_course("doctor")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert ended.err.startswith("course: this needs the package joblib, which is not installed")
