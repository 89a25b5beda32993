"""Rosters as people really save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.classroom.people import Roster, RosterError, Student, write_roster
from grader.classroom.roster_file import read_roster_file

ADA = Student("ada", "Ada", "Lovelace", "ada@example.org")


def read(tmp_path: Path, content: str | bytes) -> Roster:
    path = tmp_path / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster_file(path)


@pytest.mark.parametrize(
    "content",
    [
        "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\n",
        "id;first_name;last_name;email\r\nada;Ada;Lovelace;ada@example.org\r\n",
        "\ufeffID,First Name,Last Name,Email\n ada , Ada,Lovelace,ada@example.org\n\n,,,\n",
        "email\tlast-name\tfirst-name\tid\nada@example.org\tLovelace\tAda\tada\n".encode("utf-16"),
        "id;first_name;last_name;email\nada;Ada;Lovelace;ada@example.org\n".encode("utf-16-le"),
        "sep=;\r\nid;first_name;last_name;email\r\nada;Ada;Lovelace;ada@example.org\r\n",
        '\ufeff"sep=,"\r\nid,first_name,last_name,email\r\nada,Ada,Lovelace,ada@example.org\r\n',
        "Student ID,Vorname,Nachname,E-Mail-Adresse\nada,Ada,Lovelace,ada@example.org\n",
    ],
    ids=[
        "plain",
        "semicolons",
        "byte order mark, spaces, empty lines",
        "UTF-16, tabs, another order",
        "UTF-16 without a mark",
        "Excel's first line",
        "the same with a mark",
        "other names",
    ],
)
def test_the_same_roster_however_it_was_saved(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == Roster((ADA,))


def test_a_spreadsheet_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"class\.csv: a spreadsheet and no CSV file"):
        read(tmp_path, b"PK\x03\x04\x14\x00")


def test_names_keep_commas_and_accents(tmp_path: Path) -> None:
    roster = read(tmp_path, 'id,last_name\nzoe,"Müller, geb. Ünal"\n'.encode("cp1252"))
    assert roster.students == (Student("zoe", last_name="Müller, geb. Ünal"),)


CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 1 (12345),Current Score\r\n"
    ",,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,100.00,(read only)\r\n"
    '"Lovelace, Ada",4711,u1001,alovelace,CS 1,,\r\n'
    '"de la Cruz, Jose\u0301",4712,u1002,jdelacruz,CS 1,9,\r\n'
    '"Student, Test",4799,,0a1b2c3d,CS 1,,\r\n'
)


def test_what_canvas_exports_is_read_with_its_ids_and_without_what_is_no_student(tmp_path: Path) -> None:
    roster = read(tmp_path, CANVAS)
    assert roster.students == (
        Student("alovelace", "Ada", "Lovelace", "", "4711", "u1001", "alovelace", "CS 1"),
        Student("jdelacruz", "Jos\u00e9", "de la Cruz", "", "4712", "u1002", "jdelacruz", "CS 1"),
    )
    assert "class.csv: a student's folder is named after the column SIS Login ID." in roster.notes
    assert "class.csv: line 6 is passed over, it is no student: Student, Test" in roster.notes


def test_canvas_without_the_university_s_ids_has_its_own(tmp_path: Path) -> None:
    roster = read(
        tmp_path, 'Student,ID,SIS Login ID,Section\n"Lovelace, Ada",4711,,CS 1\n"Hopper, Grace",4712,,CS 1\n'
    )
    assert [student.id for student in roster.students] == ["4711", "4712"]


@pytest.mark.parametrize(
    ("content", "student"),
    [
        (
            "First name,Surname,ID number,Email address,Groups\nAda,Lovelace,u1,a@b.org,A\n",
            Student("u1", "Ada", "Lovelace", "a@b.org", sis_user_id="u1"),
        ),
        (
            "First name,Surname,ID number,Email address\nAda,Lovelace,,a@b.org\n",
            Student("a@b.org", "Ada", "Lovelace", "a@b.org"),
        ),
        (
            "First Name,Last Name,SID,Email,Role\nAda,Lovelace,u1,a@b.org,Student\nBob,Who,t1,b@b.org,Instructor\n",
            Student("u1", "Ada", "Lovelace", "a@b.org", sis_user_id="u1"),
        ),
        (
            "Name,SID,Email\nAda King Lovelace,u1,a@b.org\nOverall average,,\n",
            Student("u1", "Ada King", "Lovelace", "a@b.org", sis_user_id="u1"),
        ),
        ("Vorname;Nachname;ID-Nummer\nAda;Lovelace;u1\n", Student("u1", "Ada", "Lovelace", sis_user_id="u1")),
    ],
    ids=["Moodle", "Moodle without ID numbers", "Gradescope", "names in one column, an average", "German"],
)
def test_what_other_systems_export_is_read(tmp_path: Path, content: str, student: Student) -> None:
    assert read(tmp_path, content).students == (student,)


def test_the_ids_of_a_system_are_written_and_read_again(tmp_path: Path) -> None:
    roster = read(tmp_path, CANVAS)
    write_roster(tmp_path / "roster.csv", roster)
    assert read_roster_file(tmp_path / "roster.csv").students == roster.students


def test_a_name_may_be_anything(tmp_path: Path) -> None:
    roster = read(tmp_path, "id,first_name\ns1,<script>alert(1)</script>\n")
    assert roster.students == (Student("s1", "<script>alert(1)</script>"),)


def test_columns_that_are_not_used_are_named(tmp_path: Path) -> None:
    roster = read(tmp_path, "id,Tutor,shoe size\nada,Bob,37\n")
    assert roster.students == (Student("ada"),)
    assert roster.notes == ("class.csv: the columns Tutor, shoe size are not used.",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty; expected a first line id,first_name,last_name,email"),
        ("name,email\nAda,a@b.c\n", r"no column id in line 1 \(name, email\)"),
        ("id,email\nada,\nbob,\nada,\n", "lines 2 and 4 have the same id ada"),
        ("id,email\n,a@b.c\n", "line 2 has no id"),
        ("Student,ID,Section\n    Points Possible,,\n", "there is no student in it"),
        ("id,email,email\nada,,\n", "the column email is there twice"),
        ("id\n../../etc\n", "line 2: the id '../../etc' cannot be the name of a folder"),
        ("id\nada+lovelace\n", "leave out slashes, plus signs"),
        ('id,first_name\n"ada,Ada\n', "is no CSV"),
    ],
)
def test_what_cannot_be_is_one_sentence_with_the_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(RosterError, match=said) as raised:
        read(tmp_path, content)
    assert "\n" not in str(raised.value)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    roster = Roster((ADA, Student("b", 'Bob "the builder"', "O'Neil, Jr.", "")))
    write_roster(tmp_path / "roster.csv", roster)
    again = read_roster_file(tmp_path / "roster.csv")
    assert again == roster
    assert again.known("b")
    assert not again.known("B")
    assert again.by_id["ada"].name == "Ada Lovelace"
