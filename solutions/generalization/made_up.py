"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

# {0}, {1}, {2} are the arguments. The first of each is what most people write.
_USUAL = {
    "dropout": (
        "return {0} * ({1} < {2}) / {2}",
        "mask = {1} < {2}\nreturn {0} * mask / {2}",
        "return np.where({1} < {2}, {0} / {2}, 0)",
    ),
    "dL_da_dropout": (
        "return {0} * ({1} < {2}) / {2}",
        "mask = {1} < {2}\nreturn {0} * mask / {2}",
        "return np.where({1} < {2}, {0} / {2}, 0)",
    ),
    "l2_penalty": (
        "return 0.5 * {1} * sum(np.sum(w**2) for w in {0})",
        "total = 0\nfor w in {0}:\n    total += (w**2).sum()\nreturn {1} / 2 * total",
        "return 0.5 * {1} * sum([np.sum(w * w) for w in {0}])",
    ),
    "l2_gradient": ("return {0} + {2} * {1}", "return {0} + {1} * {2}", "pull = {2} * {1}\nreturn {0} + pull"),
    "train_validation_split": (
        "order = {2}.permutation({0})\nk = round({0} * {1})\nreturn order[k:], order[:k]",
        "order = np.arange({0})\n{2}.shuffle(order)\nk = round({0} * {1})\nreturn order[k:], order[:k]",
        "validation = {2}.choice({0}, round({0} * {1}), replace=False)\n"
        "return np.setdiff1d(np.arange({0}), validation), validation",
    ),
    "should_stop": (
        "return len({0}) - 1 - np.argmin({0}) >= {1}",
        "best = {0}.index(min({0}))\nreturn len({0}) - 1 - best >= {1}",
        "return len({0}) > {1} and min({0}[-{1}:]) > min({0})",
    ),
}
_HOW_USUAL = (6, 3, 1)

_BY_LOOPS = (
    "out = np.zeros({0}.shape)\n"
    "for row in range({0}.shape[0]):\n"
    "    for k in range({0}.shape[1]):\n"
    "        if {1}[row, k] < {2}:\n"
    "            out[row, k] = {0}[row, k] / {2}\n"
    "return out"
)
UNUSUAL = {
    "dropout": _BY_LOOPS,
    "dL_da_dropout": _BY_LOOPS,
    "l2_penalty": "out = 0.0\n"
    "for rows in {0}:\n"
    "    for row in rows:\n"
    "        out = out + {1} * row.dot(row)\n"
    "return out / 2",
    "l2_gradient": "change = np.multiply({1}, {2})\nnew = np.add({0}, change)\nreturn new",
    "train_validation_split": "rows = list({2}.permutation({0}))\n"
    "out = []\n"
    "while len(out) < round({0} * {1}):\n"
    "    out.append(rows.pop())\n"
    "return np.array(rows), np.array(out)",
    "should_stop": "out = 0\n"
    "for row in range(len({0})):\n"
    "    out = 0 if {0}[row] == min({0}[: row + 1]) else out + 1\n"
    "return out >= {1}",
}
ARGUMENTS = ("first", "second", "third")
RENAMED = {"out": "answer", "row": "n", "rows": "N", "change": "delta", "new": "w_next", "k": "c"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("dropout:not-divided", "dL_da_dropout:gradient-not-divided"),
    ("dropout:not-divided",),
    ("dropout:share-dropped", "dL_da_dropout:dropped-ones-learn-by-their-share"),
    ("dL_da_dropout:mask-forgotten",),
    ("l2_penalty:half-forgotten", "l2_gradient:two-left-over"),
    ("l2_penalty:first-layer-only", "train_validation_split:rounded-down"),
    ("train_validation_split:not-shuffled", "should_stop:one-epoch-late"),
    ("train_validation_split:two-shuffles",),
    ("should_stop:only-rises-counted", "l2_gradient:pushed-away"),
    ("should_stop:one-epoch-late", "dropout:divided-by-what-is-dropped"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("should_stop", "l2_penalty"), "l2_gradient", "dropout"
NO_PYTHON = ("l2_gradient", "def l2_gradient(dL_dw, w, strength)\n    return dL_dw + strength * w")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("dropout", "return {0} * ({1} < {2})")


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each step, in the way of one person."""
    return {step: chance.choices(ways, _HOW_USUAL)[0] for step, ways in _USUAL.items()}
