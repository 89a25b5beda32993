"""`course doctor` says which digits there are, and what is wrong with a folder that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from quiz_app.training.availability import examine

ROOT = Path(__file__).parents[2]


def test_bundled_digits_are_counted() -> None:
    findings = {subject: (well, text) for subject, well, text in examine(load_course(ROOT))}
    well, text = findings["bundled digits"]
    assert well
    assert "5,000" in text


def test_a_folder_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "nowhere"))
    findings = {subject: (well, text) for subject, well, text in examine(load_course(ROOT))}
    well, text = findings["all of MNIST"]
    assert not well
    assert "nowhere" in text
