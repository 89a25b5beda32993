"""`check`, `watch`, `hint`, `reset`, `grade` and `train` in a kit, where there is no solution."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from submissions import FIXTURES, ROOT, Ended

from grader.course import load_course

_COURSE = [sys.executable, "-m", "grader.start"]


def course(folder: Path, *arguments: str) -> Ended:
    ended = subprocess.run([*_COURSE, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize("name", load_course(ROOT).assignments)
def test_a_right_file_has_all_points_and_an_empty_one_none(kit: Path, name: str) -> None:
    shutil.copy(ROOT / f"solutions/{name}/{name}.py", kit / "mine.py")
    graded = course(
        kit, "grade", "--json", "--any-isolation", "--assignment", name, "mine.py", f"exercises/{name}.py"
    )
    reports = json.loads(graded.out)
    assert [report["score"] for report in reports] == [reports[0]["max_score"], 0]


def test_a_mistake_is_named_as_in_a_clone(kit: Path) -> None:
    shutil.copy(FIXTURES / "one_mistake.py", kit / "exercises/backprop.py")
    ended = course(kit, "check", "--assignment", "backprop")
    assert ended.code == 1, ended.err
    in_a_clone = course(ROOT, "check", str(kit / "exercises/backprop.py"), "--assignment", "backprop")
    assert "It looks as if" in ended.out
    ours, theirs = (re.sub(r"[\d.]+ s\)", "", each.out.partition("✗")[2]) for each in (ended, in_a_clone))
    assert ours == theirs


def test_hints_come_one_by_one(kit: Path) -> None:
    first = course(kit, "hint", "dL_dz3")
    assert "Hint 1 of 3" in first.out
    assert (kit / ".course/attempts.json").is_file()
    assert "Hint 3 of 3" in course(kit, "hint", "dL_dz3", "--all").out


def test_a_reset_puts_the_empty_function_back(kit: Path) -> None:
    file = kit / "exercises/backprop.py"
    empty = file.read_text(encoding="utf-8")
    file.write_text(empty.replace("raise NotImplementedError", "return 1  #", 1), encoding="utf-8")
    ended = course(kit, "reset", "dL_dz3", str(file))
    assert ended.code == 0, ended.err
    assert file.read_text(encoding="utf-8").count("raise NotImplementedError") == empty.count(
        "raise NotImplementedError"
    )


def test_a_watch_shows_the_first_step(kit: Path) -> None:
    watch = [*_COURSE, "watch", "exercises/backprop.py"]
    with subprocess.Popen(watch, cwd=kit, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert any("dL_dz3" in line for line in process.stdout)
        finally:
            process.kill()


def test_right_functions_learn_digits(kit: Path) -> None:
    shutil.copy(ROOT / "solutions/backprop/backprop.py", kit / "exercises/backprop.py")
    ended = course(kit, "train", "exercises/backprop.py", "--epochs", "1", "--hidden", "8", "8")
    assert ended.code == 0, ended.err
    assert "Saved:" in ended.out


def test_an_instructors_command_says_that_there_are_no_folders_of_assignments(kit: Path) -> None:
    for command in ("build", "kit"):
        ended = course(kit, command, *(["out"] if command == "kit" else []))
        assert (ended.code, ended.err.count("\n")) == (2, 1), ended
        assert "a student's kit" in ended.err
    assert sorted(path.name for path in kit.iterdir()) == ["START.md", "course.toml", "exercises", "keys"]


def test_a_key_that_is_lost_or_of_another_version_is_named(kit: Path) -> None:
    key = kit / "keys/backprop.key"
    key.write_bytes(b"\x00")
    assert "get a new kit" in course(kit, "check").err
    key.unlink()
    ended = course(kit, "check")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "backprop" in ended.err


@pytest.mark.parametrize("option", ["full", "filled", "no wheel"])
def test_a_kit_is_written_into_a_new_folder_only(tmp_path: Path, course_folder: Path, option: str) -> None:
    target = tmp_path / "kit"
    if option == "filled":
        target.mkdir()
        (target / "mine").write_text("mine", encoding="utf-8")
    elif option == "full":
        target.write_text("mine", encoding="utf-8")
    ended = course(course_folder, "kit", str(target), *(["--engine", "nothing.whl"] if option == "no wheel" else []))
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert ("no wheel" if option == "no wheel" else "new folder") in ended.err
