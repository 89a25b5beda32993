"""`course train --recipe`, as a person types it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from submissions import ROOT

from grader.building.untouched import untouched_exercises
from quiz_app.networks_at_hand import of_files
from quiz_app.training.command import train

RECIPE = """
data = "xor"
examples = 60
epochs = 3
blocks = [{ use = "linear", units = 4 }, { use = "functions.tanh" }]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course in which nothing is written yet, and a recipe."""
    shutil.copy(ROOT / "course.toml", tmp_path)
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    shutil.copytree(untouched_exercises(), tmp_path / "exercises")
    (tmp_path / "net.toml").write_text(RECIPE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def solve(folder: Path, *assignments: str) -> None:
    for name in assignments:
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder / "exercises")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(train, ["--recipe", *arguments])


def test_what_is_not_written_yet_is_named(folder: Path) -> None:
    solve(folder, "backprop")
    result = run("net.toml")
    assert result.exit_code == 1
    assert "functions.tanh, functions.dL_dz_tanh are not written yet" in result.output
    assert "dL_dz3" not in result.output


def test_functions_of_two_files_train_and_the_end_is_said(folder: Path) -> None:
    solve(folder, "backprop", "functions")
    result = run("net.toml")
    assert result.exit_code == 0, result.output
    assert "3 blocks, 22 parameters." in result.output
    assert "Finished: 3 epochs." in result.output
    assert "of the training data" in result.output


def test_a_file_that_is_given_takes_the_place_of_the_copy(folder: Path) -> None:
    solve(folder, "backprop")
    mine = folder / "mine.py"
    mine.write_text("def tanh(z):\n    return z / 2\ndef dL_dz_tanh(dL_da, z):\n    raise OSError('ow')\n")
    result = run("net.toml", "mine.py", "--assignment", "functions")
    assert result.exit_code == 1
    assert "functions.dL_dz_tanh raised OSError in step 1: ow (mine.py, line 4: raise OSError('ow'))" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.toml",), "none.toml: no text file that can be read"),
        (("course.toml",), "course.toml: limits is no choice of an experiment"),
        (("net.toml", "--epochs", "3"), "--epochs does not go with --recipe"),
        (("net.toml", "missing.py"), "missing.py: no such file"),
    ],
)
def test_wrong_usage_is_one_sentence_and_2(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_network_that_reads_digits_is_kept_for_the_page_draw(folder: Path) -> None:
    solve(folder, "backprop", "depth")
    (folder / "digits.toml").write_text(
        'data = "digits"\nexamples = 200\nepochs = 2\n'
        'blocks = [{ use = "linear", units = 8 }, { use = "depth.batch_norm" }, { use = "relu" }]\n',
        encoding="utf-8",
    )
    result = run("digits.toml")
    assert result.exit_code == 0, result.output
    assert "Saved: runs/digits-001/weights.npz. The app's page Draw shows it digits." in result.output
    (found,) = of_files(folder)
    assert re.fullmatch(
        r"runs/digits-001/weights\.npz \(2 × linear, batch norm, ReLU\), saved .*, \d+\.\d % right", found.name
    )
    network = found.load()
    assert (network.answers, network.goes_back, len(network.beside)) == (True, True, 200)
    assert run("net.toml").exit_code in (0, 1)
    assert len(of_files(folder)) == 1  # a network of the plane reads no digits
