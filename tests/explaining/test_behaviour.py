"""Wrong functions for which answers alone tell the reason, and those of which a part can be made right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Explain

TOP = "import numpy as np\n\n\n"

# Assignment, function, its text without the first line; then what is said.
SAID = {
    "an argument without effect": (
        *("functions", "dL_dz_leaky_relu(dL_da, z, slope)", "return np.sort(dL_da * (z > 0) + dL_da**3)"),
        "`slope` takes no part in what dL_dz_leaky_relu returns",
    ),
    "when it goes wrong": (
        *("optimizers", "learning_rate_at(epoch, initial, drop, every)"),
        "return initial / (1 + drop * epoch // every)",
        "is wrong where `epoch` is at least `every`, and nowhere else",
    ),
    "too seldom": (
        *("generalization", "should_stop(validation_losses, patience)"),
        "return np.argmin(validation_losses) == 0 and len(validation_losses) > patience",
        "it says False",
    ),
    "a law that is broken": (
        *("optimizers", "minibatches(n, batch_size, rng)"),
        "order = rng.permutation(n)\nfor k in range(0, n, batch_size):\n    return [order[k : k + batch_size]]",
        "breaks one of them. With n = 10",
    ),
    "another kind of value": (
        *("generalization", "train_validation_split(n, validation_fraction, rng)"),
        "return rng.permutation(n)[round(n * validation_fraction):]",
        "2 values should come back",
    ),
    "where it stops": (
        *("depth", "he_init(n_out, n_in, rng)", "return rng.he((n_out, n_in)) * 0.01"),
        "with other numbers each time, stop at line 5 with AttributeError",
    ),
    "where it mostly stops": (
        *("depth", "clip_by_norm(gradients, max_norm)"),
        "norm = np.linalg.norm(gradients)\nreturn [g * max_norm / norm for g in gradients]",
        "does not always get to its end",
    ),
    "one number in place of others": (
        *("functions", "leaky_relu(z, slope)", "return np.where(z > 0, z, np.cos(0) * 7.5)"),
        "is right in some places. In all others it is `7.5`",
    ),
    "pieces": (
        *("functions", "dL_dy_huber(y_pred, y_target, delta)"),
        "e = y_pred - y_target\nreturn np.where(np.abs(e) <= delta, e / e.size, y_pred * delta)",
        "is right in some places. In all others it is",
    ),
    "one of several results": (
        *("optimizers", "adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon)"),
        "m = beta1 * m + beta1 * dL_dw\nv = beta2 * v + (1 - beta2) * dL_dw**2\n"
        "return np.cos(w) - learning_rate * np.sort(m), m, v",
        "Several results are wrong. For `m`, only one place has to change: work.py, line 5",
    ),
    "ordinary numbers": (
        *("functions", "softmax(z)", "e = np.exp(z)\nreturn np.sort(e) / e.sum(axis=-1, keepdims=True)"),
        "For ordinary numbers, only one place has to change: work.py, line 6",
    ),
    "a second mistake behind the first": (
        *("optimizers", "adam(w, m, v, t, dL_dw, learning_rate, beta1, beta2, epsilon)"),
        "m = beta1 * m + (1 - beta1) * dL_dw\nv = beta2 * v + (1 - beta2) * dL_dw**2\n"
        "m_hat = m / 1 - beta1**t\nv_hat = v / 1 - beta2**t\n"
        "return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v",
        "Both are of one kind: what is wrong there is what is worked out first.",
    ),
    "what is drawn twice": (
        *("generalization", "train_validation_split(n, validation_fraction, rng)"),
        "k = round(n * validation_fraction)\ntrain = rng.permutation(n)[k:]\nreturn train, rng.permutation(n)[:k]",
        "that the same call is made more than once",
    ),
    "what is thrown away": (
        *("optimizers", "momentum(w, v, dL_dw, learning_rate, beta)"),
        "def step(w, v):\n    v = beta * v + dL_dw\n    return w - learning_rate * v, v\n"
        "new, fresh = step(w, v)\nreturn w, v",
        "work.py, line 8",
    ),
}


@pytest.mark.parametrize(("assignment", "function", "body", "says"), SAID.values(), ids=SAID.keys())
def test_what_is_said(explain_patiently: Explain, assignment: str, function: str, body: str, says: str) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    found = explain_patiently(function.partition("(")[0], f"{TOP}def {function}:\n{lines}", assignment)
    assert found is not None
    assert says in found.text
    assert 25 <= len(f"{found.text} {found.next}".split()) <= 160


def test_two_questions_side_by_side(explain_patiently: Explain) -> None:
    body = "return initial * drop if epoch % every == 0 else initial"
    source = f"{TOP}def learning_rate_at(epoch, initial, drop, every):\n    {body}\n"
    found = explain_patiently("learning_rate_at", source, "optimizers", "case")
    assert found is not None
    assert "learning_rate_at is right for some numbers alone" in found.text
    assert "differs between the two" in found.next


def test_each_row_by_a_number_of_its_own(explain_patiently: Explain) -> None:
    source = f"{TOP}def dL_da2(dL_dz3, W3):\n    g = dL_dz3 @ W3\n    return g / (g**4).sum(axis=1, keepdims=True)\n"
    found = explain_patiently("dL_da2", source, tier="formula")
    assert found is not None
    assert "with each row multiplied by a number of its own" in found.text


def test_what_is_right_in_ordinary_questions_needs_no_change_for_them(explain_patiently: Explain) -> None:
    """Only large numbers go wrong: a change that leaves them wrong is no reason."""
    source = f"{TOP}def softmax(z):\n    e = np.exp(z)\n    return e / e.sum(axis=-1, keepdims=True)\n"
    found = explain_patiently("softmax", source, "functions")
    assert found is not None
    assert "is right: in all of 5 questions. What goes wrong is scores of up to 800" in found.text
    assert found.place == ("", 0)


def test_a_case_that_is_one_of_many_is_not_the_reason(explain_patiently: Explain) -> None:
    """It stops where there is one example, and is wrong everywhere else too."""
    source = f"{TOP}def dL_db3(dL_dz3):\n    return dL_dz3[0] + np.cos(dL_dz3[1])\n"
    found = explain_patiently("dL_db3", source)
    assert found is None or "nowhere else" not in found.text
