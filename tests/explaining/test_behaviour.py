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
        "What adam returns as m is `beta1 * (m + dL_dw)`.",
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
    "lists in which a step is too large": (
        *("network", "train_step(weights, biases, X, y_target, learning_rate)"),
        """zs, activations = [], [X]
for W, b in zip(weights, biases):
    zs.append(activations[-1] @ W.T + b)
    activations.append(np.maximum(zs[-1], 0))
e = np.exp(zs[-1])
activations[-1] = e / e.sum(axis=1, keepdims=True)
loss = -np.mean(np.log((activations[-1] * y_target).sum(axis=1)))
g = (activations[-1] - y_target) / len(X)
Ws, bs = [], []
for k in reversed(range(len(weights))):
    Ws.insert(0, weights[k] - learning_rate * g.T @ activations[k])
    bs.insert(0, np.cos(0) * biases[k] - g.sum(axis=0))
    g = (g @ weights[k]) * ((zs[k - 1] if k else X) > 0)
return Ws, bs, loss""",
        "The step from `biases` to what train_step returns as biases is the right step divided by `learning_rate`.",
    ),
    "each array of a list": (
        *("depth", "clip_by_norm(gradients, max_norm)"),
        "found = []\nfor g in gradients:\n    found.append(np.clip(g, -max_norm, max_norm))\nreturn found",
        "Array number k of what clip_by_norm returns is `np.clip(gradients[k], -max_norm, max_norm)`",
    ),
    "right numbers in other brackets": (
        *("depth", "clip_by_norm(gradients, max_norm)"),
        "whole = np.concatenate([np.ravel(g) for g in gradients])\n"
        "return [whole * min(1, max_norm / np.sqrt((whole**2).sum()))]",
        "All numbers that clip_by_norm gives back are right, in all of",
    ),
    "an end of a list without effect": (
        *("network", "input_gradient(weights, zs, activations, y_target)"),
        "g = (activations[-1] - y_target) / len(y_target)\nfor k in range(len(weights) - 1, 0, -1):\n"
        "    g = (g @ weights[k]) * (zs[k - 1] > 0)\nreturn g",
        "The first array of `weights` takes no part in what input_gradient returns",
    ),
    "what holds of every right answer": (
        *("depth", "dL_dz_batch_norm(dL_dout, z, gamma, epsilon)"),
        "return np.tanh(dL_dout * gamma) / np.sqrt(z.var(axis=0) + epsilon)",
        "In a right answer each column adds up to 0",
    ),
    "a count in place of a measure": (
        *("network", "loss(y_pred, y_target)"),
        "return np.mean(y_pred.argmax(axis=1) != y_target.argmax(axis=1))",
        "it is a whole number, divided by the number of examples",
    ),
    "yes or no": (
        *("network", "predict(X, weights, biases)"),
        "a = X\nfor W, b in zip(weights, biases):\n    z = a @ W.T + b\n    a = np.maximum(z, 0)\n"
        "return np.tanh(z[:, -1]) > 0.5",
        "each entry is 0 or 1, in all of",
    ),
    "a random function in special cases": (
        *("network", "train(weights, biases, X, y_target, learning_rate, batch_size, epochs, rng)"),
        """def step(weights, biases, X, y_target):
    zs, activations = [], [X]
    for W, b in zip(weights, biases):
        zs.append(activations[-1] @ W.T + b)
        activations.append(np.maximum(zs[-1], 0))
    e = np.exp(zs[-1])
    activations[-1] = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log((activations[-1] * y_target).sum(axis=1)))
    g = (activations[-1] - y_target) / len(X)
    Ws, bs = [], []
    for k in reversed(range(len(weights))):
        Ws.insert(0, weights[k] - learning_rate * g.T @ activations[k])
        bs.insert(0, biases[k] - learning_rate * g.sum(axis=0))
        g = (g @ weights[k]) * ((zs[k - 1] if k else X) > 0)
    return Ws, bs, loss
losses = []
for _ in range(epochs):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        weights, biases, loss = step(weights, biases, X[batch], y_target[batch])
    losses.append(loss)
return weights, biases, losses""",
        "What goes wrong is examples that are all the same and a batch_size of 1. Even there, `weights` and `biases`",
    ),
    "two operations in the other order": (
        *("depth", "dL_da_residual(dL_dout, a, W, b)"),
        "return dL_dout + (dL_dout @ W) * (a @ W.T + b > 0)",
        "which of two operations comes first",
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


@pytest.mark.parametrize(
    ("assignment", "function", "body", "name"),
    [
        # Classes and signs change seldom: that they stay says nothing.
        (
            "network",
            "predict(X, weights, biases)",
            "a = X\nfor W, b in zip(weights, biases):\n    z = a @ W.T + b\n    a = np.maximum(z, 0)\n"
            "return np.tanh(z[:, -1]) > 0.5",
            "biases",
        ),
        # The variance is the same in another order of the rows.
        (
            "depth",
            "dL_dz_batch_norm(dL_dout, z, gamma, epsilon)",
            "g = dL_dout * gamma\nreturn np.tanh(g - g.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)",
            "z",
        ),
    ],
)
def test_an_argument_that_counts_is_not_said_to_have_no_effect(
    explain_patiently: Explain, assignment: str, function: str, body: str, name: str
) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    found = explain_patiently(function.partition("(")[0], f"{TOP}def {function}:\n{lines}", assignment)
    assert found is None or f"`{name}` takes no part" not in found.text


def test_classes_that_are_right_by_accident_are_no_second_mistake(explain_patiently: Explain) -> None:
    """Without ReLU, many a change gives the right classes of a few examples."""
    body = "    a = X\n    for W, b in zip(weights, biases):\n        a = a @ W.T + b\n    return a.argmax(axis=1)\n"
    found = explain_patiently("predict", f"{TOP}def predict(X, weights, biases):\n{body}", "network")
    assert found is None or "more than one mistake" not in found.text
