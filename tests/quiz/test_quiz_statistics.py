"""What the instructor is told about a class."""

from __future__ import annotations

from dataclasses import replace as replace_dataclass

from msgspec.structs import replace

from grader.course import Course
from quiz_app.quiz.attempts import Attempt
from quiz_app.quiz.marking import mark
from quiz_app.quiz.statistics import first_attempts, question_statistics, student_results


def answered(course: Course, student: str, number: int, answers: list[int]) -> Attempt:
    marks = mark(course.quizzes["backprop"].questions, answers)
    return Attempt("", "backprop", student, number, "", answers=tuple(answers), marks=marks, delivered=number == 1)


def test_a_question_knows_its_most_chosen_distractor(course: Course) -> None:
    right = [
        [option.right for option in question.options].index(True) for question in course.quizzes["backprop"].questions
    ]
    wrong = (right[0] + 1) % 4
    class_ = [
        answered(course, "ada", 1, right),
        answered(course, "emmy", 1, [wrong, *right[1:]]),
        answered(course, "sofia", 1, [wrong, *right[1:]]),
    ]
    first, *others = question_statistics(course.quizzes["backprop"], class_)
    assert (first.answered, first.share_right, first.distractor) == (3, 1 / 3, wrong)
    assert all(question.share_right == 1 and question.distractor is None for question in others)


def test_nobody_answered_and_a_tie_are_not_made_up(course: Course) -> None:
    nobody = question_statistics(course.quizzes["backprop"], [])
    assert {(question.share_right, question.distractor) for question in nobody} == {(None, None)}
    answers = [answered(course, str(option), 1, [option] * 8) for option in range(4)]
    assert {question.distractor for question in question_statistics(course.quizzes["backprop"], answers)} == {None}


def test_an_answer_counts_under_the_question_that_was_shown(course: Course) -> None:
    old, questions = course.quizzes["backprop"].questions, list(course.quizzes["backprop"].questions)
    right = [[option.right for option in question.options].index(True) for question in old]
    questions[0] = replace(questions[0], text="Another text?")
    questions[1] = replace(questions[1], options=questions[1].options[::-1])
    del questions[7]
    now = replace(course.quizzes["backprop"], questions=questions)
    before = replace_dataclass(answered(course, "ada", 1, right), edition="old")
    statistics = question_statistics(now, [before], {"old": old, "new": questions})
    assert [one.answered for one in statistics] == [0, *[1] * 6, 1, 1]
    assert all(one.share_right == 1 for one in statistics[1:])
    assert [(one.number, one.topic) for one in statistics if one.earlier] == [(1, old[0].topic), (8, old[7].topic)]


def test_where_only_marks_are_known_they_count_as_right_or_wrong(course: Course) -> None:
    attempt = Attempt("", "backprop", "ada", 1, "", marks=(True, *[False] * 7))
    first, second, *_ = question_statistics(course.quizzes["backprop"], [attempt])
    assert (first.share_right, first.answered, first.marked, sum(first.chosen)) == (1, 1, (1, 1), 0)
    assert second.share_right == 0


def test_the_attempt_that_counts_is_the_one_that_the_course_says(course: Course) -> None:
    right = [
        [option.right for option in question.options].index(True) for question in course.quizzes["backprop"].questions
    ]
    attempts = [answered(course, "ada", 1, right), answered(course, "ada", 2, [0] * 8)]
    last = replace(course.quizzes["backprop"], counts="last")
    assert student_results(course.quizzes["backprop"], attempts)["ada"].right == 8
    assert student_results(last, attempts)["ada"].right == attempts[1].right < 8
    assert not student_results(last, attempts)["ada"].delivered
    assert first_attempts(attempts) == attempts[:1]
