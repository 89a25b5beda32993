"""Activations and losses as people write them: right ones have all points, however odd; wrong ones lose some."""

from __future__ import annotations

from pathlib import Path

import pytest
from submissions import FIXTURES, step_of

from grader.course import Course
from grader.report.report import Report
from grader.running.grading import grade

FOLDER = FIXTURES / "functions"
UNUSUAL = sorted((FOLDER / "unusual").glob("*.py"))
WRONG = sorted((FOLDER / "wrong").glob("*.py"))

# What is the same as a known mistake, whatever it looks like. All others get no name: none fits.
KNOWN = {
    ("almost.py", "softmax"): "softmax:limited-at-500",
    ("overflowing.py", "sigmoid"): "sigmoid:infinite-over-infinite",
    ("overflowing.py", "binary_cross_entropy"): "binary_cross_entropy:infinite-where-wrong",
    ("shapes.py", "relu"): "relu:unchanged",
    ("signs_and_factors.py", "tanh"): "tanh:not-doubled",
}
# What numpy warns of, and what costs nothing.
OVERFLOWS = {"naive.py": {"sigmoid", "tanh"}, "lists.py": {"sigmoid"}}


def reports_of(paths: list[Path], course: Course) -> dict[str, Report]:
    reports: list[Report] = []
    grade(paths, course, course.assignment("functions"), reports.append)
    return {report.submission.name: report for report in reports}


@pytest.fixture(scope="module")
def right_ones(course: Course) -> dict[str, Report]:
    return reports_of(UNUSUAL, course)


@pytest.fixture(scope="module")
def wrong_ones(course: Course) -> dict[str, Report]:
    return reports_of(WRONG, course)


def test_there_are_enough_of_both(course: Course) -> None:
    functions = len(course.assignment("functions").steps)
    assert len(UNUSUAL) * functions >= 100
    assert len(WRONG) * functions >= 75


@pytest.mark.parametrize("name", [path.name for path in UNUSUAL])
def test_right_is_right_however_it_is_written(right_ones: dict[str, Report], name: str) -> None:
    report = right_ones[name]
    lost = {result.step.function: str(result.message) for result in report.steps if result.outcome != "passed"}
    assert lost == {}
    assert report.score == report.max_score == 100


@pytest.mark.parametrize("name", [path.name for path in UNUSUAL])
def test_an_overflow_with_right_values_is_mentioned(right_ones: dict[str, Report], name: str) -> None:
    found = {warning.partition(":")[0] for warning in right_ones[name].warnings if "an overflow in" in warning}
    assert found == OVERFLOWS.get(name, set())


@pytest.mark.parametrize("name", [path.name for path in WRONG])
def test_wrong_earns_at_most_30_per_cent(wrong_ones: dict[str, Report], name: str) -> None:
    for result in wrong_ones[name].steps:
        assert result.outcome in ("failed", "error"), result.step.function
        assert result.score <= 0.3 * result.step.points + 1e-9
        assert result.message is not None
        assert result.message.next


@pytest.mark.parametrize("name", [path.name for path in WRONG])
def test_only_what_is_a_known_mistake_gets_its_name(wrong_ones: dict[str, Report], name: str) -> None:
    for result in wrong_ones[name].steps:
        assert result.mistake == KNOWN.get((name, result.step.function)), result.step.function


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


def test_a_wrong_sigmoid_does_not_cost_the_way_back_that_calls_it(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "functions.py"
    path.write_text(
        "import numpy as np\n\n"
        "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n\n"
        "def dL_dz_sigmoid(dL_da, z):\n    a = sigmoid(z)\n    return dL_da * a * (1 - a) ** 1\n\n"
        "def softmax(z):\n    e = np.exp(z - z.max())\n    return e / e.sum()\n\n"
        "def dL_dz_softmax(dL_dp, z):\n    p = softmax(z)\n"
        "    return p * (dL_dp - (dL_dp * p).sum(axis=1, keepdims=True))\n"
    )
    report = reports_of([path], course)[path.name]
    assert step_of(report, "sigmoid").mistake == "sigmoid:sign-lost"
    assert step_of(report, "dL_dz_sigmoid").outcome == "passed"
    assert step_of(report, "softmax").mistake == "softmax:sum-of-all"
    assert step_of(report, "dL_dz_softmax").outcome == "passed"
