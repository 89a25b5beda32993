"""`course doctor` says which digits there are, and what is wrong with a folder that is not there."""

from __future__ import annotations

from pathlib import Path

import made_up_mnist
import pytest

from grader.course import load_course
from quiz_app.training import data, mirrors
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


def found(subject: str) -> tuple[bool, str]:
    return {name: (well, text) for name, well, text in examine(load_course(ROOT))}[subject]


def test_the_doctor_reads_a_folder_as_training_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    well, text = found("all of MNIST")
    assert not well
    assert "has neither train-images-idx3-ubyte" in text
    made = made_up_mnist.contents()
    monkeypatch.setattr(data, "FILES", made_up_mnist.records(made))
    (tmp_path / "MNIST").mkdir()
    made_up_mnist.write(tmp_path / "MNIST" / "raw", made)
    well, text = found("all of MNIST")
    assert well
    assert text.endswith(f"from {tmp_path}")


def test_a_download_that_is_not_complete_is_not_called_downloaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = made_up_mnist.contents()
    monkeypatch.setattr(data, "FILES", made_up_mnist.records(made))
    monkeypatch.setattr(mirrors, "cache_folder", lambda: tmp_path)
    made_up_mnist.write(tmp_path, made)
    assert mirrors.all_kept()
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    assert not mirrors.all_kept()
