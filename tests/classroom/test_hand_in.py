"""Reading a student's folder: within limits, ordinary files only, and always to an end."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from small_class import notebook_of

from grader.classroom.intake.hand_in import HandIn, read_hand_in
from grader.reading.opening import without_pictures

LIMIT = 50_000


def read(folder: Path) -> HandIn:
    return read_hand_in(folder, "ada", "backprop", LIMIT)


def test_files_are_read_with_folders_in_their_names_and_leftovers_left_out(tmp_path: Path) -> None:
    for name in ("b.ipynb", "inner/a.py", ".ipynb_checkpoints/b.ipynb", "__MACOSX/b.ipynb", "__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "timestamp.txt").write_text("2026-11-01 12:30:00.5 +0200", encoding="utf-8")

    hand_in = read(tmp_path)

    assert hand_in.files == (("b.ipynb", b"b.ipynb"), ("inner/a.py", b"inner/a.py"))
    assert hand_in.problems == ()


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-01 12:30:00.5 UTC", datetime(2026, 11, 1, 12, 30, 0, 500_000, UTC)),
        ("2026-11-01T12:30:00+02:00", datetime(2026, 11, 1, 10, 30, tzinfo=UTC)),
        ("2026-11-01 12:30:00", datetime(2026, 11, 1, 12, 30, tzinfo=UTC)),
        ("20270205T211000Z", datetime(2027, 2, 5, 21, 10, tzinfo=UTC)),
        ("2027-02-05 21:10", datetime(2027, 2, 5, 21, 10, tzinfo=UTC)),  # not 2 May
        ("13.02.2027 21:10:00", datetime(2027, 2, 13, 21, 10, tzinfo=UTC)),
        ("02/13/2027 9:10 PM", datetime(2027, 2, 13, 21, 10, tzinfo=UTC)),
        ("Fri, 05 Feb 2027 21:10:00 +0100", datetime(2027, 2, 5, 20, 10, tzinfo=UTC)),
        ("", None),
    ],
)
def test_the_time_of_handing_in_is_read_as_nbgrader_reads_it(
    tmp_path: Path, text: str, time: datetime | None
) -> None:
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")

    assert read(tmp_path) == HandIn("ada", "backprop", (), time)


def test_what_feedback_is_handed_back_by_is_no_part_of_the_work(tmp_path: Path) -> None:
    (tmp_path / "submission_secret.txt").write_bytes(b"0123abcd")
    (tmp_path / "backprop.py").write_bytes(b"x = 1")

    hand_in = read(tmp_path)

    assert (hand_in.files, hand_in.secret) == ((("backprop.py", b"x = 1"),), b"0123abcd")


@pytest.mark.parametrize("text", ["0:235959099999999999999999999931", "9" * 200, "1e999", "2026-13-45", "10**9"])
def test_no_time_however_strange_stops_the_class(tmp_path: Path, text: str) -> None:
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")

    assert read(tmp_path).submitted_at is None
    assert read(tmp_path).problems[0].endswith("which is no time; the work counts as in time.")


@pytest.mark.parametrize(
    "text",
    [
        "05.02.2027 21:10:00",
        "02/05/2027 9:10 PM",
        "27-02-05 10:00",
        "2027-02-05",
        "21:10",
        "2027-02-05 21:10 CET",
        "2027-02-05 21:10 EST",
        "2027-02-05 21:10 UTC+3",
        "5-6-2027 21:10",
    ],
)
def test_what_can_be_read_as_two_times_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")

    assert read(tmp_path).submitted_at is None
    assert f"timestamp.txt holds '{text}', wh" in read(tmp_path).problems[0]
    assert "can be more than one" in read(tmp_path).problems[0] or "more than one time" in read(tmp_path).problems[0]


def test_a_time_that_is_none_is_reported(tmp_path: Path) -> None:
    (tmp_path / "timestamp.txt").write_text("yesterday\x1b[2J", encoding="utf-8")

    hand_in = read(tmp_path)

    assert hand_in.submitted_at is None
    assert hand_in.problems == ("timestamp.txt holds 'yesterday', which is no time; the work counts as in time.",)


def test_links_and_pipes_are_reported_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.py").write_text("secret", encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.py").symlink_to(secret / "a.py")
    (folder / "c").symlink_to(secret)
    os.mkfifo(folder / "d.py")
    (tmp_path / "link").symlink_to(secret)

    hand_in = read(folder)

    assert hand_in.files == ()
    assert [problem.partition(" ")[0] for problem in hand_in.problems] == ["b.py", "c", "d.py"]
    assert read(tmp_path / "link").files == ()
    assert "symbolic link" in read(tmp_path / "link").problems[0]


def test_too_large_files_are_reported(tmp_path: Path) -> None:
    for k in range(4):
        (tmp_path / f"{k}.py").write_bytes(b"1" * LIMIT)
    (tmp_path / "4.py").write_bytes(b"1" * (LIMIT + 1))

    hand_in = read(tmp_path)

    assert [name for name, _ in hand_in.files] == ["0.py", "1.py", "2.py"]
    assert [problem.partition(" ")[0] for problem in hand_in.problems] == ["3.py", "4.py"]


def test_data_and_pictures_beside_the_work_are_nobodys_business(tmp_path: Path) -> None:
    for k in range(300):
        (tmp_path / f"a{k}.png").write_bytes(b"\x89PNG")
    (tmp_path / "train.csv").write_bytes(b"1" * 4 * LIMIT)
    (tmp_path / "work.ipynb").write_text(notebook_of(), encoding="utf-8")

    hand_in = read(tmp_path)

    assert hand_in.problems == ()
    assert [name for name, content in hand_in.files if content] == ["work.ipynb"]


@pytest.mark.parametrize("name", ["backprop.ipynb.json", "backprop.ipynb.txt", "backprop", "backprop.ipynb (1)"])
def test_what_a_file_holds_counts_and_not_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(notebook_of(), encoding="utf-8")
    (tmp_path / f"{name}.py.txt").write_text("def f(x):\n    return x\n", encoding="utf-8")
    (tmp_path / "README.txt").write_text("Dear grader,\n", encoding="utf-8")

    assert [name for name, content in read(tmp_path).files if content] == [name, f"{name}.py.txt"]


def test_a_deep_folder_and_one_without_rights_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("x = 1", encoding="utf-8")
    deep = tmp_path
    for _ in range(400):
        deep = deep / "d"
        deep.mkdir()
    (tmp_path / "locked").mkdir()
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    hand_in = read(tmp_path)

    assert [name for name, _ in hand_in.files] == ["a.py"]
    assert len(hand_in.problems) == 2
    assert hand_in.problems[0].endswith("was not looked into: more than 30 folders are nested.")
    assert hand_in.problems[1] == "locked cannot be looked into (Permission denied)."


def test_a_notebook_that_its_outputs_make_too_large_is_read_without_them(tmp_path: Path) -> None:
    notebook = json.loads(notebook_of())
    text = 'a "quoted" \\ text with ] and "outputs": [1] in it'
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "text": ["x" * 2**20, text], "nested": [[{}], []]}]
    notebook["cells"][1]["source"] = text
    notebook["metadata"]["widgets"] = {"state": ["y" * 2**20, text]}
    (tmp_path / "backprop.ipynb").write_text(json.dumps(notebook), encoding="utf-8")

    hand_in = read_hand_in(tmp_path, "ada", "backprop", 10 * LIMIT)

    cells = json.loads(hand_in.files[0][1])["cells"]
    assert [cell["source"] for cell in cells] == [cell["source"] for cell in notebook["cells"]]
    assert not [cell for cell in cells if "outputs" in cell]
    assert hand_in.problems == ()


@given(source=st.text() | st.text(alphabet='\\"image/png: AB=\n'), indent=st.sampled_from([None, 1]))
@example(source='x = {"image/png": "AAAA"}', indent=None)
def test_pictures_are_cut_out_and_what_a_student_wrote_is_not(source: str, indent: int | None) -> None:
    picture = "iVBORw0KGgo=" * 100
    cell = {"cell_type": "code", "source": [source, "image/png"], "metadata": {"image/png": source}}
    cell["outputs"] = [{"data": {"image/png": picture, "text/plain": source}}]
    cell["attachments"] = {"a.png": {"image/png": picture + "\n" + picture}}
    text = json.dumps({"cells": [cell]}, indent=indent)

    (after,) = json.loads(without_pictures(text.encode()))["cells"]
    assert after["source"] == cell["source"]
    assert after["outputs"] == [{"data": {"image/png": "", "text/plain": source}}]
    assert after["attachments"] == {"a.png": {"image/png": ""}}
