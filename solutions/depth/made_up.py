"""Ways in which the students of a made-up class write the functions."""

from __future__ import annotations

import random
from collections.abc import Mapping

# {0}, {1}, … are the arguments. The first of each is what most people write.
_USUAL = {
    "he_init": (
        "return {2}.normal(0.0, np.sqrt(2 / {1}), ({0}, {1}))",
        "return {2}.standard_normal(({0}, {1})) * np.sqrt(2 / {1})",
        "deviation = (2 / {1}) ** 0.5\nreturn {2}.normal(0, deviation, size=({0}, {1}))",
    ),
    "xavier_init": (
        "return {2}.normal(0.0, np.sqrt(2 / ({1} + {0})), ({0}, {1}))",
        "return {2}.standard_normal(({0}, {1})) * np.sqrt(2 / ({0} + {1}))",
        "deviation = (2 / ({0} + {1})) ** 0.5\nreturn {2}.normal(0, deviation, size=({0}, {1}))",
    ),
    "batch_norm": (
        "z_hat = ({0} - {0}.mean(axis=0)) / np.sqrt({0}.var(axis=0) + {3})\nreturn {1} * z_hat + {2}",
        "mean = np.mean({0}, axis=0)\nvariance = np.mean(({0} - mean) ** 2, axis=0)\n"
        "return {1} * ({0} - mean) / np.sqrt(variance + {3}) + {2}",
        "centred = {0} - {0}.mean(0)\nreturn centred / ({0}.var(0) + {3}) ** 0.5 * {1} + {2}",
    ),
    "dL_dz_batch_norm": (
        "root = np.sqrt({1}.var(axis=0) + {3})\nz_hat = ({1} - {1}.mean(axis=0)) / root\ng = {0} * {2}\n"
        "return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / root",
        "N = len({1})\nroot = np.sqrt({1}.var(axis=0) + {3})\nz_hat = ({1} - {1}.mean(axis=0)) / root\n"
        "first = {0} - {0}.sum(axis=0) / N\nreturn {2} / root * (first - z_hat * ({0} * z_hat).sum(axis=0) / N)",
        "mean, root = {1}.mean(0), np.sqrt({1}.var(0) + {3})\nhat, g = ({1} - mean) / root, {2} * {0}\n"
        "return (g - g.mean(0)) / root - hat * np.mean(g * hat, axis=0) / root",
    ),
    "dL_dgamma": (
        "z_hat = ({1} - {1}.mean(axis=0)) / np.sqrt({1}.var(axis=0) + {2})\nreturn ({0} * z_hat).sum(axis=0)",
        "root = np.sqrt({1}.var(axis=0) + {2})\nreturn np.sum({0} * ({1} - {1}.mean(axis=0)), axis=0) / root",
        "z_hat = ({1} - {1}.mean(0)) / ({1}.var(0) + {2}) ** 0.5\nreturn np.sum({0} * z_hat, axis=0)",
    ),
    "dL_dbeta": ("return {0}.sum(axis=0)", "return np.sum({0}, axis=0)", "return {0}.sum(0)"),
    "residual": (
        "return {0} + np.maximum({0} @ {1}.T + {2}, 0)",
        "z = {0} @ {1}.T + {2}\nreturn {0} + np.where(z > 0, z, 0)",
        "z = np.dot({0}, {1}.T) + {2}\nreturn z * (z > 0) + {0}",
    ),
    "dL_da_residual": (
        "mask = {1} @ {2}.T + {3} > 0\nreturn {0} + ({0} * mask) @ {2}",
        "z = {1} @ {2}.T + {3}\nreturn np.where(z > 0, {0}, 0) @ {2} + {0}",
        "z = np.dot({1}, {2}.T) + {3}\ndz = {0} * (z > 0)\nreturn {0} + np.dot(dz, {2})",
    ),
    "clip_by_norm": (
        "norm = np.sqrt(sum(np.sum(g**2) for g in {0}))\nfactor = min(1.0, {1} / norm)\n"
        "return [factor * g for g in {0}]",
        "total = 0\nfor g in {0}:\n    total = total + (g**2).sum()\nnorm = np.sqrt(total)\n"
        "if norm <= {1}:\n    return {0}\nreturn [g * {1} / norm for g in {0}]",
        "norm = np.linalg.norm(np.concatenate([g.ravel() for g in {0}]))\n"
        "return [g * min(1, {1} / (norm + 1e-6)) for g in {0}]",
    ),
}
_HOW_USUAL = (6, 3, 1)

UNUSUAL = {
    "he_init": "rows = []\nfor row in range({0}):\n    rows.append({2}.normal(size={1}) * (2 / {1}) ** 0.5)\n"
    "return np.array(rows)",
    "xavier_init": "rows = []\nfor row in range({0}):\n    rows.append({2}.normal(size={1}) * (2 / ({0} + {1})) "
    "** 0.5)\n"
    "return np.array(rows)",
    "batch_norm": "out = np.empty({0}.shape)\nfor k in range({0}.shape[1]):\n    column = {0}[:, k]\n"
    "    root = (np.var(column) + {3}) ** 0.5\n    out[:, k] = (column - np.mean(column)) / root * {1}[k] + {2}[k]\n"
    "return out",
    "dL_dz_batch_norm": "out = np.empty({1}.shape)\nfor k in range({1}.shape[1]):\n    column = {1}[:, k]\n"
    "    root = (np.var(column) + {3}) ** 0.5\n    hat = (column - np.mean(column)) / root\n    up = {0}[:, k] * "
    "{2}[k]\n"
    "    out[:, k] = (up - np.mean(up) - hat * np.mean(up * hat)) / root\nreturn out",
    "dL_dgamma": "out = np.zeros({1}.shape[1])\nfor k in range({1}.shape[1]):\n    column = {1}[:, k]\n"
    "    root = (np.var(column) + {2}) ** 0.5\n    out[k] = {0}[:, k] @ (column - np.mean(column)) / "
    "root\nreturn out",
    "dL_dbeta": "out = np.zeros({0}.shape[1])\nfor row in range({0}.shape[0]):\n    out = out + {0}[row, "
    ":]\nreturn out",
    "residual": "out = []\nfor row in range({0}.shape[0]):\n    total = {1} @ {0}[row, :] + {2}\n"
    "    out.append({0}[row, :] + np.maximum(total, 0))\nreturn np.array(out)",
    "dL_da_residual": "out = []\nfor row in range({1}.shape[0]):\n    shut = {2} @ {1}[row, :] + {3} <= 0\n"
    "    up = np.array({0}[row, :])\n    up[shut] = 0\n    out.append({0}[row, :] + up @ {2})\nreturn np.array(out)",
    "clip_by_norm": "total = 0.0\nfor array in {0}:\n    total = total + np.vdot(array, array)\nout = []\n"
    "for array in {0}:\n    out.append(array * min(1.0, {1} / total**0.5))\nreturn out",
}
ARGUMENTS = ("first", "second", "third", "fourth")
RENAMED = {
    "out": "answer",
    "row": "n",
    "rows": "lines",
    "k": "unit",
    "column": "values",
    "root": "spread",
    "total": "t",
}
RENAMED |= {"array": "part", "hat": "normal", "up": "g", "shut": "closed"}

# Several made the same ones, as in any class.
MISTAKES = (
    ("dL_dz_batch_norm:no-way-through-the-variance",),
    ("dL_dz_batch_norm:statistics-held-still", "dL_dgamma:z-not-normalised"),
    ("batch_norm:unbiased-variance", "dL_dz_batch_norm:one-less-than-n", "dL_dgamma:gamma-with-one-less"),
    ("he_init:variance-for-deviation", "xavier_init:variance-for-xaviers-deviation"),
    ("clip_by_norm:each-by-itself",),
    ("clip_by_norm:each-by-itself", "dL_da_residual:no-mask"),
    ("dL_da_residual:no-gradient-along-the-skip", "residual:relu-over-the-sum"),
    ("dL_dz_batch_norm:no-way-through-the-variance", "dL_dbeta:beta-averaged", "dL_dgamma:averaged"),
    ("batch_norm:epsilon-outside-the-root",),
    ("he_init:turned", "xavier_init:xavier-turned"),
)
# Functions that never end, that fill the memory, that end the process, and one that is no Python.
NEVER_ENDING, HUNGRY, CRASHING = ("batch_norm", "clip_by_norm"), "dL_da_residual", "residual"
NO_PYTHON = ("dL_dbeta", "def dL_dbeta(dL_dout)\n    return dL_dout.sum(0)")
# What a colleague wrote whose notebook was merged with the student's.
ANOTHERS = ("dL_dbeta", "return {0}")


def right_answers(chance: random.Random) -> Mapping[str, str]:
    """A right answer to each step. People keep to one style."""
    style = chance.choices(range(3), _HOW_USUAL)[0]
    return {step: ways[style] for step, ways in _USUAL.items()}
