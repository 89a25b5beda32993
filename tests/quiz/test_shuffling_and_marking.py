"""Shuffling and marking: the order gives nothing away, and the answers are those that were chosen."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec import convert, to_builtins

from grader.course import Course, Quiz
from quiz_app.quiz.marking import edition, mark
from quiz_app.quiz.shuffling import shuffled


@pytest.fixture(scope="session")
def quiz(course: Course) -> Quiz:
    return course.quizzes["backprop"]


def test_the_right_options_are_right_and_all_others_wrong(quiz: Quiz) -> None:
    right = [[option.right for option in question.options].index(True) for question in quiz.questions]
    assert mark(quiz.questions, right) == (True,) * len(right)
    for turn in (1, 2, 3):
        assert mark(quiz.questions, [(answer + turn) % 4 for answer in right]) == (False,) * len(right)


@pytest.mark.parametrize("answers", [[0] * 7, [0] * 9, [0] * 7 + [4], [0] * 7 + [-1]])
def test_answers_to_other_questions_are_refused(quiz: Quiz, answers: list[int]) -> None:
    with pytest.raises(ValueError, match=r"answers to|no option"):
        mark(quiz.questions, answers)


def test_every_order_of_the_options_is_equally_likely() -> None:
    orders = Counter(shuffled("backprop", f"student {n}", 1, 3, 4) for n in range(2400))
    assert len(orders) == 24
    assert max(orders.values()) < 150 < 2 * min(orders.values())


def test_the_order_stays_for_an_attempt_and_changes_with_the_next() -> None:
    attempts = [[shuffled("backprop", "ada", number, question, 4) for question in range(8)] for number in (1, 1, 2)]
    assert attempts[0] == attempts[1] != attempts[2]
    assert len(set(attempts[0])) > 1


def test_a_changed_question_is_another_edition(quiz: Quiz) -> None:
    table = to_builtins(quiz)
    assert edition(convert(table, Quiz).questions) == edition(quiz.questions)
    table["questions"][4]["options"].reverse()
    assert edition(convert(table, Quiz).questions) != edition(quiz.questions)


def test_a_corrected_key_is_another_edition(quiz: Quiz) -> None:
    table = to_builtins(quiz)
    options = table["questions"][4]["options"]
    for option, right in zip(options, [option["right"] for option in (*options[1:], options[0])], strict=True):
        option["right"] = right
    assert edition(convert(table, Quiz).questions) != edition(quiz.questions)
