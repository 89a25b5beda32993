"""Banks of formulas that are kept beside the key: read instead of built, and never needed."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.course import Course, load_course
from grader.explaining.formulas import kept
from grader.explaining.formulas.bank import Bank
from grader.explaining.formulas.kept import kept_bank
from grader.key.files import answer_key
from grader.key.key import Key
from grader.key.values import packed, unpacked

SHAPES = ((3, 4), (5, 2))
LEAVES = {
    name: tuple(np.random.default_rng((seed, shape[0])).normal(size=shape) for shape in SHAPES)
    for seed, name in enumerate(["x", "y"])
}
TARGET = tuple(np.exp(x) * np.tanh(y) - x**2 for x, y in zip(*LEAVES.values(), strict=True))
ODD = tuple(np.sort(x, axis=None).reshape(x.shape) for x in LEAVES["x"])  # no formula: the bank has to grow


@pytest.fixture(autouse=True)
def in_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_banks", {})


@pytest.fixture
def key(course: Course, tmp_path: Path) -> Key:
    own = msgspec.structs.replace(answer_key(course, course.assignment()))  # another object: others keep their folder
    return own.keep_in(tmp_path / "formulas")


def found(key: Key, target: tuple[np.ndarray, ...] = TARGET) -> list[str]:
    with kept_bank(key, LEAVES) as bank:
        return list(map(str, bank.like(target)))


def files(key: Key) -> list[Path]:
    assert key.kept_in is not None
    return sorted(key.kept_in.glob("*"))


def test_the_next_process_puts_nothing_together(key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    first = found(key)
    assert first
    assert len(files(key)) == 1
    kept._banks.clear()
    monkeypatch.setattr(Bank, "_binary", lambda *_: pytest.fail("a formula was put together"))
    assert found(key) == first
    assert found(key, ODD) == []


def test_a_formula_of_one_operation_is_found_before_the_long_ones_are_there(key: Key) -> None:
    sums = tuple(x + y for x, y in zip(*LEAVES.values(), strict=True))
    with kept_bank(key, LEAVES) as bank:
        assert list(map(str, bank.like(sums))) == ["x + y"]
        assert len(bank) < 2000
    assert files(key) == []  # it is written once all formulas are there


def test_what_is_read_is_what_was_put_together() -> None:
    bank = Bank(LEAVES)
    while bank.grow():
        pass
    again = Bank.of_content(LEAVES, unpacked(packed(bank.content())))
    assert len(again) == len(bank)
    for number in np.random.default_rng(3).integers(0, len(bank), 200).tolist():
        assert again.formula(number) == bank.formula(number)
    assert list(map(str, again.like(TARGET))) == list(map(str, bank.like(TARGET)))


def test_another_key_has_another_file_and_the_old_one_goes(key: Key) -> None:
    found(key)
    (old,) = files(key)
    kept._banks.clear()
    assert key.kept_in is not None
    changed = msgspec.structs.replace(key, sources="0" * 64).keep_in(key.kept_in)
    other = old.with_name("another-0-0.formulas")
    other.touch()
    found(changed)
    assert not old.exists()
    assert other.exists()
    assert len(files(key)) == 2


@pytest.mark.parametrize("cut", ["empty", "half", "other", "circle", "names"])
def test_a_damaged_file_is_no_harm_and_is_written_anew(key: Key, cut: str) -> None:
    first = found(key)
    (path,) = files(key)
    whole = path.read_bytes()
    content = unpacked(whole)
    circle = content["nodes"].copy()
    circle[-1] = (circle[-1][0], len(circle) - 1, -1)
    path.write_bytes(
        {
            "empty": b"",
            "half": whole[: len(whole) // 2],
            "other": packed([1, "text"]),
            "circle": packed(content | {"nodes": circle}),
            "names": packed(content | {"operations": ["eval({})", *content["operations"][1:]]}),
        }[cut]
    )
    kept._banks.clear()
    assert found(key) == first
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_no_harm(key: Key) -> None:
    first = found(key)
    kept._banks.clear()
    assert key.kept_in is not None
    blocked = key.kept_in.parent / "a file"
    blocked.touch()
    assert found(msgspec.structs.replace(key).keep_in(blocked / "formulas")) == first
    kept._banks.clear()
    assert found(msgspec.structs.replace(key)) == first  # a key that lies nowhere


def test_two_that_write_at_once_leave_one_whole_file(key: Key) -> None:
    with kept_bank(key, LEAVES) as one:
        kept._banks.clear()
        with kept_bank(key, LEAVES) as other:
            assert one is not other
            assert one.like(TARGET) == other.like(TARGET)
    (path,) = files(key)
    assert len(Bank.of_content(LEAVES, unpacked(path.read_bytes()))) == len(one)


def test_the_secret_key_keeps_nothing(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[1] / "checks" / "calling", tmp_path / "course")
    course = load_course(tmp_path / "course")
    assert answer_key(course, course.assignment()).kept_in == course.root / ".course" / "formulas"
    assert answer_key(course, course.assignment(), 12345).kept_in is None
