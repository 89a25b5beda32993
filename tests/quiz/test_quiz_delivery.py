"""Into the gradebook: nothing is lost, nothing is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from quiz_app.quiz.attempts import Attempt, AttemptStore
from quiz_app.quiz.database import open_sqlite
from quiz_app.quiz.delivery import Delivery


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AttemptStore]:
    store = AttemptStore(open_sqlite(tmp_path / "attempts.db"))
    for student in ("ada", "emmy"):
        attempt = store.open("backprop", student, "", 1)
        assert attempt is not None
        store.submit(attempt.key, [0], [True])
    yield store
    store.close()


def test_what_fails_waits_and_does_not_hold_up_the_others(store: AttemptStore) -> None:
    away, arrived = {"ada"}, []

    def deliver(attempt: Attempt) -> None:
        if attempt.student in away:
            raise OSError("database is locked")
        arrived.append(attempt.student)

    delivery = Delivery(store, deliver)
    assert not delivery.deliver_waiting()
    assert arrived == ["emmy"]
    assert delivery.problem == "ada, backprop, attempt 1: database is locked"
    away.clear()
    assert delivery.deliver_waiting()
    assert (arrived, delivery.problem, store.undelivered()) == (["emmy", "ada"], "", [])


def test_what_an_earlier_server_left_is_delivered_at_the_start(store: AttemptStore) -> None:
    both, arrived = Event(), []

    def deliver(attempt: Attempt) -> None:
        arrived.append(attempt.student)
        if len(arrived) == 2:
            both.set()

    delivery = Delivery(store, deliver)
    delivery.start()
    assert both.wait(30)
    delivery.stop()
    assert arrived == ["ada", "emmy"]
    assert store.undelivered() == []


def test_what_failed_is_tried_again_by_itself(store: AttemptStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quiz_app.quiz.delivery._FIRST_WAIT", 0.01)
    tries, both = [], Event()

    def deliver(attempt: Attempt) -> None:
        tries.append(attempt.student)
        if len(tries) < 3:
            raise OSError("database is locked")
        if tries[-1] == "emmy":
            both.set()

    delivery = Delivery(store, deliver)
    delivery.start()
    assert both.wait(30)
    delivery.stop()
    assert store.undelivered() == []


def test_a_gradebook_that_hangs_keeps_nobody_from_submitting(store: AttemptStore) -> None:
    hangs, go_on = Event(), Event()

    def deliver(attempt: Attempt) -> None:
        hangs.set()
        assert go_on.wait(30)

    delivery = Delivery(store, deliver)
    delivery.start()
    assert hangs.wait(30)
    attempt = store.open("backprop", "sofia", "", 1)
    assert attempt is not None
    assert store.submit(attempt.key, [0], [True]).right == 1
    go_on.set()
    delivery.stop()
