"""The picture of a run, and what is saved of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from quiz_app.training import curve
from quiz_app.training.history import History
from quiz_app.training.output import OutputError, release, reserve
from quiz_app.training.settings import Settings

WEIGHTS = tuple(np.full(shape, 0.5, np.float32) for shape in ((3, 4), (3,), (2, 3), (2,), (10, 2), (10,)))
HISTORY = History(
    data="MNIST subset",
    settings=Settings(epochs=2, hidden=(3, 2)),
    outcome="finished",
    message="Finished.",
    losses=np.linspace(2.3, 0.05, 200),
    steps=np.array([100, 200]),
    accuracies=np.array([0.7, 0.912]),
    weights=WEIGHTS,
    parameters=("W1", "b1", "W2", "b2", "W3", "b3"),
    steps_per_epoch=100,
)


def texts(history: History) -> list[str]:
    from matplotlib.text import Text

    figure = Figure(layout="constrained")
    curve.draw(history, figure)
    return [text.get_text() for text in figure.findobj(Text)]


def test_it_says_in_words_what_it_shows() -> None:
    words = texts(HISTORY)
    assert "training loss\n(mean cross-entropy)" in words
    assert "test accuracy (%)" in words
    assert "epochs (passes over the training images)" in words
    assert "Your gradients read 91.2 % of the test digits correctly" in words
    assert "MNIST subset\n784-3-2-10, batches of 32, learning rate 0.2 falling to 0, seed 0" in words
    assert "91.20 %" in words


@pytest.mark.parametrize("losses", [[2.3, np.inf], [2.3, np.nan], [400.0], [0.0, 0.0]])
def test_a_run_of_few_or_of_endless_losses_can_be_drawn(losses: list[float]) -> None:
    none = np.zeros(0, dtype=np.int64)
    short = replace(HISTORY, losses=np.array(losses), outcome="diverged", steps=none, accuracies=none.astype(float))
    assert f"diverged at step {len(losses)}" in texts(short)
    assert "training steps" in texts(short)
    assert "not measured: no epoch was finished" in texts(short)


def test_the_mark_of_a_divergence_is_at_its_point() -> None:
    short = replace(HISTORY, losses=np.array([2.3, 3.0, 9000.0]), outcome="diverged")
    figure = Figure()
    curve.draw(short, figure)
    line, mark = figure.axes[0].lines
    assert np.asarray(line.get_xdata())[-1] == np.asarray(mark.get_xdata())[0] == 3


def test_every_batch_is_drawn_and_the_means_beside_them_are_called_means() -> None:
    noisy = replace(HISTORY, losses=np.tile([1.0, 3.0], 5000), steps_per_epoch=1000)
    figure = Figure()
    curve.draw(noisy, figure)
    raw, means = figure.axes[0].lines
    assert np.asarray(raw.get_ydata()).tolist() == noisy.losses.tolist()
    assert np.asarray(means.get_ydata()).tolist() == [2.0] * 100
    assert np.asarray(means.get_xdata())[0] == 50.5 / 1000
    assert "means of 100 batches" in texts(noisy)
    assert "each batch" in texts(noisy)
    assert figure.axes[0].get_yscale() == "log"


def test_of_a_short_run_no_means_are_drawn() -> None:
    short = replace(HISTORY, losses=HISTORY.losses[:50])
    assert not any(text.startswith("means of") for text in texts(short))


class TestSaving:
    def test_weights_and_curve_can_be_read_again(self, tmp_path: Path) -> None:
        weights_file, curve_file = HISTORY.save(tmp_path)
        with np.load(weights_file, allow_pickle=False) as saved:
            names = ["W1", "b1", "W2", "b2", "W3", "b3"]
            assert all(np.array_equal(saved[name], weight) for name, weight in zip(names, WEIGHTS, strict=True))
            assert saved["losses"].tolist() == HISTORY.losses.tolist()
            assert saved["accuracies"].tolist() == [0.7, 0.912]
        assert curve_file.read_bytes().startswith(b"\x89PNG")

    def test_nothing_is_overwritten(self, tmp_path: Path) -> None:
        for name in ("weights.npz", "curve.png"):
            folder = tmp_path / name[:5]
            folder.mkdir()
            (folder / name).write_text("mine")
            with pytest.raises(OutputError, match=rf"{name} exists already; choose another folder with --output"):
                reserve(folder, "backprop")
            with pytest.raises(FileExistsError):
                HISTORY.save(folder)
            assert (folder / name).read_text() == "mine"

    def test_every_run_gets_a_folder_of_its_own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        folders = [reserve(None, "backprop") for _ in range(2)]
        assert [str(folder) for folder in folders] == ["runs/backprop-001", "runs/backprop-002"]
        (folders[1] / "weights.npz").write_text("kept")
        for folder in folders:
            release(folder)
        assert not folders[0].exists()
        assert folders[1].exists()
        assert str(reserve(None, "mine")) == "runs/mine-003"

    def test_a_folder_that_cannot_be_made_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(OutputError, match=r"file/run: cannot be made \(Not a directory\)"):
            reserve(tmp_path / "file" / "run", "backprop")
