"""The pictures of the activations: what a bend is good for, and curves with their slopes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, ORANGE, QUIET, blank, panel, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE = (0.07, 0.14, 0.4, 0.72)
RIGHT = (0.56, 0.14, 0.4, 0.72)
DASHED = (0, (5, 2))


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


@cache
def one_line() -> bytes:
    """A disk and a ring, with a straight boundary and with a bent one."""
    figure = blank(10.0, 4.6)
    random = np.random.default_rng(6)
    angles = random.uniform(0, 2 * np.pi, (2, 150))
    radii = np.stack([random.uniform(0, 1, 150), random.uniform(1.5, 2.5, 150)])
    for left, title in (
        (0.03, "Three layers, and nothing between them"),
        (0.53, "Three layers with ReLU between them"),
    ):
        axes = panel(figure, (left, 0.04, 0.44, 0.83), title, "", "")
        for angle, radius, colour in zip(angles, radii, (ORANGE, BLUE), strict=True):
            axes.plot(radius * np.cos(angle), radius * np.sin(angle), "o", color=colour, markersize=3.6)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set(xticks=[], yticks=[], xlim=(-3.4, 3.4), ylim=(-2.8, 2.8), aspect="equal")
    straight, bent = figure.axes
    straight.plot([-3.2, 3.2], [-1.2, 1.9], color=GREEN, linewidth=2.6)
    _words(straight, 2.2, 2.5, "one straight line")
    corners = np.array([0.1, 1.1, 2.2, 3.1, 4.2, 5.3, 0.1 + 2 * np.pi])
    bent.plot(1.28 * np.cos(corners), 1.28 * np.sin(corners), color=GREEN, linewidth=2.6)
    _words(bent, 2.2, 2.5, "a line with bends")
    return png(figure)


def _words(axes: Axes, x: float, y: float, text: str) -> None:
    box = {"facecolor": "#FCFBF8", "edgecolor": "none", "pad": 2}
    write(axes, x, y, text, GREEN, weight="bold", bbox=box)


@cache
def sigmoid_and_slope() -> bytes:
    """Step 1: the sigmoid, and how steep it is."""
    figure = blank(10.0, 3.9)
    z = np.linspace(-8, 8, 321)
    value = panel(figure, WIDE, "The sigmoid", "z", "")
    slope = panel(figure, RIGHT, "Its slope: what passes back", "z", "")
    for axes in (value, slope):
        for side in (-8, 4):
            axes.axvspan(side, side + 4, color=FAINT, alpha=0.35, linewidth=0)
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set(xlim=(-8, 8), xticks=range(-8, 9, 2))
    value.plot(z, sigmoid(z), color=BLUE, linewidth=2.6)
    value.plot(0, 0.5, "o", color=BLUE, markersize=7)
    value.set(ylim=(-0.03, 1.08), yticks=(0, 0.25, 0.5, 0.75, 1))
    write(value, 0.4, 0.44, "one half", BLUE, ha="left")
    write(value, -6, 0.15, "saturated:\nclose to 0", QUIET, linespacing=1.4)
    write(value, 6, 0.83, "saturated:\nclose to 1", QUIET, linespacing=1.4)
    slope.plot(z, sigmoid(z) * (1 - sigmoid(z)), color=ORANGE, linewidth=2.6)
    slope.set(ylim=(-0.008, 0.3), yticks=(0, 0.1, 0.2, 0.25))
    write(slope, 0, 0.272, "a quarter at most", ORANGE, weight="bold")
    write(slope, -6, 0.06, "almost none", QUIET)
    write(slope, 6, 0.06, "almost none", QUIET)
    return png(figure)


@cache
def tanh_and_slope() -> bytes:
    """Step 2: tanh beside the sigmoid, and both slopes."""
    figure = blank(10.0, 3.9)
    z = np.linspace(-6, 6, 241)
    value = panel(figure, WIDE, "tanh, and the sigmoid for comparison", "z", "")
    slope = panel(figure, RIGHT, "Their slopes", "z", "")
    for axes in (value, slope):
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set(xlim=(-6, 6), xticks=range(-6, 7, 2))
    value.axhline(0, color=FAINT, linewidth=1)
    value.plot(z, np.tanh(z), color=BLUE, linewidth=2.6)
    value.plot(z, sigmoid(z), color=QUIET, linewidth=2, linestyle=DASHED)
    value.set(ylim=(-1.15, 1.2), yticks=(-1, -0.5, 0, 0.5, 1))
    write(value, -1.1, -0.55, "tanh", BLUE, weight="bold", ha="right")
    write(value, -3.2, 0.2, "sigmoid", QUIET)
    slope.plot(z, 1 - np.tanh(z) ** 2, color=BLUE, linewidth=2.6)
    slope.plot(z, sigmoid(z) * (1 - sigmoid(z)), color=QUIET, linewidth=2, linestyle=DASHED)
    slope.set(ylim=(-0.03, 1.15), yticks=(0, 0.25, 0.5, 0.75, 1))
    write(slope, 0.9, 0.75, "tanh: 1 at 0", BLUE, weight="bold", ha="left")
    write(slope, 2.2, 0.26, "sigmoid: 0.25 at 0", QUIET, ha="left")
    return png(figure)


@cache
def leaks() -> bytes:
    """Step 3: ReLU and leaky ReLU, and their slopes."""
    figure = blank(10.0, 3.9)
    z = np.linspace(-3, 3, 121)
    value = panel(figure, WIDE, "ReLU, and one that leaks", "z", "")
    slope = panel(figure, RIGHT, "Their slopes", "z", "")
    for axes in (value, slope):
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set(xlim=(-3, 3), xticks=range(-3, 4))
    value.plot(z, np.maximum(z, 0), color=BLUE, linewidth=2.6)
    value.plot(z[z <= 0], 0.1 * z[z <= 0], color=ORANGE, linewidth=2.4, linestyle=DASHED)
    value.set(ylim=(-0.6, 3.1), yticks=range(4))
    write(value, 1.5, 2.35, "both", BLUE, weight="bold", ha="right")
    write(value, -1.7, 0.22, "ReLU: nothing", BLUE)
    write(value, -1.5, -0.42, "leaky, slope 0.1", ORANGE)
    slope.plot([-3, 0], [0, 0], color=BLUE, linewidth=2.6)
    slope.plot([0, 3], [1, 1], color=BLUE, linewidth=2.6)
    slope.plot([-3, 0], [0.1, 0.1], color=ORANGE, linewidth=2.4, linestyle=DASHED)
    slope.plot([0, 0], [0.1, 1], color=QUIET, linewidth=1.2, linestyle=(0, (1, 2)))
    slope.set(ylim=(-0.06, 1.2), yticks=(0, 0.1, 0.5, 1))
    write(slope, 1.5, 1.09, "1 for both", BLUE, weight="bold")
    write(slope, -1.5, 0.19, "0.1: a little passes", ORANGE)
    write(slope, -1.5, 0.045, "0", BLUE)
    return png(figure)
