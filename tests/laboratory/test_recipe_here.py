"""A recipe in a notebook: functions of the kernel, and of the student's other files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from grader.course import Course
from quiz_app.laboratory.experiment import ExperimentError
from quiz_app.training import train_here
from quiz_app.training.settings import SettingsError

RECIPE = """
data = "moons"
examples = 100
epochs = 40
blocks = [{ use = "linear", units = 8 }, { use = "functions.tanh" }]
learning_rate = 0.3
"""


@pytest.fixture
def recipe(tmp_path: Path, course: Course, course_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recipe in a course whose exercises for the linear block are solved; the current folder is the course's."""
    exercises = course_folder / "exercises"
    exercises.mkdir(exist_ok=True)
    shutil.copy(course.reference_file(course.assignments["backprop"]), exercises / "backprop.py")
    monkeypatch.chdir(course_folder)
    path = tmp_path / "net.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def kernel() -> dict[str, object]:
    return {"tanh": np.tanh, "dL_dz_tanh": lambda upstream, z: upstream * (1 - np.tanh(z) ** 2)}


def test_it_trains_with_the_kernels_functions_and_those_of_other_files(
    recipe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = train_here(kernel(), recipe=recipe)
    lines = capsys.readouterr().out.splitlines()
    assert history.outcome == "finished", history.message
    assert history.accuracy is not None
    assert history.accuracy > 0.8
    assert history.saved is None
    assert lines[0].startswith("Two moons")
    assert lines[-1] == f"Finished: {history.accuracy:.1%} of what was held back is right."
    assert len(lines) == 23  # the data, twenty epochs and the last one, the end
    again = train_here(kernel(), recipe=recipe, show=False)
    assert np.array_equal(history.losses, again.losses)


def test_the_kernels_functions_are_the_ones_that_are_called(recipe: Path) -> None:
    history = train_here({**kernel(), "tanh": lambda z: z * np.nan}, recipe=recipe, show=False)
    assert history.outcome == "diverged"
    assert "functions.tanh in block 2 returned NaN in step 1" in history.message


def test_what_neither_has_is_named(recipe: Path) -> None:
    history = train_here({}, recipe=recipe, show=False)
    assert history.outcome == "not ready"
    assert history.message.startswith("functions.tanh, functions.dL_dz_tanh are missing")


def test_settings_beside_a_recipe_are_refused(recipe: Path, tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"^With a recipe all settings are in its file: leave epochs, seed away\.$"
    ):
        train_here(kernel(), 3, recipe=recipe, seed=1)
    with pytest.raises(ExperimentError, match=r"none\.toml: no text file that can be read"):
        train_here(kernel(), recipe=tmp_path / "none.toml")
