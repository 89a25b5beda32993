"""Rosters as people really save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.classroom.people import Roster, RosterError, Student, read_roster_file, write_roster

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
    ],
    ids=["plain", "semicolons", "byte order mark, spaces, empty lines", "UTF-16, tabs, another order"],
)
def test_the_same_roster_however_it_was_saved(tmp_path: Path, content: str | bytes) -> None:
    assert read(tmp_path, content) == Roster((ADA,))


def test_a_spreadsheet_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"class\.csv: a spreadsheet and no CSV file"):
        read(tmp_path, b"PK\x03\x04\x14\x00")


def test_names_keep_commas_and_accents(tmp_path: Path) -> None:
    roster = read(tmp_path, 'id,last_name\nzoe,"Müller, geb. Ünal"\n'.encode("cp1252"))
    assert roster.students == (Student("zoe", last_name="Müller, geb. Ünal"),)


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
