"""What the gradebook calls the quizzes: the one that was there first keeps its name, wherever assignments move."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.course import Assignment, Course, CourseError, load_course
from grader.course.quiz_names import only_quiz, quiz_names


def named(course: Course, names: Mapping[str, str | None]) -> dict[str, Assignment]:
    """Assignments of these names, whose quizzes say these names; None: without a quiz."""
    quiz, one = course.quizzes["backprop"], course.assignments["backprop"]
    return {
        name: replace(one, name=name, quiz=None if said is None else replace(quiz, name=said))
        for name, said in names.items()
    }


def test_the_quiz_of_before_keeps_its_name(course: Course) -> None:
    assert list(quiz_names(course.assignments).values()) == [
        "quiz", "quiz-network", "quiz-functions", "quiz-optimizers", "quiz-depth", "quiz-generalization",
    ]  # fmt: skip
    assert only_quiz(course.assignments) == "backprop"


def test_an_assignment_that_comes_before_takes_nothing_from_it(course: Course) -> None:
    assignments = named(course, {"intro": "", "backprop": "quiz", "depth": None})
    assert quiz_names(assignments) == {"intro": "quiz-intro", "backprop": "quiz"}
    assert only_quiz(assignments) == "backprop"


def test_where_no_quiz_says_anything_the_first_is_the_one_of_before(course: Course) -> None:
    assignments = named(course, {"intro": None, "one": "", "two": "", "three": "last"})
    assert quiz_names(assignments) == {"one": "quiz", "two": "quiz-two", "three": "last"}
    assert only_quiz(assignments) == "one"
    assert (quiz_names({}), only_quiz({})) == ({}, "")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("network", "quiz.name: 'network' is the name of an assignment; write another one"),
        ("quiz-depth", "quiz.name: 'quiz-depth' is the name of the quiz of backprop; write another one"),
    ],
)
def test_a_name_that_is_taken_is_one_line(course_folder: Path, said: str, message: str) -> None:
    file = course_folder / "solutions" / "backprop" / "assignment.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('name = "quiz"', f'name = "{said}"', 1), encoding="utf-8")
    with pytest.raises(CourseError) as raised:
        load_course(course_folder)
    assert str(raised.value).endswith(message)
    assert "\n" not in str(raised.value)
