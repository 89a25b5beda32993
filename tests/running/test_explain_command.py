"""`course explain`: every reason for one wrong function."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from submissions import ROOT

from grader.cli import commands

WRONG = "import numpy as np\n\n\ndef dL_dW3(dL_dz3, a2):\n    return a2.T @ dL_dz3\n"


def run(*arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(commands, ["explain", *arguments], catch_exceptions=False)
    return ended.exit_code, " ".join(ended.output.split())


def test_every_reason_stands_there(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "work.py").write_text(WRONG)
    code, said = run(str(tmp_path / "work.py"), "--step", "dL_dW3")
    assert code == 0
    assert said.index("Why: It looks as if") < said.index("Kind of reason: mistake")
    assert "Every reason by itself: A known mistake: dL_dW3:operands-swapped: It looks as if" in said
    assert "One place: Only one place has to change: work.py, line 5" in said
    assert "What it computes: What dL_dW3 returns is the right answer with rows and columns exchanged." in said
    assert "The name of its answers: " in said


def test_the_hint_of_a_searched_reason_stands_there_too(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "work.py").write_text(WRONG.replace("a2.T @ dL_dz3", "dL_dz3.T @ a2 * 1.25"))
    code, said = run(str(tmp_path / "work.py"), "--step", "dL_dW3")
    assert code == 0
    assert "Kind of reason: edit Its hint: " in said
    assert "A known mistake: nothing found" in said


def test_what_is_right_needs_no_reason(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    (tmp_path / "work.py").write_text(WRONG.replace("a2.T @ dL_dz3", "dL_dz3.T @ a2"))
    assert run(str(tmp_path / "work.py"), "--step", "dL_dW3") == (0, "dL_dW3: passed")


def test_a_file_that_is_not_there_is_named(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    code, said = run("nowhere.py", "--step", "dL_dW3")
    assert code == 2
    assert "nowhere.py: no such file" in said
