"""What the lesson on deep networks says of its own outputs, in a real kernel with the solution."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from submissions import ROOT

from grader.building.course_copies import write_source
from grader.course import load_course

OTHERS = ("backprop", "network", "functions")
EXPERIMENTS = """
def zero_blocks(n_out, n_in, rng):
    return he_init(n_out, n_in, rng) * (n_out != n_in)

for label, arguments, settings in (
    ("clipped batch norm", ("batch norm", 0.1, 0.1, 1.0), {}),
    ("loosely clipped", ("batch norm", 0.1, 0.1, 5.0), {}),
    ("clipped before", ("plain", 0.1, 0.1, 1.0), {}),
    ("four in a batch", ("batch norm", 0.1, 0.02), {"batch_size": 4, "epochs": 2}),
    ("64 in a batch", ("batch norm", 0.1, 0.02), {"epochs": 2}),
    ("four and three layers", ("batch norm", 0.1, 0.02), {"batch_size": 4, "epochs": 2, "depth": 3}),
    ("high rate", ("plain", he_init, 0.1), {}),
    ("high rate, clipped", ("plain", he_init, 0.1, 1.0), {}),
    ("blocks of zeros", ("skip", zero_blocks, 0.1), {}),
    ("three layers", ("plain", he_init, 0.1), {"depth": 3}),
):
    losses, right = shown(train, *arguments, **settings)
    print(f"experiment {label}: {100 * right:.0f}")
layers = first_layers("batch norm", 0.1)
norms = []
for batch in np.random.default_rng(0).permutation(4000)[:640].reshape(10, 64):
    activations, y_pred = forward(layers, "batch norm", X[batch])
    gradients, _ = backward(layers, "batch norm", activations, y_pred, y_target[batch])
    norms.append(np.sqrt(sum(np.sum(g**2) for own in gradients for g in own.values())))
print("norms", *norms)
for units in ("relu", "sigmoid"):
    activations, gradients = measured(*normal_weights(20, 0.1), units)
    print("weights", units, *(f"{a * g:.1e}" for a, g in zip(activations, gradients)))
print("rising", *(f"{size:.2e}" for size in measured(*normal_weights(20, 0.3))[1]))
layers = first_layers("skip", zero_blocks)
activations, y_pred = forward(layers, "skip", X[:64])
gradients, _ = backward(layers, "skip", activations, y_pred, y_target[:64])
print("zero blocks", max(np.abs(own["W"]).max() for own in gradients[1:-1]))
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("depth")
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "exercises").mkdir()
    for name in OTHERS:
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder / "exercises")
    course = load_course(folder)
    write_source(course, course.assignment("depth"))
    notebook = nbformat.read(folder / ".course" / "source" / "depth" / "depth.ipynb", as_version=4)
    notebook.cells[-2].source += EXPERIMENTS
    return _printed(notebook, folder)


def _printed(notebook: Any, folder: Path) -> str:
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place)
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("MPLBACKEND", raising=False)
        cells = client.execute().cells
    assert [out for cell in cells for out in cell.get("outputs", ()) if out.output_type == "error"] == []
    return "".join(out.text for cell in cells for out in cell.get("outputs", ()) if out.get("name") == "stdout")


def test_three_layers_learn_and_twenty_do_not(printed: str) -> None:
    (three,) = re.findall(r"^ 3 layers +loss .* (\d+) % right$", printed, re.MULTILINE)
    assert int(three) > 80
    assert "20 layers   loss 2.303  2.303  2.303   10 % right" in printed


def test_each_layer_halves_activations_and_gradient(printed: str) -> None:
    rows = re.findall(r"^ +(\d+) +(\S+e\S+) +(\S+e\S+)$", printed, re.MULTILINE)
    sizes = {int(layer): (float(forward), float(back)) for layer, forward, back in rows}
    assert list(sizes) == [1, 5, 10, 15, 20]
    for start, end in ((5, 10), (10, 15)):
        assert 0.35 < (sizes[end][0] / sizes[start][0]) ** (1 / 5) < 0.52
        assert 0.35 < (sizes[start][1] / sizes[end][1]) ** (1 / 5) < 0.52


def test_the_weights_that_get_least_are_those_that_the_answer_says(printed: str) -> None:
    relu, sigmoid = ([float(size) for size in _after(printed, f"weights {units}")] for units in ("relu", "sigmoid"))
    assert max(relu[1:]) / min(relu[1:]) < 10
    assert sigmoid[1] < 1e-14 * sigmoid[-1] < 1
    rising = [float(size) for size in _after(printed, "rising")]
    assert (rising[0] / rising[-1]) ** (1 / 19) == pytest.approx(1.4, abs=0.05)


def test_the_gradient_arrives_where_the_text_says(printed: str) -> None:
    found = re.findall(
        r"^(plain|batch norm|skip), (\S+(?: 0\.\d+)?) +layer 20: (\S+) +layer 2: (\S+)$", printed, re.M
    )
    kept = {f"{kind}, {first}": float(second) / float(last) for kind, first, last, second in found}
    assert kept["plain, spread 0.1"] < 1e-5
    assert 0.2 < kept["plain, he_init"] < 5
    assert 0.2 < kept["skip, spread 0.02"] < 5
    assert kept["batch norm, spread 0.1"] > 10
    assert kept["skip, spread 0.1"] > 10


def test_twenty_layers_learn_after_all(printed: str) -> None:
    rows = re.findall(r"^(before|he_init|batch norm|skip)(.*?) +loss (\S+) -> (\S+) +(\d+) % right$", printed, re.M)
    runs = {kind + rest: (last, int(right)) for kind, rest, _, last, right in rows}
    assert runs["before: plain, spread 0.1"] == ("2.303", 10)
    assert runs["he_init"][1] > 75
    assert runs["batch norm, spread 0.1"][1] > 80
    assert runs["skip, spread 0.02"][1] > 85
    assert runs["skip, spread 0.1"][0] == "nan"
    assert runs["skip, spread 0.1, clipped"][1] > 75
    assert float(runs["skip, spread 0.02"][0]) == min(float(last) for last, _ in runs.values() if last != "nan")


def test_the_experiments_come_out_as_the_answer_says(printed: str) -> None:
    right = {label: int(share) for label, share in re.findall(r"^experiment (.*): (\d+)$", printed, re.MULTILINE)}
    assert 30 < right["clipped batch norm"] < 65
    assert right["loosely clipped"] > 80
    assert right["clipped before"] == 10
    assert right["four in a batch"] < 27
    assert right["64 in a batch"] > 1.7 * right["four in a batch"]
    assert right["four and three layers"] > 80
    assert right["high rate"] < right["high rate, clipped"] - 20
    assert right["high rate, clipped"] > 65
    assert right["blocks of zeros"] == pytest.approx(91, abs=2)
    assert right["three layers"] > 90
    assert 25 < min(map(float, _after(printed, "norms"))) < max(map(float, _after(printed, "norms"))) < 65
    assert float(_after(printed, "zero blocks")[0]) == 0


def _after(printed: str, label: str) -> list[str]:
    (line,) = re.findall(rf"^{label} (.*)$", printed, re.MULTILINE)
    return str(line).split()
