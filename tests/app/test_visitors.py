"""Who sits at this computer and who comes from elsewhere; how much one session and one address may ask."""

from __future__ import annotations

import pytest

from quiz_app import session
from quiz_app.quota import Allowance, Quota
from quiz_app.visitors import comes_from_elsewhere

HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501", "User-Agent": "Chromium"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        HERE,
        {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"},
        {"Host": "[::1]:8501"},
        {"Host": "course.localhost"},
    ],
)
def test_a_browser_on_this_computer_is_here(headers: dict[str, str]) -> None:
    assert not comes_from_elsewhere(headers, None)


@pytest.mark.parametrize(
    "headers",
    [
        {**HERE, "X-Forwarded-For": "127.0.0.1"},
        {**HERE, "x-forwarded-host": "class.example.org"},
        {**HERE, "Forwarded": "for=127.0.0.1"},
        {**HERE, "X-Real-IP": "127.0.0.1"},
        {**HERE, "Via": "1.1 varnish"},
        {**HERE, "Cf-Connecting-Ip": "10.0.0.1"},
        {**HERE, "Host": "class.example.org"},
        {**HERE, "Host": "10.0.0.7:8501"},
        {**HERE, "Host": "localhost.example.org"},
        {**HERE, "Origin": "https://class.example.org"},
        {**HERE, "Host": "[::1"},
        {"User-Agent": "Chromium"},
    ],
)
def test_whoever_comes_through_a_proxy_or_by_a_name_is_elsewhere(headers: dict[str, str]) -> None:
    assert comes_from_elsewhere(headers, None)


def test_another_computers_address_is_elsewhere() -> None:
    assert comes_from_elsewhere(HERE, "192.168.0.7")
    assert not comes_from_elsewhere(HERE, "127.0.0.2")


@pytest.mark.parametrize(("said", "hosted"), [("1", True), ("true", True), ("0", False), ("off", False), ("", False)])
def test_the_setting_decides_where_there_is_one(monkeypatch: pytest.MonkeyPatch, said: str, hosted: bool) -> None:
    monkeypatch.setenv("COURSE_HOSTED", said)
    assert session.hosted() is hosted


def test_a_class_behind_one_address_is_not_held_up_by_one_of_its_sessions() -> None:
    now = 1000.0
    quota = Quota("uploaded many files", Allowance(3, 10.0, lambda: now), Allowance(8, 1.0, lambda: now))
    assert [quota.refusal("one", "school") for _ in range(3)] == [""] * 3
    said = "You have uploaded many files in a short time: the next one is taken in 10 seconds."
    assert quota.refusal("one", "school") == said
    assert quota.refusal("two", "school") == ""
    now += 10
    assert quota.refusal("one", "school") == ""


def test_many_sessions_of_one_address_have_one_allowance() -> None:
    quota = Quota("begun many quizzes", Allowance(3, 10.0, lambda: 1000.0), Allowance(8, 1.0, lambda: 1000.0))
    answers = [quota.refusal(f"session {n}", "school") for n in range(9)]
    assert answers[:8] == [""] * 8
    assert answers[8] == (
        "People at your network address have begun many quizzes in a short time: the next one is taken in a second."
    )
