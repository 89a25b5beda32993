"""`course train`, as a person types it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from right_functions import RIGHT

from grader.course import load_course
from quiz_app.training import curve, data
from quiz_app.training.command import train
from quiz_app.training.data import Digits
from quiz_app.training.screen import stopped_by_signals

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder outside the course."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, digits: Digits) -> None:
    """Few digits, and no picture: drawing takes longer than training on them."""
    monkeypatch.setattr(data, "load_digits", lambda *_, **__: digits)
    monkeypatch.setattr(curve, "write", lambda _, path: path.write_text("drawn"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(train, [str(argument) for argument in arguments])


def written(folder: Path, change: str = "") -> Path:
    file = folder / "mine.py"
    file.write_text(RIGHT + change)
    return file


@pytest.mark.usefixtures("quick")
class TestTraining:
    def test_right_functions_are_trained_and_the_run_is_saved_once(self, folder: Path) -> None:
        options = (written(folder), "--epochs", 2, "--hidden", 9, 7, "--batch-size", 8, "--output", "out")
        result = run(*options)
        assert result.exit_code == 0, result.output
        assert "on ten patterns: 70 to train, 40 to test." in result.output
        assert "Network 784-9-7-10, 2 epochs in batches of 8, learning rate 0.2" in result.output
        assert "epoch 2/2, step 18: loss " in result.output
        assert "Finished" in result.output
        with np.load("out/weights.npz") as saved:
            assert saved["W1"].shape == (9, 12)
        assert Path("out/curve.png").read_text() == "drawn"
        again = run(*options)
        assert again.exit_code == 2
        assert again.stderr == "course: out/weights.npz exists already; choose another folder with --output.\n"

    def test_a_failing_step_refuses_with_its_message_and_anyway_trains_it(self, folder: Path) -> None:
        file = written(folder, "\ndef dL_da2(dL_dz3, W3): return 2 * dL_dz3 @ W3\n")
        refused = run(file)
        assert refused.exit_code == 1
        assert "Not trained: 1 of 12 steps" in refused.output
        assert "dL_da2" in refused.output
        assert "Next:" in refused.output
        assert "--anyway" in refused.output
        assert not list(folder.glob("runs/*"))
        trained = run(file, "--anyway", "--learning-rate", 1e6)
        assert "Training although these steps fail: dL_da2." in trained.output
        assert "Diverged at step 2 with learning rate 1e+06" in trained.output
        assert trained.exit_code == 1
        assert sorted(path.name for path in folder.glob("runs/mine-001/*")) == ["curve.png", "weights.npz"]

    def test_a_step_that_is_not_written_cannot_be_trained_even_so(self, folder: Path) -> None:
        result = run(written(folder, "\ndef dL_da2(dL_dz3, W3): raise NotImplementedError\n"), "--anyway")
        assert result.exit_code == 1
        assert "Not written yet: dL_da2." in result.output
        assert "--anyway cannot help" in result.output


@pytest.mark.usefixtures("folder")
class TestAssignment:
    def test_functions_that_train_no_network_are_refused_in_a_sentence(self) -> None:
        result = run(ROOT / "solutions" / "optimizers" / "optimizers.py")
        assert result.exit_code == 2
        assert "The functions of optimizers do not train a network by themselves; `course train" in result.stderr
        assert not Path("runs").exists()

    def test_the_assignment_that_is_named_is_taken(self, folder: Path) -> None:
        result = run(written(folder), "--assignment", "optimizers")
        assert result.exit_code == 2
        assert "The functions of optimizers do not train" in result.stderr

    def test_an_unknown_assignment_says_which_there_are(self, folder: Path) -> None:
        result = run(written(folder), "--assignment", "algebra")
        assert result.exit_code == 2
        assert (
            "there is no assignment 'algebra' in course.toml; it has backprop, network, functions," in result.stderr
        )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--epochs", 0], "The epochs must be at least 1, not 0."),
        (["--hidden", -3, 100], "A hidden layer must have 1 to 4,096 units, not -3."),
        (["--learning-rate", "inf"], "The learning rate must be a number above 0, not inf."),
        (["--data", "nowhere"], "nowhere: no such folder (--data)"),
        (["nothing.py"], "nothing.py: no such file; give a .py or .ipynb file."),
        (["."], ".: is a folder, not a file; give a .py or .ipynb file."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_2(folder: Path, arguments: list[object], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"course: {sentence}")
    assert len(result.stderr.splitlines()) == 1
    assert not list(folder.iterdir())


def test_a_word_in_place_of_a_number_is_wrong_usage() -> None:
    assert run("--epochs", "many").exit_code == 2


class TestStopping:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_stops_the_run_and_the_handlers_go_back(self, number: int) -> None:
        before = signal.getsignal(number)
        stopped: list[bool] = []

        class Run:
            def stop(self) -> None:
                stopped.append(True)

        unfinished: Any = Run()
        with stopped_by_signals(unfinished) as received:
            signal.raise_signal(number)
        assert stopped == [True]
        assert received == {number}
        assert signal.getsignal(number) is before

    def test_a_second_ctrl_c_does_not_wait(self) -> None:
        class Run:
            def stop(self) -> None:
                return

        slow: Any = Run()
        with pytest.raises(KeyboardInterrupt), stopped_by_signals(slow):  # noqa: PT012
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    def test_ctrl_c_on_the_whole_command_keeps_what_was_reached(self, folder: Path) -> None:
        command = [sys.executable, "-m", "grader.start", "train", str(written(folder)), "--output", "out"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [*command, "--epochs", "100000", "--hidden", "20", "10"],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
        )
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("epoch "):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stdout.read()
        process.stdout.close()
        code = process.wait()
        watchdog.cancel()
        assert code == 130
        assert "Stopped at step " in rest
        assert "Saved: out/weights.npz and out/curve.png" in rest
        assert (folder / "out" / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_is_registered_for_the_course() -> None:
    from importlib.metadata import entry_points

    (entry,) = entry_points(group="course.commands", name="train")
    assert entry.load() is train
    assert load_course().data.mirrors
