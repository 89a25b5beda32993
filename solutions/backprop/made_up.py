"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

FAMILY = {
    "dL_dz3": "output",
    **{f"dL_dW{layer}": "weights" for layer in (1, 2, 3)},
    **{f"dL_db{layer}": "biases" for layer in (1, 2, 3)},
    **{f"dL_da{layer}": "activations" for layer in (1, 2)},
    **{f"dL_dz{layer}": "relu" for layer in (1, 2)},
    "update": "update",
}
# {0}, {1}, {2} are the arguments. The first of each is what most people write.
_USUAL = {
    "output": (
        "return ({0} - {1}) / len({0})",
        "return ({0} - {1}) / {0}.shape[0]",
        "N = {0}.shape[0]\nreturn ({0} - {1}) / N",
    ),
    "weights": ("return {0}.T @ {1}", "return np.dot({0}.T, {1})", "return ({1}.T @ {0}).T"),
    "biases": ("return {0}.sum(axis=0)", "return np.sum({0}, axis=0)", "return {0}.sum(0)"),
    "activations": ("return {0} @ {1}", "return np.dot({0}, {1})", "return np.matmul({0}, {1})"),
    "relu": ("return {0} * ({1} > 0)", "return np.where({1} > 0, {0}, 0)", "mask = {1} > 0\nreturn {0} * mask"),
    "update": ("return {0} - {2} * {1}", "new = {0} - {2} * {1}\nreturn new", "return {0} - {1} * {2}"),
}
_HOW_USUAL = (6, 3, 1)

_UNUSUAL = {
    "output": "rows, classes = {0}.shape\n"
    "out = np.empty((rows, classes))\n"
    "for row in range(rows):\n"
    "    for k in range(classes):\n"
    "        out[row, k] = ({0}[row, k] - {1}[row, k]) / rows\n"
    "return out",
    "weights": "out = np.zeros(({0}.shape[1], {1}.shape[1]))\n"
    "for row in range({0}.shape[0]):\n"
    "    out = out + np.outer({0}[row, :], {1}[row, :])\n"
    "return out",
    "biases": "out = np.zeros({0}.shape[1])\n"
    "for row in range({0}.shape[0]):\n"
    "    out = out + {0}[row, :]\n"
    "return out",
    "activations": "out = []\n"
    "for row in range({0}.shape[0]):\n"
    "    out.append({1}.T @ {0}[row, :])\n"
    "return np.array(out)",
    "relu": "out = np.array({0}, dtype=float)\nshut = np.logical_not({1} > 0)\nout[shut] = 0\nreturn out",
    "update": "change = np.multiply({1}, {2})\nnew = np.subtract({0}, change)\nreturn new",
}
ARGUMENTS = ("upstream", "other", "rate")
RENAMED = {"out": "answer", "row": "n", "rows": "N", "shut": "closed", "change": "delta", "new": "w_next", "k": "c"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("dL_dW3:operands-swapped", "dL_dW2:operands-swapped", "dL_dW1:operands-swapped"),
    ("dL_dz3:not-divided",),
    ("dL_dz3:not-divided", "dL_db3:averaged", "dL_db2:averaged", "dL_db1:averaged"),
    ("dL_dz3:not-divided", "dL_dz2:mask-of-upstream"),
    ("dL_dW3:divided-again", "dL_dW2:divided-again", "dL_dW1:divided-again"),
    ("dL_da2:weights-transposed", "dL_da1:weights-transposed"),
    ("dL_dz2:mask-of-upstream", "dL_dz1:mask-of-upstream"),
    ("dL_db3:wrong-axis", "dL_dW3:operands-swapped"),
    ("update:uphill", "dL_dz3:sign-flipped"),
    ("dL_dz2:no-mask", "dL_dz1:no-mask", "dL_da2:weights-transposed"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("dL_dW2", "dL_dz1"), "dL_da1", "update"
NO_PYTHON = ("dL_db2", "def dL_db2(dL_dz2)\n    return dL_dz2.sum(0)")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("dL_dz3", "return {0} - {1}")
UNUSUAL = {step: _UNUSUAL[family] for step, family in FAMILY.items()}


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each step. People keep to one style: the same for every layer."""
    style = {family: chance.choices(ways, _HOW_USUAL)[0] for family, ways in _USUAL.items()}
    return {step: style[family] for step, family in FAMILY.items()}
