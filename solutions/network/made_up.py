"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

# The first of each is what most people write.
_USUAL = {
    "forward": (
        "zs, activations = [], [X]\n"
        "for W, b in zip(weights, biases):\n"
        "    zs.append(activations[-1] @ W.T + b)\n"
        "    activations.append(relu(zs[-1]))\n"
        "activations[-1] = softmax(zs[-1])\n"
        "return zs, activations",
        "zs, activations = [], [X]\n"
        "for i in range(len(weights)):\n"
        "    z = np.dot(activations[i], weights[i].T) + biases[i]\n"
        "    zs.append(z)\n"
        "    activations.append(relu(z) if i < len(weights) - 1 else softmax(z))\n"
        "return zs, activations",
        "a = X\n"
        "zs, activations = [], [a]\n"
        "for W, b in zip(weights[:-1], biases[:-1]):\n"
        "    z = a @ W.T + b\n"
        "    a = relu(z)\n"
        "    zs.append(z)\n"
        "    activations.append(a)\n"
        "z = a @ weights[-1].T + biases[-1]\n"
        "return zs + [z], activations + [softmax(z)]",
    ),
    "loss": (
        "return -np.mean(np.sum(y_target * np.log(y_pred + 1e-12), axis=1))",
        "p = np.clip(y_pred, 1e-12, 1.0)\nreturn -np.sum(y_target * np.log(p)) / len(p)",
        "p = (y_pred * y_target).sum(axis=1)\nreturn -np.log(np.maximum(p, 1e-12)).mean()",
    ),
    "backward": (
        "d = (activations[-1] - y_target) / len(y_target)\n"
        "dWs, dbs = [], []\n"
        "for i in reversed(range(len(weights))):\n"
        "    dWs.insert(0, d.T @ activations[i])\n"
        "    dbs.insert(0, d.sum(axis=0))\n"
        "    if i > 0:\n"
        "        d = (d @ weights[i]) * (zs[i - 1] > 0)\n"
        "return dWs, dbs",
        "n = len(weights)\n"
        "dWs, dbs = [None] * n, [None] * n\n"
        "delta = (activations[-1] - y_target) / y_target.shape[0]\n"
        "for i in range(n - 1, -1, -1):\n"
        "    dWs[i] = np.dot(delta.T, activations[i])\n"
        "    dbs[i] = np.sum(delta, axis=0)\n"
        "    if i:\n"
        "        delta = np.dot(delta, weights[i]) * (activations[i] > 0)\n"
        "return dWs, dbs",
    ),
    "input_gradient": (
        "d = (activations[-1] - y_target) / len(y_target)\n"
        "for i in range(len(weights) - 1, 0, -1):\n"
        "    d = (d @ weights[i]) * (zs[i - 1] > 0)\n"
        "return d @ weights[0]",
        "delta = (activations[-1] - y_target) / y_target.shape[0]\n"
        "for i in reversed(range(len(weights))):\n"
        "    delta = np.dot(delta, weights[i])\n"
        "    if i > 0:\n"
        "        delta = delta * (zs[i - 1] > 0)\n"
        "return delta",
    ),
    "train_step": (
        "zs, activations = forward(X, weights, biases)\n"
        "dWs, dbs = backward(weights, zs, activations, y_target)\n"
        "new_W = [W - learning_rate * dW for W, dW in zip(weights, dWs)]\n"
        "new_b = [b - learning_rate * db for b, db in zip(biases, dbs)]\n"
        "return new_W, new_b, loss(activations[-1], y_target)",
        "zs, activations = forward(X, weights, biases)\n"
        "L = loss(activations[-1], y_target)\n"
        "dWs, dbs = backward(weights, zs, activations, y_target)\n"
        "new_weights, new_biases = [], []\n"
        "for i in range(len(weights)):\n"
        "    new_weights.append(weights[i] - learning_rate * dWs[i])\n"
        "    new_biases.append(biases[i] - learning_rate * dbs[i])\n"
        "return new_weights, new_biases, L",
    ),
    "train": (
        "losses = []\n"
        "for epoch in range(epochs):\n"
        "    order = rng.permutation(len(X))\n"
        "    total = 0\n"
        "    for start in range(0, len(X), batch_size):\n"
        "        batch = order[start:start + batch_size]\n"
        "        weights, biases, L = train_step(weights, biases, X[batch], y_target[batch], learning_rate)\n"
        "        total += L * len(batch)\n"
        "    losses.append(total / len(X))\n"
        "return weights, biases, losses",
        "n, losses = X.shape[0], []\n"
        "for epoch in range(epochs):\n"
        "    idx = np.arange(n)\n"
        "    rng.shuffle(idx)\n"
        "    X_s, y_s, sum_of_losses = X[idx], y_target[idx], 0.0\n"
        "    for i in range(0, n, batch_size):\n"
        "        x, y = X_s[i:i + batch_size], y_s[i:i + batch_size]\n"
        "        weights, biases, L = train_step(weights, biases, x, y, learning_rate)\n"
        "        sum_of_losses += L * len(x)\n"
        "    losses.append(sum_of_losses / n)\n"
        "return weights, biases, losses",
    ),
    "predict": (
        "return forward(X, weights, biases)[1][-1].argmax(axis=1)",
        "zs, activations = forward(X, weights, biases)\nreturn np.argmax(activations[-1], axis=1)",
        "zs, _ = forward(X, weights, biases)\nreturn np.argmax(zs[-1], axis=1)",
    ),
}
_HOW_USUAL = (6, 3, 1)

UNUSUAL = {
    "forward": "zs, out = [], [X]\n"
    "for row, W in enumerate(weights):\n"
    "    change = np.einsum('nk,jk->nj', out[row], W)\n"
    "    zs.append(np.add(change, biases[row]))\n"
    "    out.append(np.where(zs[row] > 0, zs[row], 0.0))\n"
    "odds = np.exp(zs[-1] - np.max(zs[-1]))\n"
    "out[-1] = odds / np.sum(odds, axis=1)[:, None]\n"
    "return zs, out",
    "loss": "out = 0.0\n"
    "for row in range(len(y_pred)):\n"
    "    out = out - np.log(max(float(y_pred[row] @ y_target[row]), 1e-15))\n"
    "return out / len(y_pred)",
    "backward": "out = [(activations[-1] - y_target) / len(y_target)]\n"
    "for row in range(len(weights) - 1, 0, -1):\n"
    "    shut = np.logical_not(zs[row - 1] > 0)\n"
    "    change = out[-1] @ weights[row]\n"
    "    change[shut] = 0\n"
    "    out.append(change)\n"
    "out = out[::-1]\n"
    "return [np.transpose(d) @ a for d, a in zip(out, activations)], [np.add.reduce(d) for d in out]",
    "input_gradient": "out = (activations[-1] - y_target) / len(y_target)\n"
    "for row in range(1, len(weights)):\n"
    "    out = out @ weights[-row]\n"
    "    out[zs[-row - 1] <= 0] = 0\n"
    "return out @ weights[0]",
    "train_step": "zs, out = forward(X, weights, biases)\n"
    "change = backward(weights, zs, out, y_target)\n"
    "new = [[p - learning_rate * g for p, g in zip(*pair)] for pair in zip((weights, biases), change)]\n"
    "return new[0], new[1], loss(out[-1], y_target)",
    "train": "out = []\n"
    "while len(out) < epochs:\n"
    "    rows, change = list(rng.permutation(len(X))), 0.0\n"
    "    while rows:\n"
    "        row, rows = rows[:batch_size], rows[batch_size:]\n"
    "        weights, biases, new = train_step(weights, biases, X[row], y_target[row], learning_rate)\n"
    "        change += new * len(row)\n"
    "    out.append(change / len(X))\n"
    "return weights, biases, out",
    "predict": "out = forward(X, weights, biases)[0][-1]\nreturn np.array([int(np.argmax(row)) for row in out])",
}
ARGUMENTS = ()
RENAMED = {"out": "answer", "row": "k", "rows": "waiting", "shut": "closed", "change": "delta", "new": "fresh"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("forward:relu-before-softmax",),
    ("loss:no-number-at-zero",),
    ("loss:mean-over-all-entries", "backward:not-divided"),
    ("backward:mask-at-the-output",),
    ("backward:last-layer-first", "input_gradient:stops-before-the-first-weights"),
    ("input_gradient:input-masked",),
    ("train_step:loss-after-the-step", "train:loss-after-the-epoch"),
    ("train:one-order-for-all-epochs",),
    ("train:not-shuffled", "predict:down-the-columns"),
    ("loss:no-number-at-zero", "train:last-batch-left-out", "predict:largest-probability"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("train", "backward"), "forward", "predict"
NO_PYTHON = ("loss", "def loss(y_pred, y_target)\n    return -np.mean(np.log(y_pred))")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("predict", "return forward(X, weights, biases)[1][-1].argmax(axis=0)")


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each step."""
    return {step: chance.choices(ways, _HOW_USUAL[: len(ways)])[0] for step, ways in _USUAL.items()}
