"""Parallel questions, when a quiz is open, and when its reasons are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace as replace_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.classroom.gradebook.granted import EXTENSIONS, METADATA, granted
from grader.course import Course, CourseError, QuizQuestion, load_course
from grader.course.quiz_times import QuizTimes
from quiz_app.quiz.attempts import Attempt, AttemptError
from quiz_app.quiz.marking import edition
from quiz_app.quiz.service import QuizService
from quiz_app.quiz.statistics import fitting, question_statistics

OPENS = datetime(2027, 1, 11, 8, tzinfo=UTC)
CLOSES = datetime(2027, 1, 31, 23, 59, tzinfo=UTC)
Open = Callable[..., QuizService]


@pytest.fixture
def course(course_folder: Path) -> Course:
    return load_course(course_folder)


@pytest.fixture
def serve(course: Course) -> Iterator[Open]:
    """A service for a quiz with these times; its clock is a list whose last moment is now."""
    services = []

    def open_service(times: QuizTimes, clock: list[datetime], **longer: timedelta) -> QuizService:
        services.append(
            QuizService(
                replace_dataclass(course, quiz_times={"backprop": times}),
                lambda course, attempt: None,
                lambda assignment, student: longer.get(student, timedelta(0)),
                lambda: clock[-1],
            )
        )
        return services[-1]

    yield open_service
    for service in services:
        service.close()


def begun(service: QuizService, student: str = "ada") -> Attempt:
    attempt = service.begin("backprop", student)
    assert attempt is not None
    return attempt


def right(questions: list[QuizQuestion]) -> list[int]:
    return [[option.right for option in question.options].index(True) for question in questions]


def test_a_later_attempt_asks_for_the_same_ideas_with_other_questions(serve: Open, course: Course) -> None:
    quiz, service = course.quizzes["backprop"], serve(QuizTimes(), [OPENS])
    seen = []
    for number in (1, 2, 3):
        attempt = begun(service)
        questions = list(service.asked(attempt) or ())
        assert questions == quiz.asked_in(number)
        assert [question.topic for question in questions] == [question.topic for question in quiz.questions]
        stored = service.submit(attempt, right(questions))
        assert stored.right == len(quiz.questions)
        assert fitting(quiz, questions, stored) == stored
        seen.append([question.text for question in questions])
    assert not set(seen[0]) & set(seen[1])  # every question has a variant
    statistics = question_statistics(quiz, service.store.submitted(), service.editions())
    assert {one.share_right for one in statistics} == {1.0}
    assert [(one.number, one.later) for one in statistics[:4]] == [(1, False), (1, True), (2, False), (2, True)]


def test_what_is_asked_first_is_the_same_edition_as_without_variants(course: Course) -> None:
    quiz = course.quizzes["backprop"]
    plain = [replace(question, variants=[]) for question in quiz.questions]
    assert edition(quiz.asked_in(1)) == edition(plain)
    assert edition(quiz.asked_in(2)) != edition(plain)


def test_marks_find_their_question_whichever_way_it_was_asked(course: Course) -> None:
    quiz = course.quizzes["backprop"]
    asked = quiz.asked_in(2)[1:]
    attempt = Attempt("", "backprop", "ada", 2, "", marks=(True,) * 7)
    assert fitting(quiz, asked, attempt).marks == (False, *[True] * 7)


def test_a_variant_of_no_question_is_named(course_folder: Path) -> None:
    file = course_folder / "solutions" / "backprop" / "variants.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("What an epoch is", "What an era is"), encoding="utf-8")
    with pytest.raises(CourseError, match="'What an era is', and no question has this topic"):
        load_course(course_folder)


def test_nothing_is_begun_before_it_opens_or_submitted_after_it_has_closed(serve: Open) -> None:
    clock = [OPENS - timedelta(minutes=1)]
    service = serve(QuizTimes(OPENS, CLOSES), clock, grace=timedelta(days=2))
    with pytest.raises(AttemptError, match="opens on 11 January 2027, 08:00"):
        service.begin("backprop", "ada")
    clock.append(OPENS)
    ada, grace = begun(service), begun(service, "grace")
    clock.append(CLOSES + timedelta(minutes=1))
    with pytest.raises(AttemptError, match=r"closed on 31 January 2027, 23:59 .* Nothing was counted"):
        service.submit(ada, [0] * 8)
    with pytest.raises(AttemptError, match="closed"):
        service.begin("backprop", "ada")
    assert service.submit(grace, [0] * 8).submitted_at is not None  # who has an extension
    assert str(service.window("backprop", "grace")) == "closes on 2 February 2027, 23:59 (UTC)"


def test_reasons_come_when_the_course_says(serve: Open) -> None:
    clock = [OPENS]
    service = serve(QuizTimes(closes=CLOSES, reasons="after closing"), clock, grace=timedelta(days=2))
    assert not service.window("backprop", "ada").shows_reasons
    clock.append(CLOSES + timedelta(minutes=1))
    assert service.window("backprop", "ada").shows_reasons
    assert not service.window("backprop", "grace").shows_reasons
    assert serve(QuizTimes(), [OPENS]).window("backprop").shows_reasons


def test_an_answer_whose_reasons_were_seen_stands_in_every_window(serve: Open) -> None:
    service = serve(QuizTimes(reasons="at once"), [OPENS])
    one, other = begun(service), begun(service)
    service.keep_draft(one, [2, *[None] * 7])
    service.keep_draft(other, [None, 1, *[None] * 6])
    assert service.fixed(one) == service.fixed(other) == (2, 1, *[None] * 6)
    assert service.submit(other, [3] * 8).answers == (2, 1, *[3] * 6)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("opens = 2027-02-01T00:00:00Z\ncloses = 2027-01-01T00:00:00Z", "before it opens"),
        ('reasons = "after closing"', "needs the time `closes`"),
        ('reasons = "never"', "assignments.backprop.quiz.reasons"),
        ("closes = 2027-01-01T00:00:00", "assignments.backprop.quiz.closes"),
    ],
)
def test_times_that_cannot_be_are_named(course_folder: Path, line: str, said: str) -> None:
    file = course_folder / "course.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("[assignments.network]", f"[assignments.backprop.quiz]\n{line}\n\n[assignments.network]")
    )
    with pytest.raises(CourseError, match=said):
        load_course(course_folder)


def test_an_extension_is_read_from_the_gradebook_and_none_is_made_for_it(course: Course) -> None:
    from sqlalchemy import create_engine, insert

    assert granted(course, "quiz", "ada") == timedelta(0)
    assert not (course.root / "gradebook.db").exists()
    engine = create_engine(course.gradebook_url)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        connection.execute(insert(EXTENSIONS).values(assignment="quiz", student="ada", seconds=3600.0))
    engine.dispose()
    assert granted(course, "quiz", "ada") == timedelta(hours=1)
    assert granted(course, "backprop", "ada") == granted(course, "quiz", "bob") == timedelta(0)


def test_every_variant_is_another_question(course: Course) -> None:
    for quiz in course.quizzes.values():
        texts = [form.text for question in quiz.questions for form in (question, *question.variants)]
        assert len(texts) == len(set(texts))
