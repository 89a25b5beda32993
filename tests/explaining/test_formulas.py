"""What a wrong function computes, found from its answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from grader.explaining.formulas.bank import Bank

if TYPE_CHECKING:
    from conftest import Explain

TOP = "import numpy as np\n\n\n"

SAID = [
    ("dL_dW3", "dL_dz3, a2", "return a2.T @ dL_dz3 / len(a2)", "with rows and columns exchanged, and divided by the"),
    ("dL_dW3", "dL_dz3, a2", "return 2 * (dL_dz3.T @ a2)", "the right answer multiplied by 2"),
    ("dL_dz3", "y_pred, y_target", "return (y_target - y_pred) / len(y_pred)", "with the opposite sign"),
    ("dL_da2", "dL_dz3, W3", "return np.zeros((len(dL_dz3), W3.shape[1]))", "always 0 in every entry"),
    ("dL_da2", "dL_dz3, W3", "return np.array([[1.0, -1.0]])", "always the same array"),
    (
        "dL_dz3",
        "y_pred, y_target",
        "return y_target / len(y_pred)",
        "`y_target / N`. Here N is the number of examples",
    ),
    ("dL_dz3", "y_pred, y_target", "return y_target / len(y_pred)", "`y_pred` takes no part in it"),
    ("dL_db3", "dL_dz3", "return np.array([sum(row) / len(row) for row in dL_dz3])", "`dL_dz3.mean(axis=1)`"),
    ("update", "w, dL_dw, learning_rate", "return w + dL_dw", "`w + dL_dw`. `learning_rate` takes no part in it"),
]


def source_of(function: str, parameters: str, body: str) -> str:
    return f"{TOP}def {function}({parameters}):\n    {body}\n"


@pytest.mark.parametrize(("function", "parameters", "body", "says"), SAID, ids=range(len(SAID)))
def test_what_it_computes(explain: Explain, function: str, parameters: str, body: str, says: str) -> None:
    found = explain(function, source_of(function, parameters, body), tier="formula")
    assert found is not None
    assert found.tier == "formula"
    assert says in found.text


def test_of_several_results_the_wrong_one_is_named_and_the_right_ones_too(explain: Explain) -> None:
    source = TOP + (
        "def momentum(w, v, dL_dw, learning_rate, beta):\n"
        "    new_v = beta * v + dL_dw\n"
        "    return w - learning_rate * dL_dw, new_v\n"
    )
    found = explain("momentum", source, "optimizers", tier="formula")
    assert found is not None
    assert "What momentum returns as w is `w - (dL_dw * learning_rate)`" in found.text
    assert "`v` is right" in found.text


def test_a_letter_that_is_an_argument_is_no_size(explain: Explain) -> None:
    source = TOP + (
        "def adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon):\n"
        "    m, v = beta1 * m + dL_dw, beta2 * v + (1 - beta2) * dL_dw**2\n"
        "    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)\n"
        "    return w - learning_rate * step, m, v\n"
    )
    found = explain("adam", source, "optimizers", tier="formula")
    assert found is not None
    assert "`(m * beta1) + dL_dw`" in found.text
    assert "Here m is" not in found.text


FORWARD = (
    "def forward(X, weights, biases):\n"
    "    zs, activations = [], [X]\n"
    "    for W, b in zip(weights, biases):\n"
    "        zs.append(activations[-1] @ W.T + b)\n"
    "        activations.append(np.maximum(zs[-1], 0.0))\n"
    "    e = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))\n"
    "    activations[-1] = e / e.sum(axis=1, keepdims=True)\n"
)
SOFTMAX = "e / e.sum(axis=1, keepdims=True)"
LISTS = {
    "    return zs, activations[1:]": "as activations is the right answer without its first array",
    "    return zs[::-1], activations": "as zs is the right answer in the opposite order",
    "    return [X] + zs, activations": "as zs is the right answer with one array too many in front",
    f"    activations[-1] = 2 * {SOFTMAX}\n    return zs, activations": (
        "but for its last array, which is the right one multiplied by 2"
    ),
    "    activations[-1] = zs[-1]\n    return zs, activations": "is the right answer but for its last array",
    "    return activations": "is `activations` alone, and that is right. `zs` did not come back.",
}


@pytest.mark.parametrize("ending", list(LISTS), ids=range(len(LISTS)))
def test_of_lists_it_is_said_which_arrays_are_wrong(explain: Explain, ending: str) -> None:
    found = explain("forward", f"{TOP}{FORWARD}{ending}\n", "network", tier="formula")
    assert found is not None
    assert LISTS[ending] in found.text


def test_a_number_of_times_the_right_answer_is_not_shown_as_a_formula(explain: Explain) -> None:
    """A part of such a formula would be the solution."""
    source = source_of("dL_da2", "dL_dz3, W3", "return dL_dz3 @ W3 + 1")
    found = explain("dL_da2", source, tier="formula")
    assert found is None or "@" not in found.text


def test_what_holds_on_a_few_probes_alone_is_not_said(explain: Explain) -> None:
    body = "return dL_dz3 @ W3 if len(dL_dz3) != 40 else 2 * dL_dz3 @ W3"
    assert explain("dL_da2", source_of("dL_da2", "dL_dz3, W3", body), tier="formula") is None


def test_a_right_function_computes_nothing_that_is_wrong(explain: Explain) -> None:
    assert explain("dL_da2", source_of("dL_da2", "dL_dz3, W3", "return dL_dz3 @ W3"), tier="formula") is None


@pytest.fixture(scope="module")
def bank() -> Bank:
    random = np.random.default_rng(1)
    x = tuple(random.normal(size=shape) for shape in ((3, 4), (5, 2)))
    y = tuple(random.normal(size=shape) for shape in ((3, 4), (5, 2)))
    return Bank({"x": x, "y": y, "1": (np.array(1.0),) * 2, "2": (np.array(2.0),) * 2})


def test_the_shortest_formula_is_found(bank: Bank) -> None:
    x = bank.formula(0)
    assert str(x) == "x"
    leaves = bank_leaves()
    target = tuple(each["x"] + each["y"] for each in leaves)
    assert list(map(str, bank.like(target))) == ["x + y"]


def test_two_formulas_of_the_bank_meet(bank: Bank) -> None:
    target = tuple(np.exp(each["x"]) * np.tanh(each["y"]) - each["x"] ** 2 for each in bank_leaves())
    found = bank.like(target)[0]
    for each, wanted in zip(bank_leaves(), target, strict=True):
        value = found.value(each | {"1": np.array(1.0), "2": np.array(2.0)})
        assert value is not None
        np.testing.assert_allclose(value, wanted)


def test_nothing_is_explained_by_zero_divided_by_zero(bank: Bank) -> None:
    target = tuple(np.random.default_rng(7).normal(size=each["x"].shape) for each in bank_leaves())
    assert bank.like(target) == []


def bank_leaves() -> list[dict[str, np.ndarray]]:
    random = np.random.default_rng(1)
    x = [random.normal(size=shape) for shape in ((3, 4), (5, 2))]
    y = [random.normal(size=shape) for shape in ((3, 4), (5, 2))]
    return [{"x": one, "y": other} for one, other in zip(x, y, strict=True)]


def test_a_list_that_comes_back_as_it_was_given(explain_patiently: Explain) -> None:
    names = "weights, biases, X, y_target, learning_rate"
    source = (
        f"{TOP}def train_step({names}):\n    return weights, [b * 0.5 + np.cos(b) for b in biases], np.cos(X[0, 0])\n"
    )
    found = explain_patiently("train_step", source, "network", "formula")
    assert found is not None
    assert "What train_step returns as weights is `weights`." in found.text
    assert "`learning_rate` take no part in it" in found.text


BESIDE = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\n\n"


def test_a_piece_that_another_function_gives_has_its_name(explain_patiently: Explain) -> None:
    source = (
        f"{TOP}{BESIDE}def softmax(z):\n    p = 1 / (1 + np.exp(-z))\n    return p / p.sum(axis=1, keepdims=True)\n"
    )
    found = explain_patiently("softmax", source, "functions")
    assert found is not None
    assert "is `sigmoid(z) / sigmoid(z).sum(axis=1, keepdims=True)`" in found.text


def test_a_formula_begins_with_what_ones_own_functions_give(explain_patiently: Explain) -> None:
    own = (
        "def mean_squared_error(y_pred, y_target):\n    return np.mean((y_pred - y_target) ** 2)\n\n\n"
        "def dL_dy_mean_squared_error(y_pred, y_target):\n    e = (y_pred - y_target) ** 2\n"
        "    return np.mean(e) * np.tanh(y_pred)\n"
    )
    found = explain_patiently("dL_dy_mean_squared_error", f"{TOP}{own}", "functions")
    assert found is not None
    own_name = "mean_squared_error(y_pred, y_target)"
    assert f"`{own_name} * np.tanh(y_pred)`. Here `{own_name}` is what the step mean_squared_error" in found.text


def test_what_is_put_in_is_said_beside_the_right_answer(explain_patiently: Explain) -> None:
    source = (
        f"{TOP}def huber(y_pred, y_target, delta):\n    e = np.abs(y_pred - y_target)\n"
        "    return delta + np.where(e <= delta, e**2 / 2, delta * (e - delta / 2)).mean() + y_pred.mean()\n"
    )
    found = explain_patiently("huber", source, "functions", "formula")
    assert found is not None
    assert "(the right answer)" in found.text
    assert "takes no part" not in found.text
