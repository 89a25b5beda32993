"""What searches have found is kept beside the key: equal functions of a class are searched once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.course import Course
from grader.explaining import remembered as room
from grader.explaining.remembered import remember, remembered
from grader.key.files import answer_key
from grader.key.key import Key

if TYPE_CHECKING:
    from conftest import Explain

SOURCE = "import numpy as np\n\n\ndef dL_db3(dL_dz3):\n    return np.cos(dL_dz3).sum(axis=0){}\n"


@dataclass(frozen=True)
class Told:
    words: str


@pytest.fixture
def key(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Key:
    """A key that keeps what is found in a folder of its own."""
    found = answer_key(course, course.assignments["backprop"])
    monkeypatch.setitem(found.__dict__, "_kept_in", tmp_path / "kept")
    forget(monkeypatch)
    return found


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another process."""
    monkeypatch.setattr(room, "_found", {})


def test_another_process_knows_it(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remembered([key], ["a"], Told) is None
    remember([key], ["a"], Told("one\nline"))
    forget(monkeypatch)
    assert remembered([key], ["a"], Told) == Told("one\nline")
    assert remembered([key], ["a", ""], Told) is None
    assert remembered([key, key], ["a"], Told) is None


def test_a_process_sees_what_another_one_adds_later(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    remember([key], ["a"], Told("mine"))
    mine = room._found
    forget(monkeypatch)
    remember([key], ["b"], Told("theirs"))
    monkeypatch.setattr(room, "_found", mine)
    assert remembered([key], ["b"], Told) == Told("theirs")


@pytest.mark.parametrize("content", [b"\xff\xfe no line", b"a b\n", b"{}\n\n\n"])
def test_a_damaged_file_is_no_harm(key: Key, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    remember([key], ["a"], Told("first"))
    (path,) = (key.kept_in or Path()).glob("*.reasons")
    path.write_bytes(content)
    forget(monkeypatch)
    assert remembered([key], ["a"], Told) is None
    remember([key], ["a"], Told("anew"))
    assert remembered([key], ["a"], Told) == Told("anew")


def test_a_folder_that_nobody_can_write_to_is_no_harm(key: Key) -> None:
    assert key.kept_in is not None
    key.kept_in.write_text("a file in its place")
    remember([key], ["a"], Told("here"))
    assert remembered([key], ["a"], Told) == Told("here")


def test_equal_text_with_other_answers_is_searched_anew(explain_patiently: Explain) -> None:
    """What a name of the file holds decides: the function's text alone does not tell it."""
    names = "import numpy as np\n\nN0 = {}\n\n\ndef dL_db3(dL_dz3):\n    return np.cos(dL_dz3).sum(axis=0) * N0\n"
    first = explain_patiently("dL_db3", names.format(1))
    second = explain_patiently("dL_db3", names.format(2))
    assert first is not None
    assert second is not None
    assert first.text != second.text
