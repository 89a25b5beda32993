"""What the lesson on the whole network says of its own outputs, in a real kernel with the solution."""

from __future__ import annotations

import re

import lesson_runs
import pytest


@pytest.fixture(scope="module")
def printed() -> str:
    return lesson_runs.solved("network").printed


def test_it_begins_with_the_students_own_functions(printed: str) -> None:
    assert "backprop has no function dL_dW4;\nit has dL_dz3, dL_dW3" in printed
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
    assert (ten[1], ten[15]) == (pytest.approx(70, abs=2), pytest.approx(90.5, abs=1))  # by the machine's rounding


def test_the_gradient_fools_it_and_noise_does_not(printed: str) -> None:
    found = re.findall(r"ε = (\S+) +(\S+)% +(\S+)%", printed)
    rows = {float(epsilon): (float(fooled), float(noisy)) for epsilon, fooled, noisy in found}
    assert rows[0.1][0] < 25
    assert rows[0.1][1] > 92
    assert rows[0.0][0] == rows[0.0][1]


def test_the_experiments_come_out_as_the_answers_say(printed: str) -> None:
    assert "same predictions: True" in printed
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
