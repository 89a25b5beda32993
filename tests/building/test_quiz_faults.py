"""A quiz that gives its answers away, or says something twice, is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import convert, to_builtins

from grader.building.quiz_faults import quiz_faults
from grader.course import Course, Quiz

Table = dict[str, Any]


def right_option(question: Table) -> Table:
    return next(option for option in question["options"] if option["right"])


def make_right_ones_long(quiz: Table) -> None:
    for question in quiz["questions"]:
        right_option(question)["text"] += ", as can be seen by how much is said here about it and nowhere else"


def make_right_ones_short(quiz: Table) -> None:
    for question in quiz["questions"]:
        right_option(question)["text"] = "-"


def put_right_ones_third(quiz: Table) -> None:
    for question in quiz["questions"]:
        others = [option for option in question["options"] if not option["right"]]
        question["options"] = [*others[:2], right_option(question), others[2]]


def repeat_an_option(quiz: Table) -> None:
    first, second, *_ = quiz["questions"][0]["options"]
    second["text"] = first["text"]


def repeat_a_reason(quiz: Table) -> None:
    first, second, *_ = quiz["questions"][0]["options"]
    second["why"] = first["why"]


def repeat_a_topic(quiz: Table) -> None:
    quiz["questions"][1]["topic"] = quiz["questions"][0]["topic"]


def leave_a_reason_unfinished(quiz: Table) -> None:
    quiz["questions"][2]["options"][0]["why"] = "It is"


def promise_a_ninth(quiz: Table) -> None:
    quiz["closing"].append({"at_least": 9, "sentence": "All nine."})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (make_right_ones_long, "the right option is the longest one in 8 of 8 questions"),
        (make_right_ones_short, "the right option is the shortest one in 8 of 8 questions"),
        (put_right_ones_third, "the right option is number 3 in 8 of 8 questions"),
        (repeat_an_option, "two options say"),
        (repeat_a_reason, "two options have the reason"),
        (repeat_a_topic, "two questions have the topic"),
        (leave_a_reason_unfinished, "a reason is no sentence: 'It is'"),
        (promise_a_ninth, "the last closing sentence is for 9 right answers, and there are 8 questions"),
    ],
)
def test_a_fault_is_named(course: Course, spoil: Callable[[Table], None], said: str) -> None:
    table = to_builtins(course.quizzes["backprop"])
    spoil(table)
    (fault,) = quiz_faults(convert(table, Quiz))
    assert said in fault


def test_two_questions_show_no_pattern(course: Course) -> None:
    table = to_builtins(course.quizzes["backprop"])
    table["questions"] = table["questions"][:2]
    table["closing"] = [{"at_least": 0, "sentence": "Again."}, {"at_least": 2, "sentence": "Both."}]
    make_right_ones_long(table)
    assert quiz_faults(convert(table, Quiz)) == []
