"""What the lesson on deep networks says of its own outputs, in a real kernel with the solution."""

from __future__ import annotations

import re

import lesson_runs
import pytest


@pytest.fixture(scope="module")
def printed() -> str:
    return lesson_runs.solved("depth").printed


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
