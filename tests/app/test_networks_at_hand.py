"""One list of the weights that are there: of runs, of earlier ones, and of files that a terminal has saved."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Chunk
from quiz_app.networks_at_hand import of_files
from quiz_app.runs.network_file import of_weights
from quiz_app.runs.weights_file import WeightsRefused, packed
from quiz_app.training.evaluation import first_weights
from quiz_app.training.recipes import recipes


def saved(path: Path, saved_at: float) -> None:
    path.parent.mkdir(parents=True)
    weights = first_weights(recipes()["backprop"].program((784, 8, 6, 10), 0), 0)
    path.write_bytes(packed(weights, recipes()["backprop"].parameters))
    os.utime(path, (saved_at, saved_at))


def test_files_in_runs_are_found_the_newest_first(tmp_path: Path) -> None:
    saved(tmp_path / "runs" / "monday" / "weights.npz", 1000.0)
    saved(tmp_path / "runs" / "deeper" / "tuesday" / "weights.npz", 2000.0)
    first, second = of_files(tmp_path)
    assert first.name.startswith("runs/deeper/tuesday/weights.npz, saved ")
    assert second.name.startswith("runs/monday/weights.npz, saved ")
    assert [weight.shape for weight in first.load().weights] == [(8, 784), (8,), (6, 8), (6,), (10, 6), (10,)]


def test_a_file_that_holds_no_weights_is_said_when_it_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "other.npz").write_bytes(b"no weights")
    (found,) = of_files(tmp_path)
    with pytest.raises(WeightsRefused):
        found.load()
    assert of_files(tmp_path / "elsewhere") == []


def test_draw_offers_them_to_whoever_sits_here_and_to_nobody_else(
    open_page, app_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(app_folder / "runs" / "monday" / "weights.npz", 1000.0)
    page = open_page("draw")
    assert not page.exception
    assert any("runs/monday" in caption.value.replace("\\", "") for caption in page.caption)
    monkeypatch.setenv("COURSE_HOSTED", "1")
    assert "There is no trained network yet" in open_page("draw").info[0].value


def test_a_file_says_what_it_is_and_how_much_it_reads(tmp_path: Path) -> None:
    """One of an earlier version has weights alone: it can still be read, and has no way back."""
    program = recipes()["backprop"].program((784, 8, 6, 10), 0)
    weights = first_weights(program, 0)
    for name, more in (("old", {}), ("new", of_weights(weights, "backprop", (Chunk("a.py", ""),)).arrays())):
        (tmp_path / "runs" / name).mkdir(parents=True)
        named = dict(zip(recipes()["backprop"].parameters, weights, strict=True)) | more
        np.savez(tmp_path / "runs" / name / "weights.npz", **named, accuracies=np.array([0.5, 0.912]))
    found = {each.name.partition("/weights.npz")[0]: each for each in of_files(tmp_path)}
    assert found["runs/new"].name.startswith("runs/new/weights.npz (784-8-6-10), saved ")
    assert all(each.name.endswith(", 91.2 % right") for each in found.values())
    assert [found[f"runs/{name}"].load().goes_back for name in ("old", "new")] == [False, True]
    assert all(each.load().plain for each in found.values())
