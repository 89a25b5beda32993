"""Wrong functions that no known mistake explains: the place and the kind of thing that are named."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Explain

TOP = "import numpy as np\n\n\n"

# Function, parameters, body; then the kind, and the text of the line.
PLACES = [
    ("dL_dW3", "dL_dz3, a2", "return dL_dz3.T * a2", "product", "return dL_dz3.T * a2"),
    ("dL_dW3", "dL_dz3, a2", "return np.kron(dL_dz3, a2)", "function", "return np.kron(dL_dz3, a2)"),
    ("dL_dW3", "dL_dz3, a2", "return np.einsum('ij,jk->ik', dL_dz3, a2)", "subscripts", "einsum"),
    ("dL_dW3", "dL_dz3, a2", "grad = dL_dz3.T @ a2", "return", "grad ="),
    ("dL_dW3", "dL_dz3, a2", "N, n3, n2 = a2.shape\nreturn dL_dz3.T @ a2", "statement", "N, n3, n2"),
    ("dL_dW3", "dL_dz3, a2", "return dL_dz3.T @ values['A2']", "name", "values"),
    ("dL_db3", "dL_dz3", "return dL_dz3.sum(axis='0')", "axis", "axis='0'"),
    ("dL_db3", "dL_dz3", "for row in dL_dz3:\n    total += row\nreturn total", "first value", "total += row"),
    (
        *("dL_db3", "dL_dz3"),
        "total = np.zeros(dL_dz3.shape[1])\nfor n in range(len(dL_dz3) - 1):\n    total += dL_dz3[n]\nreturn total",
        *("range", "for n in range"),
    ),
    (
        *("dL_db3", "dL_dz3"),
        "total = np.zeros(dL_dz3.shape[1])\nfor row in dL_dz3:\n    total += row\n    return total",
        *("loop", "return total"),
    ),
    (
        "dL_db3",
        "dL_dz3",
        "n = 0\ntotal = 0\nwhile n < len(dL_dz3):\n    total = total + dL_dz3[n]\nreturn total",
        "endless",
        "while",
    ),
    (
        "dL_da2",
        "dL_dz3, W3",
        "result = dL_dz3 @ W3\nraise NotImplementedError('?')\nreturn result",
        "statement",
        "raise",
    ),
    ("dL_da2", "dL_dz3, W3", "return dL_dz3 @ W3 * (a2 > 0)", "factor", "a2 > 0"),
    ("dL_dz2", "dL_da2, z2", "return z2 * (dL_da2 > 0)", "roles", "z2 *"),
    ("dL_dz2", "dL_da2, z2", "return dL_da2 * 'z2 > 0'", "text", "'z2 > 0'"),
    ("dL_dz2", "dL_da2, z2", "return dL_da2 * (z2 > 0.01)", "number", "0.01"),
    ("dL_dz3", "y_pred, y_target", "return y_pred / len(y_pred) - y_target", "grouping", "y_pred /"),
    ("dL_dz3", "y_pred, y_target", "return (y_pred - y_target) / 3", "count", "/ 3"),
    ("update", "w, dL_dw, learning_rate", "new = w.copy\nreturn new - learning_rate * dL_dw", "uncalled", "w.copy"),
    ("update", "w, dL_dw, learning_rate", "return (w - learning_rate) * dL_dw", "grouping", "(w -"),
]


def source_of(function: str, parameters: str, body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{TOP}def {function}({parameters}):\n{lines}"


@pytest.mark.parametrize(("function", "parameters", "body", "kind", "code"), PLACES, ids=lambda value: None)
def test_the_place_and_the_kind(
    explain_patiently: Explain, function: str, parameters: str, body: str, kind: str, code: str
) -> None:
    source = source_of(function, parameters, body)
    found = explain_patiently(function, source)
    assert found is not None
    assert (found.tier, found.kind) == ("edit", kind)
    assert code in source.split("\n")[found.place[1] - 1]


def test_a_factor_too_many_is_no_divisor_that_happens_to_become_one(explain_patiently: Explain) -> None:
    source = source_of("dL_da2", "dL_dz3, W3", "n = len(dL_dz3)\nreturn dL_dz3 @ W3 / n")
    found = explain_patiently("dL_da2", source)
    assert found is not None
    assert found.kind == "factor"
    assert found.place == ("work.py", 6)


def test_a_change_that_is_right_for_one_size_alone_is_not_named(explain: Explain) -> None:
    """The sum over 3 examples is right with another number there; over others it is not."""
    body = "return dL_dz3[0] + dL_dz3[1] + dL_dz3[1]"
    assert explain("dL_db3", source_of("dL_db3", "dL_dz3", body)) is None


def test_a_mistake_in_a_function_of_ones_own_is_found_there(explain_patiently: Explain) -> None:
    helper = "def mask(z):\n    return np.where(z > 0, 0.0, 1.0)\n\n\n"
    source = TOP + helper + "def dL_dz2(dL_da2, z2):\n    return dL_da2 * mask(z2)\n"
    found = explain_patiently("dL_dz2", source)
    assert found is not None
    assert found.place == ("work.py", 5)


def test_another_function_of_the_assignment_is_not_changed(explain: Explain) -> None:
    other = "def dL_dz1(dL_da1, z1):\n    return dL_da1 * (z1 < 0)\n\n\n"
    source = TOP + other + "def dL_dz2(dL_da2, z2):\n    return dL_dz1(dL_da2, z2)\n"
    found = explain("dL_dz2", source)
    assert found is None or found.place[1] > 6


def test_which_of_several_results_is_wrong_is_seen_by_the_line(explain_patiently: Explain) -> None:
    source = TOP + (
        "def momentum(w, v, dL_dw, learning_rate, beta):\n"
        "    v = beta * v + (1 - beta) * dL_dw\n"
        "    return w - learning_rate * v, v\n"
    )
    found = explain_patiently("momentum", source, "optimizers")
    assert found is not None
    assert found.place == ("work.py", 5)


def test_random_functions_are_explained_by_their_laws(explain_patiently: Explain) -> None:
    source = TOP + (
        "def minibatches(n, batch_size, rng):\n"
        "    order = np.arange(n)\n"
        "    return [order[k : k + batch_size] for k in range(0, n, batch_size)]\n"
    )
    found = explain_patiently("minibatches", source, "optimizers")
    assert found is not None
    assert found.place == ("work.py", 5)


HOSTILE = [
    "while True:\n    pass",
    "return dL_dz3(y_pred, y_target)",
    "return np.ones((10**5, 10**4))",
    "x = [0]\nwhile x:\n    x = x * 2",
    "import os\nos._exit(0)",
    "\n".join(f"a{n} = (y_pred - y_target) * {n}" for n in range(100)) + "\nreturn a1",
    "return y_pred" + " + y_pred" * 3000,
    "return " + "-" * 80 + "y_pred",
    "n = 0\nwhile n < 10**9:\n    n += len(y_pred)\nreturn y_pred",
    "x = y_pred\nfor k in range(60):\n    x = np.exp(x) @ np.ones((3, 3))\nreturn x",
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_no_submission_makes_the_search_long(explain: Explain, body: str) -> None:
    began = time.process_time()
    explain("dL_dz3", source_of("dL_dz3", "y_pred, y_target", body))
    assert time.process_time() - began < 1.5


def test_of_two_mistakes_both_lines_are_named(explain_patiently: Explain) -> None:
    body = (
        "g = np.zeros((dL_dz3.shape[1], a2.shape[1]))\n"
        "for n in range(1, len(a2)):\n"
        "    g += np.outer(a2[n], dL_dz3[n])\n"
        "return g"
    )
    found = explain_patiently("dL_dW3", source_of("dL_dW3", "dL_dz3, a2", body))
    assert found is not None
    assert "There are two mistakes here" in found.text
    assert "work.py, line 6, `for …` and line 7, `g += …`" in found.text


def test_equal_functions_are_searched_once_and_proved_each_time(
    explain: Explain, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of("dL_dW3", "dL_dz3, a2", "return dL_dz3.T @ a2 * 1.25")
    first = explain("dL_dW3", source)
    assert first is not None
    monkeypatch.setattr("grader.explaining.edits.search._Versions.candidates", lambda self: iter(()))
    again = explain("dL_dW3", f"# Another student.\n{source}")
    assert again is not None
    assert (again.kind, again.place) == (first.kind, ("work.py", first.place[1] + 1))
