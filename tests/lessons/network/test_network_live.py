"""What the lesson on the whole network says of its own outputs, in a real kernel with the solution."""

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

EXPERIMENTS = """
for widths in ((784, 10), (784, 30, 10), (784, *[30] * 10, 10)):
    learn(widths)
sure = (W_learned[:-1] + [10 * W_learned[-1]], b_learned[:-1] + [10 * b_learned[-1]])
wrong = predict(test_X, W_learned, b_learned) != digits.test_labels
one, ten = (loss(forward(test_X[wrong], *net)[1][-1], test_y[wrong]) for net in ((W_learned, b_learned), sure))
print(f"same predictions: {np.all(predict(test_X, W_learned, b_learned) == predict(test_X, *sure))}")
print(f"times the loss: {ten / one:.2f}")
def towards_8(pictures, steps):
    eights = np.tile(np.eye(10)[8], (len(pictures), 1))
    for _ in range(steps):
        zs, activations = forward(pictures, W_learned, b_learned)
        pictures = pictures - 0.02 * np.sign(input_gradient(W_learned, zs, activations, eights))
        pictures = np.clip(pictures, 0.0, 1.0)
    return forward(pictures, W_learned, b_learned)[1][-1][:, 8]
print(f"eights: {np.mean(towards_8(test_X, 10) > 0.5):.3f}")
grey = np.full((1, 784), 0.5)
print(f"grey: {towards_8(grey, 0)[0]:.2f} {towards_8(grey, 3)[0]:.4f}")
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("network")
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "exercises").mkdir()
    shutil.copy(ROOT / "solutions" / "backprop" / "backprop.py", folder / "exercises" / "backprop.py")
    course = load_course(folder)
    write_source(course, course.assignment("network"))
    notebook = nbformat.read(folder / ".course" / "source" / "network" / "network.ipynb", as_version=4)
    notebook.cells[-2].source += EXPERIMENTS
    return _printed(notebook, folder)


def _printed(notebook: Any, folder: Path) -> str:
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place)
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("MPLBACKEND", raising=False)
        cells = client.execute().cells
    assert [out for cell in cells for out in cell.get("outputs", ()) if out.output_type == "error"] == []
    return "".join(out.text for cell in cells for out in cell.get("outputs", ()) if out.get("name") == "stdout")


def test_it_begins_with_the_students_own_functions(printed: str) -> None:
    assert "No such function: backprop has no function dL_dW4; it has dL_dz3, dL_dW3" in printed
    for names in ("dL_dW3, dL_dW2, dL_dW1", "dL_db3, dL_db2, dL_db1", "dL_da2, dL_da1", "dL_dz2, dL_dz1"):
        assert f"{names}: largest difference 0e+00" in printed


def test_the_numbers_are_those_of_pytorch(printed: str) -> None:
    differences = re.findall(r"^(?:L|dL_d)\S*.* largest difference (\S+e-\d+)$", printed, re.MULTILINE)
    assert len(differences) == 7
    assert max(map(float, differences)) <= 5.01e-07


def test_the_network_learns_to_read(printed: str) -> None:
    runs = _runs(printed)
    first = runs["(784, 100, 50, 10)"]
    assert first["before"] == pytest.approx(2.3, abs=0.15)
    assert first[1] > 85
    assert first[15] == pytest.approx(94, abs=1)
    assert runs["(784, 64, 64, 64, 64, 10)"][15] == pytest.approx(94.5, abs=1.5)


def test_depth_brings_what_the_answer_says(printed: str) -> None:
    runs = _runs(printed)
    ten = runs[f"(784, {'30, ' * 10}10)"]
    assert runs["(784, 10)"][15] == pytest.approx(91, abs=0.7)
    assert runs["(784, 30, 10)"][15] == pytest.approx(93, abs=0.7)
    assert (ten[1], ten[15]) == (pytest.approx(70, abs=2), pytest.approx(90, abs=1))


def test_the_gradient_fools_it_and_noise_does_not(printed: str) -> None:
    found = re.findall(r"ε = (\S+) +(\S+)% +(\S+)%", printed)
    rows = {float(epsilon): (float(fooled), float(noisy)) for epsilon, fooled, noisy in found}
    assert rows[0.1][0] < 25
    assert rows[0.1][1] > 92
    assert rows[0.0][0] == rows[0.0][1]


def test_the_experiments_come_out_as_the_answers_say(printed: str) -> None:
    assert "same predictions: True" in printed
    assert float(re.findall(r"times the loss: (\S+)", printed)[0]) == pytest.approx(6.3, abs=0.4)
    assert float(re.findall(r"eights: (\S+)", printed)[0]) > 0.98
    ((start, end),) = re.findall(r"grey: (\S+) (\S+)", printed)
    assert float(start) == pytest.approx(0.92, abs=0.006)
    assert float(end) > 0.999


def _runs(printed: str) -> dict[str, dict[str | int, float]]:
    """By the widths: the loss before, and after some epochs the test digits that are right, per cent."""
    runs: dict[str, dict[str | int, float]] = {}
    for text in printed.split("A network with the widths ")[1:]:
        runs[text.partition("\n")[0]] = {
            "before": float(re.findall(r"before: +loss (\S+)", text)[0]),
            **{int(epoch): float(right) for epoch, right in re.findall(r"epoch +(\d+): .* (\S+)% of", text)},
        }
    return runs
