"""Hand-ins that are the same file."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_class import hand_in, make_course, notebook_of

from grader.classroom.statistics.identical import identical_files
from grader.course import Course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


def test_the_same_bytes_are_found_whatever_the_line_ends_and_the_name(course: Course) -> None:
    same = notebook_of().encode()
    hand_in(course, "ada", same)
    hand_in(course, "bob", same.replace(b"\n", b"\r\n"))
    (hand_in(course, "BOB", b"no notebook").parent / "backprop" / "mine.py").write_bytes(same)  # two folders for Bob
    (hand_in(course, "Eve", b"broken") / "other (1).ipynb").write_bytes(b"\xef\xbb\xbf" + same)
    hand_in(course, "zoe", notebook_of({"dL_db3": "def dL_db3(x): return x"}))
    found = identical_files(course, course.assignment(), ["ada", "bob", "eve", "zoe"])
    assert found == (("ada", "bob", "eve"),)


def test_what_the_course_gives_is_no_copy(course: Course) -> None:
    release = (course.root / "exercises/backprop/backprop.ipynb").read_bytes()
    for student in ("ada", "bob"):
        hand_in(course, student, release)
        (course.root / "submitted" / student / "backprop" / "data.csv").write_text("1,2\n")
    assert identical_files(course, course.assignment(), ["ada", "bob"]) == ()


def test_a_file_that_half_a_class_has_was_given_to_it(course: Course) -> None:
    students = [f"s{number}" for number in range(9)]
    for number, student in enumerate(students):
        folder = hand_in(course, student, notebook_of(extra=f"text {number}"))
        (folder / "provided.py").write_text("def plot(x):\n    return x\n")
    assert identical_files(course, course.assignment(), students) == ()
