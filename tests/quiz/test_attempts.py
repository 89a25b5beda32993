"""The store of attempts: each counts once, within the limit, however many press at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as replace_dataclass
from pathlib import Path
from threading import Barrier

import pytest
from msgspec.structs import replace

from grader.course import Course
from quiz_app.quiz.attempts import Attempt, AttemptError, AttemptStore
from quiz_app.quiz.database import open_engine, open_sqlite

ANSWERS, MARKS = [0, 1, 2], [True, False, True]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    from postgresql import postgresql_server

    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_in(request: pytest.FixtureRequest, tmp_path: Path, course: Course) -> Course:
    """A course whose attempts are in a file, and one whose gradebook's PostgreSQL has them."""
    url = "sqlite:///gradebook.db"
    if request.param == "postgresql":
        from postgresql import new_database

        url = new_database(request.getfixturevalue("server"))
    return replace_dataclass(course, root=tmp_path, gradebook=replace(course.gradebook, url=url))


@pytest.fixture
def store(kept_in: Course) -> Iterator[AttemptStore]:
    store = AttemptStore(open_engine(kept_in))
    in_a_file = kept_in.gradebook.url.startswith("sqlite")
    assert (kept_in.root / ".course" / "attempts.db").exists() == in_a_file
    yield store
    store.close()


def begin(store: AttemptStore, student: str = "ada", limit: int = 3, assignment: str = "backprop") -> Attempt:
    attempt = store.open(assignment, student, "first edition", limit)
    assert attempt is not None
    return attempt


def test_what_was_submitted_is_found_again_as_it_was(store: AttemptStore) -> None:
    attempt = begin(store)
    stored = store.submit(attempt.key, ANSWERS, MARKS)
    assert store.find(attempt.key) == stored
    assert (stored.answers, stored.marks, stored.right, stored.delivered) == (
        (0, 1, 2),
        (True, False, True),
        2,
        False,
    )
    assert stored.submitted_at is not None
    assert stored.submitted_at.utcoffset() is not None


def test_a_button_pressed_ten_times_is_one_attempt(store: AttemptStore) -> None:
    attempt = begin(store)
    together = Barrier(10)

    def press(n: int) -> Attempt:
        together.wait(30)
        return store.submit(attempt.key, [n] * 3, MARKS)

    with ThreadPoolExecutor(10) as presses:
        results = list(presses.map(press, range(10)))
    assert set(results) == {store.find(attempt.key)}
    assert store.submitted() == results[:1]


def test_windows_of_one_student_cannot_exceed_the_limit(store: AttemptStore) -> None:
    for number in (1, 2):
        windows = [begin(store, limit=2) for _ in range(6)]
        assert {window.number for window in windows} == {number}
        together = Barrier(6)

        def press(window: Attempt, together: Barrier = together) -> bool:
            together.wait(30)
            try:
                store.submit(window.key, ANSWERS, MARKS)
            except AttemptError:
                return False
            return True

        with ThreadPoolExecutor(6) as presses:
            assert sum(presses.map(press, windows)) == 1
    assert store.open("backprop", "ada", "first edition", 2) is None
    assert [attempt.number for attempt in store.submitted("backprop", "ada")] == [1, 2]


def test_students_do_not_use_up_each_others_attempts(store: AttemptStore) -> None:
    store.submit(begin(store, "ada").key, ANSWERS, MARKS)
    assert (store.used("backprop", "ada"), store.used("backprop", "emmy")) == (1, 0)
    assert begin(store, "emmy").number == 1


def test_the_attempts_at_one_quiz_do_not_use_up_those_at_another(store: AttemptStore) -> None:
    first = store.submit(begin(store, limit=1).key, ANSWERS, MARKS)
    assert store.open("backprop", "ada", "first edition", 1) is None
    other = store.submit(begin(store, limit=1, assignment="depth").key, ANSWERS, MARKS)
    assert (first.number, other.number) == (1, 1)
    assert store.submitted("depth") == store.submitted("depth", "ada") == [other]
    assert store.submitted() == [first, other]


def test_an_attempt_that_is_not_submitted_counts_for_nothing(store: AttemptStore) -> None:
    begin(store)
    assert begin(store).number == 1
    assert store.submitted() == store.undelivered() == []


def test_an_unknown_key_submits_nothing(store: AttemptStore) -> None:
    with pytest.raises(AttemptError, match="not known"):
        store.submit("0" * 32, ANSWERS, MARKS)
    assert store.find("0" * 32) is None


def test_what_is_delivered_does_not_wait_any_longer(store: AttemptStore) -> None:
    first, second = (store.submit(begin(store, name).key, ANSWERS, MARKS) for name in ("ada", "emmy"))
    store.mark_delivered(first.key)
    assert store.undelivered() == [second]
    assert [attempt.delivered for attempt in store.submitted()] == [True, False]


def test_two_servers_make_one_table_and_share_it(tmp_path: Path) -> None:
    one, other = (AttemptStore(open_sqlite(tmp_path / "attempts.db")) for _ in range(2))
    attempt = begin(one)
    other.submit(attempt.key, ANSWERS, MARKS)
    assert one.used("backprop", "ada") == 1
    one.close()
    other.close()


# As the tables were when a course had one quiz.
OLD_TABLES = (
    """CREATE TABLE quiz_attempts (
        key VARCHAR(32) NOT NULL, student VARCHAR(128) NOT NULL, number INTEGER NOT NULL,
        edition VARCHAR(16) NOT NULL, opened_at TIMESTAMP NOT NULL, submitted_at TIMESTAMP,
        answers JSON, marks JSON, delivered_at TIMESTAMP, PRIMARY KEY (key))""",
    """CREATE UNIQUE INDEX one_submission_of_each_attempt ON quiz_attempts (student, number)
        WHERE submitted_at IS NOT NULL""",
    """INSERT INTO quiz_attempts VALUES
        ('k1', 'ada', 1, 'old', '2026-11-01 12:00:00', '2026-11-01 12:30:00',
            '[0, 1, 2]', '[true, false, true]', NULL),
        ('k2', 'ada', 2, 'old', '2026-11-02 12:00:00', NULL, NULL, NULL, NULL)""",
)


def test_the_attempts_of_before_are_at_the_first_quiz(kept_in: Course) -> None:
    engine = open_engine(kept_in)
    with engine.begin() as connection:
        for statement in OLD_TABLES:
            connection.exec_driver_sql(statement)
    for _ in range(2):  # the second time there is nothing to do
        store = AttemptStore(engine, "backprop")
    (old,) = store.submitted("backprop", "ada")
    assert (old.key, old.number, old.answers, old.marks, old.delivered) == (
        "k1",
        1,
        (0, 1, 2),
        (True, False, True),
        False,
    )
    assert store.undelivered() == [old]
    begun = store.find("k2")
    assert begun is not None
    assert (begun.assignment, begun.number, begun.submitted_at) == ("backprop", 2, None)
    store.keep_draft("k2", [1, None, 2])
    assert store.submit("k2", ANSWERS, MARKS).number == 2
    assert store.used("backprop", "ada") == 2
    # What kept a student's attempts apart knew of one quiz.
    assert store.submit(begin(store, assignment="depth").key, ANSWERS, MARKS).number == 1
    twice = [begin(store, "emmy", assignment="depth") for _ in range(2)]
    store.submit(twice[0].key, ANSWERS, MARKS)
    with pytest.raises(AttemptError, match="another window"):
        store.submit(twice[1].key, ANSWERS, MARKS)
    store.keep_edition("first", [{"text": "?"}])
    store.keep_edition("first", [{"text": "!"}])
    assert store.editions() == {"first": [{"text": "?"}]}
    store.close()
