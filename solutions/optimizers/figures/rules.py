"""The pictures of the three optimizers: a ravine, sizes of gradients, and a mean that starts at 0."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, ORANGE, PAPER, QUIET, blank, panel, png, write

STEEP = 30.0  # how many times as steep the walls are as the floor
START = (-9.0, 1.7)


@cache
def ravine() -> bytes:
    """Step 1: the same valley twice, with the path of gradient descent and that of momentum."""
    figure = blank(10.0, 4.1)
    for left, title, beta, rate, colour in (
        (0.03, "Gradient descent", 0.0, 0.062, ORANGE),
        (0.52, "Momentum, beta = 0.7", 0.7, 0.035, BLUE),
    ):
        axes = panel(figure, (left, 0.06, 0.455, 0.8), title, "", "")
        across, up = np.meshgrid(np.linspace(-10, 2.4, 200), np.linspace(-2.4, 2.4, 100))
        levels = np.geomspace(0.6, 140, 10)
        axes.contour(across, up, across**2 / 2 + STEEP * up**2 / 2, levels, colors=FAINT, linewidths=1.0)
        path = _path(beta, rate, steps=25)
        axes.plot(*path.T, color=colour, linewidth=1.8, marker="o", markersize=4.5)
        axes.plot(0, 0, marker="*", markersize=17, color=GREEN, markeredgecolor=PAPER, linestyle="none", zorder=5)
        write(axes, START[0], START[1] + 0.35, "start", QUIET, fontsize=10)
        write(
            axes,
            0.0,
            -0.85,
            "lowest point",
            GREEN,
            fontsize=10,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 2},
        )
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set(xticks=[], yticks=[], xlim=(-10, 2.4), ylim=(-2.4, 2.4))
    return png(figure)


def _path(beta: float, rate: float, steps: int) -> Any:
    w, v = np.array(START), np.zeros(2)
    path = [w]
    for _ in range(steps):
        v = beta * v + w * (1.0, STEEP)
        w = w - rate * v
        path.append(w)
    return np.array(path)


@cache
def one_size_each() -> bytes:
    """Step 2: gradients of two weights, as they are and divided by the root of their mean square."""
    figure = blank(10.0, 5.0)
    noise = np.random.default_rng(4).normal(size=(2, 60))
    gradients = (8.0 * noise[0] + 2.0, 0.08 * noise[1] - 0.02)
    for column, (left, name, colour) in enumerate(((0.09, "first", ORANGE), (0.57, "second", BLUE))):
        mean, scaled = 0.0, []
        for gradient in gradients[column]:
            mean = 0.9 * mean + 0.1 * gradient**2
            scaled.append(gradient / np.sqrt(mean))
        for bottom, values, title, top in (
            (0.6, gradients[column], f"The gradient of the {name} weight", 26.0),
            (0.12, scaled, "divided by the root of its mean square", 4.0),
        ):
            axes = panel(figure, (left, bottom, 0.4, 0.29), title, "step" if bottom < 0.5 else "", "")
            axes.axhline(0, color=FAINT, linewidth=1)
            axes.plot(np.arange(1, 61), values, color=colour, linewidth=1.6)
            axes.set(xlim=(0, 61), ylim=(-top, top))
        if column:
            axes = figure.axes[2]
            write(axes, 30, 11, "about 0.08: too small to be seen on this scale", QUIET, fontsize=10)
    return png(figure)


@cache
def bias_correction() -> bytes:
    """Step 3: the mean of a gradient that is always 1, and the step that follows from it, corrected and not."""
    figure = blank(10.0, 4.2)
    steps = np.arange(1, 61)
    first, second = 1 - 0.9**steps, 1 - 0.999**steps
    left = panel(figure, (0.07, 0.14, 0.4, 0.73), "The mean m, with beta1 = 0.9", "step t", "")
    left.plot(steps, np.ones(60), color=BLUE, linewidth=2.4)
    left.plot(steps, first, color=ORANGE, linewidth=2.4, linestyle=(0, (5, 2)))
    left.set(xlim=(0, 61), ylim=(0, 1.2))
    write(left, 30, 1.07, "corrected: m divided by 1 − 0.9ᵗ", BLUE)
    write(left, 17, 0.6, "as it is: starts at 0.1,\nbecause m began at 0", ORANGE, ha="left")
    right = panel(figure, (0.56, 0.14, 0.4, 0.73), "The size of a step, in learning rates", "step t", "")
    right.plot(steps, first / np.sqrt(second), color=ORANGE, linewidth=2.4, linestyle=(0, (5, 2)))
    right.plot(steps, np.ones(60), color=BLUE, linewidth=2.4)
    right.set(xlim=(0, 61), ylim=(0, 8))
    write(right, 60, 1.5, "both means corrected: always 1", BLUE, ha="right")
    write(right, 60, 7.2, "neither corrected: three to six times too far", ORANGE, ha="right")
    return png(figure)
