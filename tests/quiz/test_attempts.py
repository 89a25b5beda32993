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
def store(request: pytest.FixtureRequest, tmp_path: Path, course: Course) -> Iterator[AttemptStore]:
    """Attempts in a file, and in the gradebook's PostgreSQL."""
    url = "sqlite:///gradebook.db"
    if request.param == "postgresql":
        from postgresql import new_database

        url = new_database(request.getfixturevalue("server"))
    here = {"root": tmp_path, "gradebook": replace(course.gradebook, url=url)}
    store = AttemptStore(open_engine(replace_dataclass(course, **here)))
    assert (tmp_path / ".course" / "attempts.db").exists() == (request.param == "sqlite")
    yield store
    store.close()


def begin(store: AttemptStore, student: str = "ada", limit: int = 3) -> Attempt:
    attempt = store.open(student, "first edition", limit)
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
    assert store.open("ada", "first edition", 2) is None
    assert [attempt.number for attempt in store.submitted("ada")] == [1, 2]


def test_students_do_not_use_up_each_others_attempts(store: AttemptStore) -> None:
    store.submit(begin(store, "ada").key, ANSWERS, MARKS)
    assert (store.used("ada"), store.used("emmy")) == (1, 0)
    assert begin(store, "emmy").number == 1


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
    assert one.used("ada") == 1
    one.close()
    other.close()


def test_a_table_of_an_older_version_gets_what_it_lacks(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "attempts.db")
    old = AttemptStore(engine)
    attempt = begin(old)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE quiz_attempts DROP COLUMN draft")
        connection.exec_driver_sql("DROP TABLE quiz_editions")
    old.close()
    store = AttemptStore(open_sqlite(tmp_path / "attempts.db"))
    store.keep_draft(attempt.key, [1, None])
    found = store.find(attempt.key)
    assert found is not None
    assert found.draft == (1, None)
    store.keep_edition("first", [{"text": "?"}])
    store.keep_edition("first", [{"text": "!"}])
    assert store.editions() == {"first": [{"text": "?"}]}
    store.close()
