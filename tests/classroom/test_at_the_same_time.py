"""Several programs with one gradebook open: whatever each of them writes arrives, in SQLite and in PostgreSQL."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from postgresql import new_database, postgresql_server
from small_class import WRONG_BIAS, enrol, hand_in, make_course, notebook_of, rows, scores

from grader.classroom.autograding import Autograding
from grader.classroom.gradebook.database import open_gradebook
from grader.classroom.gradebook.quiz_grades import record_quiz_attempt
from grader.course import Course
from grader.parallel.local import local_pool

STUDENTS = tuple(f"s{k}" for k in range(6))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the tests fork this process")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request: pytest.FixtureRequest, tmp_path: Path) -> Course:
    """A class whose gradebook does not exist yet."""
    url = new_database(request.getfixturevalue("server")) if request.param == "postgresql" else None
    course = make_course(tmp_path / "course", url)
    enrol(course, *STUDENTS)
    for k, student in enumerate(STUDENTS):
        hand_in(course, student, notebook_of({"dL_db3": WRONG_BIAS} if k % 2 else {}))
    return course


def grade(course: Course, *students: str) -> None:
    with local_pool(1) as pool, Autograding(course, course.assignment(), students) as autograding:
        for _ in autograding.run(pool):
            pass


def at_once(*tasks: Callable[[], Any]) -> None:
    """Each task in a process of its own; they begin together, and all must end well."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(tasks))

    def begin(task: Callable[[], Any]) -> None:
        gate.wait(timeout=120)
        task()

    processes = [context.Process(target=begin, args=(task,)) for task in tasks]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(tasks)


def test_two_graders_of_different_students_both_arrive(course: Course) -> None:
    at_once(partial(grade, course, *STUDENTS[::2]), partial(grade, course, *STUDENTS[1::2]))

    expected = {student: 96.5 if k % 2 else 100.0 for k, student in enumerate(STUDENTS)}
    assert scores(course.gradebook_url) == expected
    found = rows(course.gradebook_url)
    assert found["courses"] == [["default_course"]]
    assert len(found["version"]) == 1
    assert len(found["grades"]) == 12 * len(STUDENTS)


def test_two_graders_of_the_same_students_write_each_row_once(course: Course) -> None:
    at_once(partial(grade, course, *STUDENTS[:2]), partial(grade, course, *STUDENTS[:2]))

    assert scores(course.gradebook_url) == {"s0": 100.0, "s1": 96.5}


def test_a_grader_and_quiz_attempts_both_arrive(course: Course) -> None:
    def take_quiz() -> None:
        for student in STUDENTS:
            for number in (1, 2):
                record_quiz_attempt(course, "backprop", student, number, [True] * 4 + [False] * 4, datetime.now(UTC))

    at_once(partial(grade, course, *STUDENTS[:3]), take_quiz)

    assert scores(course.gradebook_url, "quiz") == dict.fromkeys(STUDENTS, 4.0)
    assert sorted(scores(course.gradebook_url)) == list(STUDENTS[:3])


def test_first_openers_do_not_get_into_each_others_way(course: Course) -> None:
    def open_it() -> None:
        open_gradebook(course).close()

    at_once(*[open_it] * 4)

    assert rows(course.gradebook_url)["courses"] == [["default_course"]]
