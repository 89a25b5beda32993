"""`course app`: what it says when it cannot start, and whom it serves."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from submissions import Ended


def test_a_course_that_cannot_be_read_is_told_in_the_terminal(
    run_course: Callable[..., Ended], course_folder: Path
) -> None:
    file = course_folder / "course.toml"
    file.write_text(file.read_text().replace("call_seconds", "call_secs"))
    ended = run_course("app", "--no-browser")
    assert ended.code == 2
    assert "call_secs: found an unknown key" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("address", "said", "hosted"),
    [
        ("localhost", None, None),
        ("127.0.0.1", None, None),
        ("::1", None, None),
        ("0.0.0.0", None, "1"),
        ("::", None, "1"),
        ("class.example.org", None, "1"),
        ("0.0.0.0", "0", "0"),
        ("localhost", "1", "1"),
    ],
)
def test_whoever_comes_from_elsewhere_does_not_see_this_machines_files(
    run_course: Callable[..., Ended],
    monkeypatch: pytest.MonkeyPatch,
    course_folder: Path,
    address: str,
    said: str | None,
    hosted: str | None,
) -> None:
    monkeypatch.chdir(course_folder)
    monkeypatch.setenv("COURSE_FOLDER", "")
    monkeypatch.setenv("COURSE_HOSTED", said or "")
    if said is None:
        monkeypatch.delenv("COURSE_HOSTED")
    monkeypatch.setattr("streamlit.runtime.pages_manager.PagesManager.uses_pages_directory", False)
    started: list[str] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda flags, prog_name: started.extend(flags))
    ended = run_course("app", "--no-browser", "--address", address)
    assert ended.code == 0
    assert f"--server.address={address}" in started
    assert os.environ.get("COURSE_HOSTED") == hosted
    assert ended.out.startswith("Others can reach this address") == (hosted == "1" and said is None)


@pytest.mark.parametrize("proxies", [[], ["127.0.0.1"], ["127.0.0.1", "10.0.0.0/8"]])
def test_forwarded_addresses_are_believed_only_of_the_proxies_that_were_named(
    run_course: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, course_folder: Path, proxies: list[str]
) -> None:
    monkeypatch.chdir(course_folder)
    for name in ("COURSE_FOLDER", "COURSE_HOSTED"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setattr("streamlit.runtime.pages_manager.PagesManager.uses_pages_directory", False)
    monkeypatch.setattr("streamlit.web.cli.main", lambda flags, prog_name: None)
    ended = run_course("app", "--no-browser", *(f"--proxy={proxy}" for proxy in proxies))
    assert ended.code == 0
    assert os.environ["FORWARDED_ALLOW_IPS"] == ",".join(proxies)
    assert os.environ["COURSE_HOSTED"] == ("1" if proxies else "")
    assert run_course("app", "--proxy", "*").code == 2
