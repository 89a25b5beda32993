"""`functions_of` gives the student's own functions of another assignment, and says which are not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from kernels import Run

from grader import functions_of
from grader.course import CourseError

RIGHT = """
import numpy as np
import a_package_that_is_not_installed
RATE = np.float64(2.0)
history = train_for_hours()
print(history)
def halved(x):
    return x / RATE
def dL_db3(dL_dz3):
    return halved(dL_dz3).sum(axis=0)
def dL_db2(dL_dz2):
    raise NotImplementedError("Replace this line with your answer.")
dL_db1 = a_package_that_is_not_installed.gradient
"""


@pytest.fixture
def script(course_folder: Path) -> Path:
    """The student's Python file, saved a while ago."""
    path = course_folder / "exercises" / "backprop.py"
    path.parent.mkdir()
    path.write_text(RIGHT)
    os.utime(path, (1e9, 1e9))
    return path


def refusal(function: str) -> str:
    with pytest.raises(NotImplementedError) as raised:
        getattr(functions_of("backprop"), function)(np.ones((2, 3)))
    return str(raised.value)


def test_a_function_runs_with_what_it_needs_and_nothing_else_of_its_file(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backprop = functions_of("backprop")
    assert backprop.dL_db3(np.ones((4, 2))).tolist() == [2.0, 2.0]
    assert capsys.readouterr().out == ""


def test_what_is_not_written_says_so_when_it_is_called(script: Path) -> None:
    said = "{} is not written yet: write it in exercises/backprop.py, and save that file."
    assert refusal("dL_db2") == said.format("dL_db2")
    assert refusal("update") == said.format("update")


def test_what_stops_while_the_file_is_read_is_named(script: Path) -> None:
    assert refusal("dL_db1").startswith("dL_db1 cannot be used: backprop.py, line 13 stops with NameError")


def test_a_missing_file_is_named(course_folder: Path) -> None:
    files = "exercises/backprop.py or exercises/backprop/backprop.ipynb"
    assert refusal("update") == f"update is not there: no file {files}."


def test_a_file_that_is_no_python_is_named(script: Path) -> None:
    script.write_text("def update(:\n")
    assert refusal("update").startswith("update cannot be read from exercises/backprop.py. The file is not Python")


def test_the_copy_that_was_saved_last_counts_and_is_read_again(script: Path) -> None:
    backprop = functions_of("backprop")
    with pytest.raises(NotImplementedError):
        backprop.update(np.ones(2), np.ones(2), 0.5)
    notebook = script.parent / "backprop" / "backprop.ipynb"
    notebook.parent.mkdir()
    text = "def update(w, dL_dw, learning_rate):\n    return w - learning_rate * dL_dw"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "source": text}], "nbformat": 4}))
    assert backprop.update(np.ones(2), np.ones(2), 0.5).tolist() == [0.5, 0.5]


def test_misspelt_names_are_said_at_once(script: Path) -> None:
    with pytest.raises(AttributeError, match="backprop has no function dL_dz4; it has dL_dz3, dL_dW3"):
        functions_of("backprop").dL_dz4  # noqa: B018
    with pytest.raises(CourseError, match="there is no assignment 'backpropp'"):
        functions_of("backpropp")


def test_a_notebook_shows_the_sentence_and_no_traceback(run: Run, course_folder: Path) -> None:
    shown = run("from grader import functions_of\nfunctions_of('backprop').update(1, 2, 3)")
    files = "exercises/backprop.py or exercises/backprop/backprop.ipynb"
    assert shown.error == f"update is not there: no file {files}."
