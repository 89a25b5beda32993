"""Inside a network of blocks: the numbers of a batch fit each other, and each function is found in its file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from grader.sandbox import Chunk, Sandbox
from quiz_app.laboratory.assembling import Shelf, assembled
from quiz_app.laboratory.experiment import Chosen, Experiment
from quiz_app.laboratory.inside import Inside, calls_for, calls_of, matrix_of, place_of
from quiz_app.laboratory.run import INSIDE_ROWS, open_experiment
from quiz_app.laboratory.snapshot import MOST_UNITS
from quiz_app.training.examples import examples
from quiz_app.training.program import Program
from quiz_app.views.network_picture import MOST_COLUMNS, ChosenPlace, chosen_place, picture_data

Files = Mapping[str, tuple[Chunk, ...]]


def looked_into(experiment: Experiment, shelf: Shelf, files: Files, sandbox: Sandbox) -> tuple[Program, Inside]:
    """The numbers after three steps."""
    data = examples(experiment.data, experiment.examples, experiment.noise, experiment.seed)
    program = assembled(experiment, shelf, data.rows.shape[1], data.classes)
    with open_experiment(experiment, program, files, data, sandbox, 5.0) as run:
        assert run.inside() is None
        run.advance(3)
        found = run.inside()
    assert found is not None
    assert found.step == 3
    return program, found


def value(inside: Inside, name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    found = inside.of(name)
    assert found is not None
    return found


def test_the_numbers_of_a_batch_fit_each_other(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    tanh = Experiment(blocks=(Chosen("linear", units=6), Chosen("functions.tanh")), batch_size=16)
    program, inside = looked_into(tanh, shelf, solved, sandbox)
    assert value(inside, "x").shape == (16, 2)
    assert value(inside, "y2") == pytest.approx(np.tanh(value(inside, "y1")), abs=1e-6)
    back = value(inside, "dy2") * (1 - value(inside, "y2") ** 2)
    assert value(inside, "dy1") == pytest.approx(back, abs=1e-6)
    matrix = matrix_of(program, 0)
    assert value(inside, f"d{matrix}") == pytest.approx(value(inside, "dy1").T @ value(inside, "x"), abs=1e-5)
    # Without a state the last step was taken against that gradient: from the weights before it came the answers.
    before = value(inside, matrix) + tanh.learning_rate * value(inside, f"d{matrix}")
    bias = next(each.name for each in program.parameters if each.block == 0 and len(each.shape) == 1)
    biases = value(inside, bias) + tanh.learning_rate * value(inside, f"d{bias}")
    assert value(inside, "y1") == pytest.approx(value(inside, "x") @ before.T + biases, abs=1e-4)


def test_of_a_wide_network_the_first_units_are_shown(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    wide = Experiment(data="digits", blocks=(Chosen("linear", units=40), Chosen("relu")), batch_size=64)
    program, inside = looked_into(wide, shelf, solved, sandbox)
    assert value(inside, "x").shape == (INSIDE_ROWS, MOST_UNITS)
    assert value(inside, "y1").shape == (INSIDE_ROWS, MOST_UNITS)
    assert value(inside, matrix_of(program, 0)).shape == (MOST_UNITS, 784)
    data = picture_data(program, inside, ["linear", "ReLU", "linear"], [784, 40, 40, 10], dark=False)
    assert [(each["units"], each["more"]) for each in data["columns"]] == [(12, 772), (12, 28), (12, 28), (10, 0)]
    assert [len(each["edges"]) for each in data["columns"]] == [0, 144, 12, 120]


def test_of_a_deep_network_both_ends_are_drawn(shelf: Shelf, solved: Files, sandbox: Sandbox) -> None:
    deep = Experiment(blocks=(Chosen("linear", units=3), Chosen("relu")) * 10)
    program, inside = looked_into(deep, shelf, solved, sandbox)
    columns = picture_data(program, inside, ["block"] * 21, [2, *[3] * 20, 2], dark=True)["columns"]
    assert len(columns) <= MOST_COLUMNS
    assert [each["block"] for each in columns] == [-1, 0, 1, 2, 3, 4, 15, 16, 17, 18, 19, 20]
    assert columns[6]["edges"] == []


def test_who_computes_what(shelf: Shelf) -> None:
    program = assembled(Experiment(blocks=(Chosen("linear", units=6), Chosen("relu"))), shelf, 2, 2)
    assert [name for name, _ in calls_for(program, matrix_of(program, 0))] == ["backprop.dL_dW2", "backprop.update"]
    assert [name for name, _ in calls_of(program, 1)] == ["engine.relu", "backprop.dL_dz2"]


def test_a_function_is_found_where_it_was_defined_last() -> None:
    files = {
        "one": (
            Chunk("cell 2", "import numpy as np\n\ndef f(x):\n    return x\n"),
            Chunk("cell 5", "# again\ndef f_of(x):\n    return 1\ndef f(x):\n    return 2 * x\n", 10),
            Chunk("cell 7", "    def f(x): pass  # no definition of the file's\ng = lambda x: x\n"),
        )
    }
    assert place_of(files, "one.f") == "cell 5, line 14"
    assert place_of(files, "one.g") == "cell 7, line 2"
    assert place_of(files, "one.h") == "not found in the file"
    assert place_of(files, "two.f") == "not found in the file"
    assert place_of(files, "engine.relu") == "the course's own"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("unit 2 5", ChosenPlace(2, 5)),
        ("unit -1 0", ChosenPlace(-1, 0)),
        ("edge 2 5 3", ChosenPlace(2, 5, 3)),
        ("", None),
        (None, None),
        ("unit 2", None),
        ("edge -1 0 0", None),
        ("unit 2 5; x", None),
        (["unit 2 5"], None),
    ],
)
def test_what_a_browser_says_is_a_place_or_nothing(said: object, place: ChosenPlace | None) -> None:
    assert chosen_place(said) == place
