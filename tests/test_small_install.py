"""The engine alone: what works without the extras, and what a command that lacks one says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from submissions import ROOT, Ended

_EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
_MODULES = {"python-dateutil": "dateutil"}  # a package's name: that of its module, where it is another one
_LACKING = sorted(
    {
        _MODULES.get(name, name)
        for extra in ("app", "notebook", "class", "cluster")
        for name in re.findall(r"^[\w-]+", "\n".join(_EXTRAS[extra]), re.MULTILINE)
    }
    - {"dateutil"}  # matplotlib brings it
)
_PROGRAM = "import sys; sys.modules |= dict.fromkeys({lacking!r}); from grader.start import main; main()"


def course(folder: Path, *arguments: str) -> Ended:
    """The command where the packages of the extras are not to be had."""
    program = _PROGRAM.format(lacking=[*_LACKING, "nbconvert", "distributed", "dask"])
    command = [sys.executable, "-c", program, *arguments]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_the_extras_are_what_is_left_out() -> None:
    assert {"nbgrader", "streamlit", "jupyterlab", "distributed", "jupytext"} <= set(_LACKING)


def test_what_a_person_needs_to_write_check_and_train(course_folder: Path) -> None:
    file = course_folder / "backprop.py"
    shutil.copy(ROOT / "solutions/backprop/backprop.py", file)
    assert course(course_folder, "check", "backprop.py").code == 0
    assert json.loads(course(course_folder, "grade", "--json", "--any-isolation", "backprop.py").out)
    assert "Hint 1" in course(course_folder, "hint", "dL_dz3").out
    trained = course(course_folder, "train", "backprop.py", "--epochs", "1", "--hidden", "8", "8")
    assert trained.code == 0, trained.err
    assert course(course_folder, "reset", "dL_dz3", "backprop.py").code == 0
    assert "isolation" in course(course_folder, "doctor").out
    assert "train" in course(course_folder, "--help").out


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("app", "app"),
        ("build", "class"),
        ("autograde backprop", "class"),
        ("report backprop", "class"),
        ("feedback backprop", "class"),
        ("export", "class"),
        ("kit new", "class"),
    ],
)
def test_a_command_that_lacks_an_extra_says_which_in_a_sentence(
    course_folder: Path, command: str, extra: str
) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", course_folder)
    ended = course(course_folder, *command.split())
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1), ended.err[-500:]
    assert f'python -m pip install "backprop-course[{extra}]"' in ended.err
