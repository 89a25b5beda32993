"""Quizzes in the gradebook: the best or the last attempt, whenever and however often attempts arrive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from postgresql import new_database, postgresql_server
from small_class import edit, enrol, make_course, rows, scores

from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.quiz_grades import read_quiz_attempts, record_quiz_attempt
from grader.course import Course, CourseError, load_course

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course")
    enrol(course, "ada", "bob")
    return course


def attempt(course: Course, number: int, right: int, student: str = "ada", of: str = "backprop") -> None:
    answers = [k < right for k in range(len(course.quizzes[of].questions))]
    record_quiz_attempt(course, of, student, number, answers, START + timedelta(hours=number))


def test_the_best_attempt_counts_in_whatever_order_they_arrive(course: Course) -> None:
    for number, right in ((3, 5), (1, 2), (2, 5), (3, 5)):
        attempt(course, number, right)

    assert scores(course.gradebook_url, "quiz") == {"ada": 5.0}
    assert rows(course.gradebook_url)["submissions"] == [["quiz", "ada", "2026-11-01 14:00:00.000000", "None"]]
    assert [row[2:] for row in rows(course.gradebook_url)["grades"]] == [
        [f"question-{k}", "1.0" if k <= 5 else "0.0", "None", "None", "0"] for k in range(1, 9)
    ]


def test_an_attempt_that_arrives_twice_changes_nothing(course: Course) -> None:
    attempt(course, 1, 3)
    before = rows(course.gradebook_url)

    attempt(course, 1, 3)

    assert rows(course.gradebook_url) == before


def test_a_changed_rule_and_changed_points_reach_everybody_with_the_next_attempt(course: Course) -> None:
    attempt(course, 1, 6)
    attempt(course, 2, 4)
    text = course.root / "solutions/backprop/assignment.toml"
    edit(text, 'counts = "best"', 'counts = "last"')
    edit(text, "points_each = 1", "points_each = 2.5")

    attempt(load_course(course.root), 1, 8, student="bob")

    assert scores(course.gradebook_url, "quiz") == {"ada": 10.0, "bob": 20.0}
    assert {row[3] for row in rows(course.gradebook_url)["cells"]} == {"2.5"}


def test_a_score_given_by_hand_stays_and_wants_a_look_after_a_better_attempt(course: Course) -> None:
    from nbgrader.api import Gradebook

    attempt(course, 1, 0)
    with Gradebook(course.gradebook_url) as gradebook:
        grade = gradebook.find_grade("question-1", "quiz", "quiz", "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.db.commit()

    attempt(course, 2, 1)

    assert rows(course.gradebook_url)["grades"][0][2:] == ["question-1", "1.0", "0.5", "None", "1"]


def test_somebody_who_is_not_on_the_roster_is_refused(course: Course) -> None:
    with pytest.raises(CourseError, match=r"no student 'zoe' in roster\.csv"):
        attempt(course, 1, 8, student="zoe")

    course.roster_file.unlink()
    attempt(course, 1, 8, student="zoe")
    assert scores(course.gradebook_url, "quiz") == {"zoe": 8.0}


def test_answers_that_do_not_fit_the_quiz_are_refused(course: Course) -> None:
    with pytest.raises(ValueError, match="7 answers, expected one for each of 8 questions"):
        record_quiz_attempt(course, "backprop", "ada", 1, [True] * 7, START)


def test_each_quiz_is_an_assignment_of_its_own_with_a_rule_of_its_own(course: Course) -> None:
    attempt(course, 1, 6)
    attempt(course, 1, 3, of="network")
    attempt(course, 2, 7, of="network")
    text = course.root / "solutions/network/assignment.toml"
    edit(text, 'counts = "best"', 'counts = "last"')
    course = load_course(course.root)
    attempt(course, 3, 2, of="network")
    attempt(course, 2, 4)

    assert scores(course.gradebook_url, "quiz") == {"ada": 6.0}
    assert scores(course.gradebook_url, "quiz-network") == {"ada": 2.0}


def test_a_quiz_that_does_not_exist_is_one_line(course: Course) -> None:
    with pytest.raises(CourseError, match="nonsense has no quiz"):
        record_quiz_attempt(course, "nonsense", "ada", 1, [True] * 8, START)


def as_it_was_when_a_course_had_one_quiz(course: Course) -> None:
    """The gradebook as an earlier version of the course left it."""
    from sqlalchemy import create_engine

    engine = create_engine(course.gradebook_url)
    with engine.begin() as connection:
        for statement in (
            """CREATE TABLE course_quiz_attempt (
                student VARCHAR(128) NOT NULL, number INTEGER NOT NULL, answers VARCHAR(1024) NOT NULL,
                submitted_at TIMESTAMP NOT NULL, PRIMARY KEY (student, number))""",
            "INSERT INTO course_quiz_attempt SELECT student, number, answers, submitted_at FROM course_quiz_attempts",
            "CREATE TABLE course_quiz_rule (rule VARCHAR(64) NOT NULL, PRIMARY KEY (rule))",
            "INSERT INTO course_quiz_rule SELECT rule FROM course_quiz_rules",
            "DROP TABLE course_quiz_attempts",
            "DROP TABLE course_quiz_rules",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_gradebook_of_before_keeps_its_attempts_at_the_first_quiz(
    course: Course, tmp_path: Path, request: pytest.FixtureRequest, database: str
) -> None:
    if database == "postgresql":
        course = make_course(tmp_path / "another", new_database(request.getfixturevalue("server")))
        enrol(course, "ada", "bob")
    attempt(course, 1, 5)
    attempt(course, 1, 2, student="bob")
    as_it_was_when_a_course_had_one_quiz(course)

    def recorded() -> list[tuple[str, str, int, int]]:
        with open_gradebook(course) as gradebook:
            found = read_quiz_attempts(gradebook, course)
        return [(one.assignment, one.student, one.number, sum(one.right)) for one in found]

    before = [("backprop", "ada", 1, 5), ("backprop", "bob", 1, 2)]
    assert sorted(recorded()) == before  # read as it is, and then after the first write
    attempt(course, 1, 7, of="network")
    assert sorted(recorded()) == sorted([*before, ("network", "ada", 1, 7)])
    attempt(course, 2, 8, student="bob")
    assert scores(course.gradebook_url, "quiz") == {"ada": 5.0, "bob": 8.0}
    assert scores(course.gradebook_url, "quiz-network") == {"ada": 7.0}
