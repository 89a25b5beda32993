"""Activations and losses as people write them: right ones have all points, however odd; wrong ones lose some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from submissions import step_of, written_in

from grader.report.report import Report

ReportsOf = Callable[[str, Iterable[Path]], dict[str, Report]]


# What numpy warns of, and what costs nothing.
OVERFLOWS = {"naive.py": {"sigmoid", "tanh"}, "lists.py": {"sigmoid"}}


@pytest.mark.parametrize("name", [path.name for path in written_in("functions", "unusual")])
def test_an_overflow_with_right_values_is_mentioned(right_ones: dict[str, Report], name: str) -> None:
    found = {warning.partition(":")[0] for warning in right_ones[name].warnings if "an overflow in" in warning}
    assert found == OVERFLOWS.get(name, set())


@pytest.mark.parametrize(
    ("name", "function", "case"),
    [
        ("overflowing.py", "sigmoid", "numbers of up to 800"),
        ("overflowing.py", "softmax", "scores of up to 800"),
        ("overflowing.py", "dL_dy_huber", "errors of both signs on both sides of delta"),
        ("almost.py", "binary_cross_entropy", "predictions that are nearly right"),
        ("overflowing.py", "binary_cross_entropy", "probabilities of exactly 0 and 1"),
    ],
)
def test_the_message_names_the_case_that_goes_wrong(
    wrong_ones: dict[str, Report], name: str, function: str, case: str
) -> None:
    message = step_of(wrong_ones[name], function).message
    assert message is not None
    assert case in f"{message.what} {message.where}"


def test_a_wrong_sigmoid_does_not_cost_the_way_back_that_calls_it(reports_of: ReportsOf, tmp_path: Path) -> None:
    path = tmp_path / "functions.py"
    path.write_text(
        "import numpy as np\n\n"
        "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n\n"
        "def dL_dz_sigmoid(dL_da, z):\n    a = sigmoid(z)\n    return dL_da * a * (1 - a) ** 1\n\n"
        "def softmax(z):\n    e = np.exp(z - z.max())\n    return e / e.sum()\n\n"
        "def dL_dz_softmax(dL_dp, z):\n    p = softmax(z)\n"
        "    return p * (dL_dp - (dL_dp * p).sum(axis=1, keepdims=True))\n"
    )
    report = reports_of("functions", [path])[path.name]
    assert step_of(report, "sigmoid").mistake == "sigmoid:sign-lost"
    assert step_of(report, "dL_dz_sigmoid").outcome == "passed"
    assert step_of(report, "softmax").mistake == "softmax:sum-of-all"
    assert step_of(report, "dL_dz_softmax").outcome == "passed"
