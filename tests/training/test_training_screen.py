"""What a run says about itself on the terminal."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from quiz_app.training.screen import DownloadBar, clock, figures, follow, say
from quiz_app.training.worker import Progress

NOW = Progress(
    step=1234,
    epoch=3,
    losses=np.array([0.12345]),
    accuracy=0.9412,
    steps_per_second=1234.5,
    seconds_left=65.0,
    gradient_norms=(1.0,) * 6,
)


def test_the_line_has_loss_accuracy_pace_and_time_left() -> None:
    assert figures(NOW) == "loss 0.1235, test 94.12 %, 1,234 steps/s, 1:05 left"


def test_the_line_fits_beside_the_bar_and_is_ascii_for_any_run() -> None:
    slow = replace(NOW, losses=np.array([123456.7]), steps_per_second=0.0123, seconds_left=float("inf"), accuracy=1.0)
    for progress in (NOW, slow, replace(NOW, losses=np.zeros(0), accuracy=None)):
        assert figures(progress).isascii()
        assert len(figures(progress)) <= 57
    assert "0.012 steps/s" in figures(slow)


@pytest.mark.parametrize("terminal", [True, False])
def test_on_a_terminal_lines_break_between_words_and_elsewhere_not_at_all(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "40")
    text = "Saved: /a/very/long/path/that/no/terminal/has/room/for.npz and more.\n\n  short"
    say(text)
    stream.seek(0)
    lines = stream.read().splitlines()
    if not terminal:
        assert lines == text.split("\n")
    else:
        assert lines == ["Saved:", "/a/very/long/path/that/no/terminal/has/room/for.npz", "and more.", "", "  short"]


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (61, "1:01"), (3599.6, "1:00:00"), (1e9, "99:59:59")])
def test_times_are_read_at_a_glance(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def made_up_run(*steps: int) -> Any:
    """Stands where a run stands; two epochs of 10 steps."""

    class Run:
        total_steps, steps_per_epoch = 20, 10
        settings = SimpleNamespace(epochs=2)

        def __iter__(self) -> Any:
            return (replace(NOW, step=step, epoch=(step - 1) // 10 + 1) for step in steps)

        def progress(self) -> Progress:
            return replace(NOW, step=steps[-1], seconds_left=0.0)

    return Run()


def test_without_a_terminal_each_epoch_is_a_line_of_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    follow(made_up_run(1, 5, 10, 15, 20))
    assert capsys.readouterr().out.splitlines() == [
        f"epoch 1/2, step 10: {figures(NOW)}",
        f"epoch 2/2, step 20: {figures(NOW)}",
    ]


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "latin-1"])
def test_a_terminal_of_any_encoding_gets_one_live_line(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(raw, encoding=encoding))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    follow(made_up_run(1, 10, 20))
    sys.stdout.flush()
    shown = raw.getvalue().decode(encoding)
    assert "epoch 1/2" in shown
    assert "epoch 2/2" in shown
    assert figures(NOW) in shown
    assert shown.count("\n") == 1


def test_what_a_stream_cannot_show_becomes_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    say("∂L raised «ValueError»")
    assert raw.getvalue() == b"?L raised ?ValueError?\n"


def test_without_a_terminal_a_download_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    bar = DownloadBar("train-images-idx3-ubyte")
    bar.total = 100
    for step in (64, 64):
        bar.update(step)
    bar.reset()
    bar.close()
    assert capsys.readouterr().out == "downloading train-images-idx3-ubyte\n"
