"""Training in a notebook: plain functions in, a history out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quiz_app.training import here, train_here
from quiz_app.training.data import Digits

SMALL: dict[str, Any] = {"epochs": 8, "batch_size": 8, "hidden": (9, 7), "learning_rate": 0.3, "seed": 3}
Changed = Callable[[str], dict[str, Any]]


@pytest.fixture(autouse=True)
def _made_up_digits(monkeypatch: pytest.MonkeyPatch, digits: Digits, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # nothing is kept in the checkout
    monkeypatch.setattr(here, "load_digits", lambda _: digits)


def test_it_prints_the_data_a_line_per_epoch_and_how_it_went(
    functions: dict[str, Any], digits: Digits, capsys: pytest.CaptureFixture[str]
) -> None:
    history = train_here(functions, **SMALL)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == digits.description
    assert [line[:10] for line in lines[1:-1]] == [f"epoch  {epoch}/8" for epoch in range(1, 9)]
    assert lines[-1] == history.message
    assert history.outcome == "finished"
    assert len(history.losses) == 8 * 9
    assert history.steps.tolist() == [9 * epoch for epoch in range(1, 9)]
    assert history.accuracy is not None
    assert history.accuracy > 0.8
    assert history.losses[-9:].mean() < history.losses[:9].mean() / 2


def test_it_can_keep_quiet(functions: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    train_here(functions, show=False, **SMALL)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "dL_da2 = [1.0]",
            "The name dL_da2 holds something else by now, and not your function: a line such as `dL_da2 =",
        ),
        ("del dL_da2", "dL_da2 is missing: training calls all 12 functions. Run the cells that define them"),
        ("def dL_da2(dL_dz3, W3): raise NotImplementedError", "dL_da2 is not written yet: write it"),
    ],
)
def test_what_is_not_written_yet_is_said_and_does_not_stop_the_notebook(
    changed: Changed, source: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    history = train_here(changed(source), **SMALL)
    history.plot()
    assert history.outcome == "not ready"
    assert history.accuracy is None
    assert history.message.startswith(sentence)
    assert "nothing to draw yet" in capsys.readouterr().out


def test_an_exception_of_the_student_comes_through_with_the_step_that_it_was(changed: Changed) -> None:
    source = """
calls = []
def dL_db2(dL_dz2):
    calls.append(1)
    return dL_dz2.sum(axis=0) if len(calls) < 12 else 1 / 0
"""
    with pytest.raises(ZeroDivisionError) as error:
        train_here(changed(source), **SMALL)
    assert error.value.__notes__ == ["This was dL_db2, in training step 12."]


def test_a_wrong_shape_is_named(changed: Changed, capsys: pytest.CaptureFixture[str]) -> None:
    history = train_here(changed("def dL_db3(dL_dz3): return dL_dz3.sum(axis=0)[:, None]"), **SMALL)
    assert history.outcome == "failed"
    assert history.message.startswith("dL_db3 returned an array of shape (10, 1) in step 1")
    history.plot()
    assert "nothing to draw yet" in capsys.readouterr().out


def test_a_gradient_that_is_no_number_is_named(changed: Changed) -> None:
    history = train_here(changed("def dL_da2(dL_dz3, W3): return dL_dz3 @ W3 * np.nan"), **SMALL)
    assert history.outcome == "diverged"
    assert (
        "dL_da2 returned NaN in step 1; what it was given held only finite numbers. Look at dL_da2."
        in history.message
    )


def test_an_interrupted_kernel_keeps_what_was_reached(changed: Changed) -> None:
    source = """
calls = []
def dL_db2(dL_dz2):
    calls.append(1)
    if len(calls) == 12:
        raise KeyboardInterrupt
    return dL_dz2.sum(axis=0)
"""
    history = train_here(changed(source), **SMALL)
    assert history.outcome == "stopped"
    assert history.message == "Stopped at step 11 of 72; what was reached is kept."
    assert history.steps.tolist() == [9, 11]
    assert len(history.losses) == 11


def test_divergence_is_said_with_its_step(functions: dict[str, Any]) -> None:
    history = train_here(functions, **{**SMALL, "learning_rate": 1e5})
    assert history.outcome == "diverged"
    assert history.message.startswith(f"Diverged at step {len(history.losses)} with learning rate 100000")


def test_the_weights_are_those_of_the_network(functions: dict[str, Any]) -> None:
    weights = train_here(functions, **SMALL).weights
    assert [weight.shape for weight in weights] == [(9, 12), (9,), (7, 9), (7,), (10, 7), (10,)]
    assert all(np.isfinite(weight).all() for weight in weights)


def test_a_finished_run_is_kept_in_the_course_and_nowhere_else(
    functions: dict[str, Any], course_folder: Path, tmp_path: Path
) -> None:
    (course_folder / "exercises").mkdir()
    os.chdir(course_folder / "exercises")
    history = train_here(functions, show=False, **SMALL)
    os.chdir(tmp_path)
    elsewhere = train_here(functions, show=False, **SMALL)

    assert history.saved == course_folder / "runs" / "notebook-001" / "weights.npz"
    with np.load(history.saved) as saved:
        assert np.array_equal(saved["W1"], history.weights[0])
    assert elsewhere.saved is None
    assert not (tmp_path / "runs").exists()


def test_a_run_that_diverged_or_never_began_is_not_kept(functions: dict[str, Any], course_folder: Path) -> None:
    for given, rate in (({}, 0.1), (functions, 1e9)):
        assert train_here(given, show=False, **{**SMALL, "learning_rate": rate}).saved is None
    assert not (course_folder / "runs").exists()
