"""What a browser leaves with the server: found by its cookie alone, and gone after a week."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from quiz_app import storeroom
from quiz_app.storeroom import Storeroom, is_token, new_token

DAY = 24 * 3600


def test_a_token_opens_its_own_things_and_no_folder_tells_a_token(tmp_path: Path) -> None:
    room = Storeroom(tmp_path / "room")
    mine, other = new_token(), new_token()
    room.of(mine).keep("run", "abc")
    (room.of(mine).work("any") / "work.py").write_text("x = 1")
    assert Storeroom(tmp_path / "room").of(mine).get("run") == "abc"
    assert room.of(other).get("run") is None
    assert not any(mine in str(path) for path in tmp_path.rglob("*"))
    room.of(mine).clear()
    assert room.of(mine).get("run") is None


@pytest.mark.parametrize("text", ["", "short", "../" * 12, "a" * 31, "a" * 65, None, 7, "é" * 40, "a" * 40 + "\n"])
def test_anything_else_is_no_token(text: object) -> None:
    assert not is_token(text)
    assert is_token(new_token())


def test_what_nobody_came_back_for_leaves_after_a_week(tmp_path: Path) -> None:
    room = Storeroom(tmp_path)
    old, used = new_token(), new_token()
    for token in (old, used):
        room.of(token).keep("run", "abc")
        os.utime(next(iter(room.of(token)._folder.parent.glob("*"))))
    for folder in tmp_path.iterdir():
        os.utime(folder, (time.time() - 8 * DAY,) * 2)
    room.of(used)  # it was here
    assert Storeroom(tmp_path).of(used).get("run") == "abc"
    assert len(list(tmp_path.iterdir())) == 1


def test_when_there_is_too_much_the_oldest_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [new_token() for _ in range(3)]
    for age, token in zip((3, 2, 1), tokens, strict=True):
        things = Storeroom(tmp_path).of(token)
        (things.work("any") / "work.py").write_bytes(b"x" * 1000)
        os.utime(things._folder, (time.time() - age * DAY,) * 2)
    monkeypatch.setattr(storeroom, "MOST_BYTES", 2500)
    Storeroom(tmp_path).of(tokens[2])
    assert len(list(tmp_path.iterdir())) == 2


def test_a_course_that_cannot_be_written_keeps_things_as_long_as_it_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    room = Storeroom(tmp_path / "file" / "room")
    token = new_token()
    room.of(token).keep("run", "abc")
    assert room.of(token).get("run") == "abc"
