"""The quizzes as their page uses them: a whole class at once, and questions that change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as replace_dataclass
from pathlib import Path
from threading import Barrier, Event

import pytest
from msgspec.structs import replace

from grader.course import Course, load_course
from grader.course.assignment import Quiz
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.gradebook import record
from quiz_app.quiz.service import QuizService


def with_quiz(course: Course, quiz: Quiz) -> Course:
    """The course, with other questions."""
    changed = {
        name: replace(assignment, quiz=quiz) if name == "backprop" else assignment
        for name, assignment in course.assignments.items()
    }
    return replace_dataclass(course, assignments=changed)


@pytest.fixture
def course(course_folder: Path) -> Course:
    return load_course(course_folder)


@pytest.fixture
def delivered() -> list[Attempt]:
    return []


@pytest.fixture
def service(course: Course, delivered: list[Attempt]) -> Iterator[QuizService]:
    service = QuizService(course, lambda course, attempt: delivered.append(attempt))
    yield service
    service.close()


def test_fifty_students_at_once_are_stored_once_each(service: QuizService, delivered: list[Attempt]) -> None:
    ready = Barrier(50)

    def take_part(number: int) -> tuple[str, int]:
        attempt = service.begin("backprop", f"student-{number:02}")
        assert attempt is not None
        ready.wait(60)
        first, second = (service.submit(attempt, [number % 4] * 8) for _ in range(2))
        assert first == second
        return attempt.student, first.right

    with ThreadPoolExecutor(50) as students:
        shown = list(students.map(take_part, range(50)))
    assert sorted((attempt.student, attempt.right) for attempt in service.store.submitted()) == shown
    assert service.delivery.deliver_waiting()
    assert {attempt.student for attempt in delivered} == {student for student, _ in shown}


def test_what_is_submitted_is_delivered_without_being_asked_for(course: Course) -> None:
    arrived = Event()
    service = QuizService(course, lambda course, attempt: arrived.set())
    for student in ("ada", "emmy"):  # the first may be what the start looks for
        attempt = service.begin("backprop", student)
        assert attempt is not None
        service.submit(attempt, [0] * 8)
        assert arrived.wait(10)
        arrived.clear()
    service.close()


def test_an_attempt_at_questions_that_have_changed_is_not_marked(service: QuizService, course: Course) -> None:
    attempt = service.begin("backprop", "ada")
    assert attempt is not None
    other = replace(course.quizzes["backprop"], questions=course.quizzes["backprop"].questions[::-1])
    changed = QuizService(with_quiz(course, other), lambda course, attempt: None)
    assert service.resume(attempt.key) == attempt
    assert changed.resume(attempt.key) is None
    with pytest.raises(AttemptError, match="have changed"):
        changed.submit(attempt, [0] * 8)
    assert "The questions have changed since you began" in changed.why_gone(attempt)
    changed.close()
    assert service.store.submitted() == []


def test_a_submitted_attempt_is_shown_with_the_questions_that_it_answered(
    service: QuizService, course: Course
) -> None:
    attempt = service.begin("backprop", "ada")
    assert attempt is not None
    service.submit(attempt, [0] * 8)
    fewer = replace(course.quizzes["backprop"], questions=course.quizzes["backprop"].questions[1:])
    changed = QuizService(with_quiz(course, fewer), lambda course, attempt: None)
    found = changed.resume(attempt.key)
    assert found is not None
    assert changed.asked(found) == course.quizzes["backprop"].asked_in(1)
    assert changed.order(found) == service.order(attempt)
    changed.close()


def test_an_attempt_still_reaches_the_gradebook_when_a_question_was_removed(course: Course) -> None:
    away, arrived = [True], []

    def deliver(_: Course, attempt: Attempt) -> None:
        if away:
            raise OSError("the gradebook is locked")
        arrived.append(attempt.marks)

    service = QuizService(course, deliver)
    attempt = service.begin("backprop", "ada")
    assert attempt is not None
    right = [
        [option.right for option in question.options].index(True) for question in course.quizzes["backprop"].questions
    ]
    service.submit(attempt, [(right[0] + 1) % 4, *right[1:]])
    service.close()
    fewer = replace(course.quizzes["backprop"], questions=course.quizzes["backprop"].questions[1:])
    away.clear()
    changed = QuizService(with_quiz(course, fewer), deliver)
    assert changed.delivery.deliver_waiting()
    changed.close()
    assert set(arrived) == {(True,) * 7}


def test_a_draft_is_found_again_until_it_is_submitted(service: QuizService) -> None:
    attempt = service.begin("backprop", "ada")
    assert attempt is not None
    service.keep_draft(attempt, [2, None, *[None] * 6])
    found = service.resume(attempt.key)
    assert found is not None
    assert found.draft == (2, None, *[None] * 6)
    stored = service.submit(attempt, [0] * 8)
    service.keep_draft(attempt, [3] * 8)
    assert service.resume(attempt.key) == stored


def test_each_quiz_has_attempts_and_an_order_of_its_own(service: QuizService, delivered: list[Attempt]) -> None:
    first, other = (service.begin(assignment, "ada") for assignment in ("backprop", "depth"))
    assert first is not None
    assert other is not None
    assert (first.number, other.number) == (1, 1)
    assert service.asked(first) != service.asked(other)
    assert service.order(first) != service.order(other)
    service.submit(first, [0] * 8)
    assert (service.left("backprop", "ada"), service.left("depth", "ada")) == (2, 3)
    stored = service.submit(other, [1] * 8)
    assert [one for one in service.submitted("ada") if one.assignment == "depth"] == [stored]
    assert service.submitted_with([other.key, "unknown"]) == [stored]
    assert service.delivery.deliver_waiting()
    assert {(attempt.assignment, attempt.marks) for attempt in delivered} >= {("depth", stored.marks)}


def test_an_attempt_at_a_quiz_that_is_gone_is_said_and_waits(service: QuizService, course: Course) -> None:
    attempt = service.begin("depth", "ada")
    assert attempt is not None
    service.submit(attempt, [0] * 8)
    service.close()
    changed = {
        name: replace(each, quiz=None) if name == "depth" else each for name, each in course.assignments.items()
    }
    without = QuizService(replace_dataclass(course, assignments=changed), record)
    assert "a quiz that is not there any more" in without.why_gone(without.find(attempt.key))
    assert without.resume(attempt.key) is None
    without.close()


def test_a_window_that_came_too_late_begins_anew(service: QuizService) -> None:
    first, second = service.begin("backprop", "ada"), service.begin("backprop", "ada")
    assert first is not None
    assert second is not None
    assert service.order(first) == service.order(second)
    service.submit(first, [0] * 8)
    assert service.resume(second.key) is None
    with pytest.raises(AttemptError, match="another window"):
        service.submit(second, [0] * 8)
    assert service.left("backprop", "ada") == 2


@pytest.mark.parametrize("entered", ["", "  ", ".hidden", "a/b", "a" * 129, "a\x00b", "a+b"])
def test_what_cannot_be_an_id_is_refused(service: QuizService, entered: str) -> None:
    with pytest.raises(AttemptError):
        service.identify(entered)


def test_who_has_signed_in_is_the_student_with_that_address(service: QuizService, course: Course) -> None:
    assert service.identify_email("ada@b.c") == "ada@b.c"
    course.roster_file.write_text("id,first_name,last_name,email\nada01,Ada,Lovelace,Ada@B.c\n")
    assert service.identify_email("ada@b.C") == "ada01"
    with pytest.raises(AttemptError, match="not on the class list"):
        service.identify_email("emmy@b.c")
    with course.roster_file.open("a") as roster:
        roster.write("ada02,Ada,Byron,ada@b.c\n")
    with pytest.raises(AttemptError, match="stands twice on the class list"):
        service.identify_email("ada@b.c")
