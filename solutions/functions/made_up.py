"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

# {0}, {1}, {2} are the arguments. The first of each is what most people write.
_USUAL = {
    "sigmoid": (
        "return 1 / (1 + np.exp(-{0}))",
        "return 1.0 / (1.0 + np.exp(-{0}))",
        "return np.exp(-np.logaddexp(0, -{0}))",
    ),
    "dL_dz_sigmoid": (
        "a = 1 / (1 + np.exp(-{1}))\nreturn {0} * a * (1 - a)",
        "s = 1 / (1 + np.exp(-{1}))\nreturn {0} * (s - s**2)",
        "a = sigmoid({1})\nreturn {0} * a * (1 - a)",
    ),
    "tanh": ("return np.tanh({0})", "return 2 / (1 + np.exp(-2 * {0})) - 1", "return np.tanh({0})"),
    "dL_dz_tanh": (
        "return {0} * (1 - np.tanh({1}) ** 2)",
        "a = np.tanh({1})\nreturn {0} * (1 - a * a)",
        "return {0} / np.cosh({1}) ** 2",
    ),
    "relu": ("return np.maximum({0}, 0)", "return np.where({0} > 0, {0}, 0)", "return {0} * ({0} > 0)"),
    "leaky_relu": (
        "return np.where({0} > 0, {0}, {1} * {0})",
        "return np.maximum({0}, {1} * {0})",
        "return np.maximum({0}, 0) + {1} * np.minimum({0}, 0)",
    ),
    "dL_dz_leaky_relu": (
        "return {0} * np.where({1} > 0, 1, {2})",
        "return np.where({1} > 0, {0}, {2} * {0})",
        "slopes = np.where({1} > 0, 1.0, {2})\nreturn slopes * {0}",
    ),
    "softmax": (
        "e = np.exp({0} - {0}.max(axis=-1, keepdims=True))\nreturn e / e.sum(axis=-1, keepdims=True)",
        "e = np.exp({0} - np.max({0}, axis=1, keepdims=True))\nreturn e / np.sum(e, axis=1, keepdims=True)",
        "shifted = {0} - {0}.max(axis=1)[:, None]\nreturn np.exp(shifted) / np.exp(shifted).sum(axis=1)[:, None]",
    ),
    "dL_dz_softmax": (
        "p = softmax({1})\nreturn p * ({0} - ({0} * p).sum(axis=-1, keepdims=True))",
        "p = softmax({1})\nmean = np.sum({0} * p, axis=1, keepdims=True)\nreturn p * ({0} - mean)",
        "p = softmax({1})\nreturn p * {0} - p * (p * {0}).sum(axis=1, keepdims=True)",
    ),
    "mean_squared_error": (
        "return np.mean(({0} - {1}) ** 2)",
        "return (({0} - {1}) ** 2).mean()",
        "return np.sum(({0} - {1}) ** 2) / {0}.size",
    ),
    "dL_dy_mean_squared_error": (
        "return 2 * ({0} - {1}) / {0}.size",
        "N, n = {0}.shape\nreturn 2 * ({0} - {1}) / (N * n)",
        "return ({0} - {1}) * 2 / {1}.size",
    ),
    "binary_cross_entropy": (
        "p = np.clip({0}, 1e-12, 1 - 1e-12)\nreturn -np.mean({1} * np.log(p) + (1 - {1}) * np.log(1 - p))",
        "p = np.clip({0}, 1e-9, 1 - 1e-9)\nreturn np.mean(-{1} * np.log(p) - (1 - {1}) * np.log(1 - p))",
        "right = np.where({1} == 1, {0}, 1 - {0})\nreturn -np.log(np.maximum(right, 1e-15)).mean()",
    ),
    "dL_dy_binary_cross_entropy": (
        "return ({0} - {1}) / ({0} * (1 - {0})) / {0}.size",
        "return (-{1} / {0} + (1 - {1}) / (1 - {0})) / {0}.size",
        "M = {0}.size\nreturn ({0} - {1}) / {0} / (1 - {0}) / M",
    ),
    "huber": (
        "e = np.abs({0} - {1})\nreturn np.mean(np.where(e <= {2}, 0.5 * e**2, {2} * (e - 0.5 * {2})))",
        "e = abs({0} - {1})\nreturn np.where(e < {2}, e**2 / 2, {2} * e - {2}**2 / 2).mean()",
        "e = np.abs({0} - {1})\ninside = np.minimum(e, {2})\nreturn np.mean(inside**2 / 2 + {2} * (e - inside))",
    ),
    "dL_dy_huber": (
        "return np.clip({0} - {1}, -{2}, {2}) / {0}.size",
        "e = {0} - {1}\nreturn np.where(np.abs(e) <= {2}, e, {2} * np.sign(e)) / e.size",
        "return np.minimum(np.maximum({0} - {1}, -{2}), {2}) / {0}.size",
    ),
}
_HOW_USUAL = (6, 3, 1)

_EACH_ENTRY = "out = np.empty({0}.shape)\nfor index, value in np.ndenumerate({0}):\n    out[index] = %s\nreturn out"
_EACH_UPSTREAM = (
    "out = np.empty({1}.shape)\nfor index, value in np.ndenumerate({1}):\n    out[index] = %s\nreturn out"
)
_ERRORS = "for index, value in np.ndenumerate({0} - {1}):\n"
_EACH_ERROR = "total = 0.0\n" + _ERRORS + "    total = total + %s\nreturn total / {0}.size"
_EACH_GRADIENT = "out = np.empty({0}.shape)\n" + _ERRORS + "    out[index] = %s / {0}.size\nreturn out"
UNUSUAL = {
    "sigmoid": _EACH_ENTRY % "0.5 + 0.5 * np.tanh(value / 2)",
    "dL_dz_sigmoid": _EACH_UPSTREAM % "{0}[index] / (2 + np.exp(value) + np.exp(-value))",
    "tanh": _EACH_ENTRY % "np.tanh(value)",
    "dL_dz_tanh": _EACH_UPSTREAM % "{0}[index] / np.cosh(value) ** 2",
    "relu": _EACH_ENTRY % "max(value, 0.0)",
    "leaky_relu": _EACH_ENTRY % "value if value > 0 else {1} * value",
    "dL_dz_leaky_relu": _EACH_UPSTREAM % "{0}[index] if value > 0 else {2} * {0}[index]",
    "softmax": "out = np.empty({0}.shape)\n"
    "for row in range(len({0})):\n"
    "    e = np.exp({0}[row] - {0}[row].max())\n"
    "    out[row] = e / e.sum()\n"
    "return out",
    "dL_dz_softmax": "out = np.empty({1}.shape)\n"
    "for row in range(len({1})):\n"
    "    e = np.exp({1}[row] - {1}[row].max())\n"
    "    p = e / e.sum()\n"
    "    out[row] = (np.diag(p) - np.outer(p, p)) @ {0}[row]\n"
    "return out",
    "mean_squared_error": _EACH_ERROR % "value * value",
    "dL_dy_mean_squared_error": _EACH_GRADIENT % "(value + value)",
    "binary_cross_entropy": _EACH_ERROR % "-np.log(max(1 - abs(value), 1e-14))",
    "dL_dy_binary_cross_entropy": _EACH_GRADIENT % "np.sign(value) / (1 - abs(value))",
    "huber": _EACH_ERROR % "(value**2 / 2 if abs(value) <= {2} else {2} * (abs(value) - {2} / 2))",
    "dL_dy_huber": _EACH_GRADIENT % "max(-{2}, min({2}, value))",
}
ARGUMENTS = ("first", "second", "setting")
RENAMED = {"out": "answer", "index": "place", "value": "x", "total": "collected", "row": "n", "e": "powers"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("sigmoid:infinite-over-infinite", "softmax:overflows"),
    ("softmax:overflows",),
    ("dL_dz_softmax:diagonal-only",),
    ("dL_dz_softmax:diagonal-only", "binary_cross_entropy:logarithm-of-zero"),
    ("dL_dz_sigmoid:value-left-out", "dL_dz_tanh:value-left-out"),
    ("dL_dy_mean_squared_error:two-missing", "dL_dy_huber:not-divided"),
    (
        "dL_dy_mean_squared_error:gradient-divided-by-examples",
        "dL_dy_binary_cross_entropy:gradient-divided-by-examples",
        "dL_dy_huber:gradient-divided-by-examples",
    ),
    ("binary_cross_entropy:logarithm-of-zero", "huber:line-through-zero"),
    ("relu:largest-of-each-column", "softmax:down-the-columns-overflows"),
    ("leaky_relu:slope-on-the-right", "dL_dz_leaky_relu:sides-swapped"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("softmax", "huber"), "dL_dz_softmax", "mean_squared_error"
NO_PYTHON = ("relu", "def relu(z)\n    return np.maximum(z, 0)")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("mean_squared_error", "return np.sum(({0} - {1}) ** 2)")


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each function."""
    return {step: chance.choices(ways, _HOW_USUAL)[0] for step, ways in _USUAL.items()}
