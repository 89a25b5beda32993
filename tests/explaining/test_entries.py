"""What a wrong answer is entry by entry: of a loss, a single number, entries are asked one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader.course import Course
from grader.key.files import answer_key
from grader.key.questions import ENTRY

if TYPE_CHECKING:
    from conftest import Explain

TOP = "import numpy as np\n\n\n"
SIZE = "size = np.abs(y_pred - y_target)"
HUBER = "return np.{0}(np.where(size <= delta, {1}, {2}))"
INSIDE, OUTSIDE = "0.5 * size**2", "delta * (size - 0.5 * delta)"
ALONE = "Given one entry alone, what huber returns is right in some cases. In all others it is"
SMALL, LARGE = (
    f"The wrong cases are those where the size of `y_pred - y_target`, without its sign, is {which} than `delta`."
    for which in ("smaller", "larger")
)
LOSSES = {
    HUBER.format("mean", "size**2", OUTSIDE): (
        f"{ALONE} `(y_pred - y_target) ** 2`. That is the right answer multiplied by 2. {SMALL} Given more entries, "
        "huber returns the mean of what it gives for each."
    ),
    HUBER.format("mean", INSIDE, "delta * size"): f"{ALONE} `delta * np.abs(y_pred - y_target)`. {LARGE}",
    HUBER.format("sum", INSIDE, "0.5 * delta**2"): "huber returns the sum of what it gives for each.",
    HUBER.format("mean", "0 * size", OUTSIDE): f"{ALONE} `0`. {SMALL}",
}
GRADIENTS = {
    "return np.minimum(error, delta) / y_pred.size": "where `y_pred - y_target` is smaller than minus `delta`.",
    "return np.where(np.abs(error) <= delta, error, -delta * np.sign(error)) / y_pred.size": (
        "In all others it is the right answer with the opposite sign. The wrong places are those where"
    ),
    "return delta * np.sign(error) / y_pred.size": "is right in some places. In all others it is `(np.sign(",
}


def source_of(function: str, body: str) -> str:
    return f"{TOP}def {function}(y_pred, y_target, delta):\n    {body}\n"


@pytest.mark.parametrize(("body", "says"), LOSSES.items(), ids=range(len(LOSSES)))
def test_a_loss_is_asked_with_one_entry_at_a_time(explain: Explain, body: str, says: str) -> None:
    found = explain("huber", source_of("huber", f"{SIZE}\n    {body}"), "functions", tier="formula")
    assert found is not None
    assert says in found.text


@pytest.mark.parametrize(("body", "says"), GRADIENTS.items(), ids=range(len(GRADIENTS)))
def test_of_an_array_the_wrong_entries_are_looked_at(explain: Explain, body: str, says: str) -> None:
    text = source_of("dL_dy_huber", f"error = y_pred - y_target\n    {body}")
    found = explain("dL_dy_huber", text, "functions", tier="formula")
    assert found is not None
    assert says in found.text


def test_where_both_branches_are_wrong_each_has_its_formula(explain: Explain) -> None:
    body = f"{SIZE}\n    {HUBER.format('mean', 'size**2', 'size - 0.5 * delta')}"
    found = explain("huber", source_of("huber", body), "functions", tier="formula")
    assert found is not None
    assert "is `np.abs(y_pred - y_target) - (delta / 2)` where the size of" in found.text
    assert "and `(y_pred - y_target) ** 2` where the size of" in found.text


MOMENTS = "m = beta1 * m + (1 - beta1) * dL_dw\n    v = beta2 * v + (1 - beta2) * dL_dw**2"
STEPS = {
    "m / (1 - beta1**t) / (np.sqrt(v) + epsilon)": "((new m / (1 - beta1 ** t)) / (epsilon + np.sqrt(new v)))",
    "dL_dw / (np.sqrt(v / (1 - beta2**t)) + epsilon)": "(dL_dw / (np.sqrt(new v / (1 - beta2 ** t)) + epsilon))",
}


@pytest.mark.parametrize(("step", "says"), STEPS.items(), ids=range(len(STEPS)))
def test_a_new_state_may_be_the_old_one_without_a_long_quotient(explain: Explain, step: str, says: str) -> None:
    body = f"{MOMENTS}\n    return w - learning_rate * {step}, m, v"
    arguments = "w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon"
    found = explain("adam", f"{TOP}def adam({arguments}):\n    {body}\n", "optimizers", tier="formula")
    assert found is not None
    assert f"What adam returns as w is `w - (learning_rate * {says})`. Here `new " in found.text
    assert "take no part" not in found.text
    assert "takes no part" not in found.text


def test_where_the_first_wrong_result_says_nothing_the_next_one_is_looked_at(explain: Explain) -> None:
    body = "s = beta * s - dL_dw**2\n    return w - learning_rate * dL_dw / (np.sqrt(s) + epsilon), s"
    source = f"{TOP}def rmsprop(w, s, dL_dw, learning_rate, beta, epsilon):\n    {body}\n"
    found = explain("rmsprop", source, "optimizers", tier="formula")
    assert found is not None
    assert "What rmsprop returns as s is `" in found.text
    assert "`w` is wrong, too, and may only follow from that." in found.text


def test_nothing_is_said_of_entries_where_they_are_not_put_together_by_a_mean_or_a_sum(explain: Explain) -> None:
    body = f"{SIZE}\n    {HUBER.format('max', 'size**2', OUTSIDE)}"
    found = explain("huber", source_of("huber", body), "functions", tier="formula")
    assert found is None or "one entry alone" not in found.text


def test_an_entry_alone_is_asked_of_what_gives_a_number_for_arrays(course: Course) -> None:
    key = answer_key(course, course.assignments["functions"])
    asked = key.asked("huber", ENTRY)
    errors = np.array([(question.arguments[0] - question.arguments[1]).item() for question in asked])
    deltas = np.array([question.arguments[2] for question in asked])
    for is_inside in (np.abs(errors) <= deltas, np.abs(errors) > deltas):
        assert min((errors[is_inside] > 0).sum(), (errors[is_inside] < 0).sum()) > 2
    assert not key.asked("sigmoid", ENTRY)
    assert not answer_key(course, course.assignments["network"]).asked("loss", ENTRY)  # a row of classes has two
