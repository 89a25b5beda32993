"""A course of the old shape is named in one line, and written anew beside itself with what people changed in it."""

from __future__ import annotations

import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from submissions import ROOT, Ended

from grader.building.untouched import untouched_exercises
from grader.course import load_course
from grader.course.old_shape import toml_text


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A class of the old shape, with edited points, a hint, the text, the quiz, a due date, and people's files."""
    folder = tmp_path / "old"
    for name in ("solutions/backprop", "exercises", "submitted/ada/backprop", "solutions/essay"):
        (folder / name).mkdir(parents=True)
    now = tomllib.loads((ROOT / "solutions/backprop/assignment.toml").read_text(encoding="utf-8"))
    settings = tomllib.loads((ROOT / "course.toml").read_text(encoding="utf-8"))
    steps = now["functions"]
    steps["dL_db3"] |= {"points": 7, "hints": ['Mine: "add" up \\ all'], "title": "Edited"}
    steps["dL_dz9"] = {"number": 9, "points": 1, "title": "My own", "hints": ["Nothing."]}
    now["quiz"]["questions"][0]["text"] = "Mine?"
    entry = {"title": now["title"], "seed": 77, "steps": steps}
    table = settings | {"scoring": now["scoring"], "quiz": now["quiz"], "assignments": {"backprop": entry}}
    dated = toml_text(table).replace("seed = 77", "seed = 77\ndue = 2027-01-31T23:59:00+01:00")
    (folder / "course.toml").write_text(f"# mine\n{dated}", encoding="utf-8")
    lesson = (ROOT / "solutions/backprop/backprop.py").read_text(encoding="utf-8")
    (folder / "solutions/backprop.py").write_text(lesson + "\n# %% [markdown]\n# My last word.\n", encoding="utf-8")
    (folder / "solutions/backprop/backprop.ipynb").write_text("{}", encoding="utf-8")
    (folder / "solutions/essay/essay.ipynb").write_text("{}", encoding="utf-8")
    (folder / "exercises/backprop.py").write_text("def dL_dz3(y_pred, y_target):\n    return 1\n", encoding="utf-8")
    (folder / "submitted/ada/backprop/backprop.py").write_text("x = 1\n", encoding="utf-8")
    (folder / "roster.csv").write_text("id\nada\n", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "secret.toml").write_text(f'seed = "{"ab" * 16}"\n', encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with sqlite3.connect(folder / "gradebook.db") as gradebook:
        gradebook.execute("create table given (points)")
        gradebook.execute("insert into given values (7)")
    return folder


@pytest.mark.parametrize("command", ["check", "build", "doctor", "init"])
def test_one_line_says_what_to_do(
    old: Path, run_course: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    before = _bytes_below(old)
    monkeypatch.chdir(old)
    ended = run_course(command, *([old] if command == "init" else []))
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert f"`course init NEW --from {old}`" in ended.err
    assert _bytes_below(old) == before


def test_what_people_changed_comes_along(old: Path, run_course: Callable[..., Ended], tmp_path: Path) -> None:
    before = _bytes_below(old)
    new = tmp_path / "new"
    ended = run_course_to_its_end(run_course, "init", new, "--from", old)
    assert _bytes_below(old) == before

    course = load_course(new)
    assignment = course.assignment("backprop")
    assert (assignment.steps["dL_db3"].points, assignment.steps["dL_db3"].title) == (7, "Edited")
    assert assignment.steps["dL_db3"].hints == ['Mine: "add" up \\ all']
    assert assignment.seed == 77
    assert assignment.due is not None
    assert course.quizzes["backprop"].questions[0].text == "Mine?"
    assert "My last word." in (new / "exercises/backprop/backprop.ipynb").read_text(encoding="utf-8")
    for name in ("roster.csv", "secret.toml", "submitted/ada/backprop/backprop.py", "exercises/backprop.py"):
        assert (new / name).read_bytes() == (old / name).read_bytes(), name
    assert (new / "solutions/essay/essay.ipynb").is_file()
    with sqlite3.connect(new / "gradebook.db") as gradebook:
        assert gradebook.execute("select points from given").fetchall() == [(7,)]

    assert "step dL_dz9: solutions/backprop/functions.py has no record of it" in ended.out
    assert "notes.txt: not known" in ended.out
    assert "comments in course.toml" in ended.out


def test_nothing_is_written_where_there_is_something(
    old: Path, run_course: Callable[..., Ended], tmp_path: Path
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("mine", encoding="utf-8")
    ended = run_course("init", full, "--from", old)
    assert ended.code == 2
    assert "the folder is not empty" in ended.err
    assert [path.name for path in full.iterdir()] == ["mine"]


def test_a_build_moves_and_deletes_no_file_of_a_person(run_course: Callable[..., Ended], course_folder: Path) -> None:
    """Where the old shape had other files, in a clone that was updated: they stay as they are."""
    shutil.copy(ROOT / "nbgrader_config.py", course_folder)
    shutil.copytree(untouched_exercises(), course_folder / "exercises")
    mine = (
        "solutions/backprop.py",
        "solutions/backprop/backprop.ipynb",
        "solutions/backprop/data.csv",
        "gradebook.db",
    )
    for name in mine:
        (course_folder / name).write_text("mine", encoding="utf-8")
    run_course_to_its_end(run_course, "build")
    assert [(course_folder / name).read_text(encoding="utf-8") for name in mine] == ["mine"] * len(mine)


def run_course_to_its_end(run_course: Callable[..., Ended], *arguments: str | Path) -> Ended:
    """A command that ends well; it ends without a code of its own then."""
    ended = run_course(*arguments)
    assert ended.code == 0, ended.err
    return ended


def _bytes_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
