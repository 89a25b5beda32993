"""The pictures of sizes: a product of factors, spreads of weights in twenty layers, and a layer's two ways."""

from __future__ import annotations

from functools import cache

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write

FACTORS = {2.0: ORANGE, 1.1: ORANGE, 1.0: GREEN, 0.9: BLUE, 0.5: BLUE, 0.25: BLUE}
LAYERS, UNITS = 20, 50


@cache
def twenty_factors() -> bytes:
    """What is left after so many layers, for some factors of a layer."""
    figure = blank(10.0, 4.4)
    axes = panel(figure, (0.09, 0.14, 0.62, 0.74), "What is left of a gradient", "layers that it has passed", "")
    passed = np.arange(LAYERS + 1)
    for factor, colour in FACTORS.items():
        left = factor**passed
        axes.plot(passed, left, color=colour, linewidth=2.2, linestyle="-" if factor == 1 else (0, (6, 1.5)))
        word = {2.0: "a million times as much", 1.1: "7 times as much", 1.0: "all of it", 0.9: "an eighth"}
        end = word.get(factor, f"{left[-1]:.0e}".replace("e-0", "e-").replace("-", "−"))
        nudge = {1.1: 2.6, 0.9: 0.4}.get(factor, 1.0)
        write(
            axes, 20.4, left[-1] * nudge, f"factor {factor:g}: {end}", colour, ha="left", fontsize=10, clip_on=False
        )
    axes.set(yscale="log", xlim=(0, LAYERS), ylim=(2e-13, 1e7), xticks=range(0, 21, 5))
    return png(figure)


@cache
def spreads() -> bytes:
    """Step 1: sizes of activations and of gradients, for three spreads of the weights."""
    figure = blank(10.0, 4.2)
    left = panel(figure, (0.07, 0.14, 0.4, 0.73), "Activations, forward", "layer", "")
    right = panel(figure, (0.56, 0.14, 0.4, 0.73), "Gradient, backward", "layer", "")
    for spread, colour, style in ((0.3, ORANGE, (0, (6, 1.5))), (0.2, GREEN, "-"), (0.1, BLUE, (0, (2, 1.2)))):
        activations, gradients = _sizes(spread)
        layers = np.arange(1, LAYERS + 1)
        for axes, sizes in ((left, activations), (right, gradients)):
            axes.plot(layers, sizes, color=colour, linewidth=2.2, linestyle=style)
        name = f"spread {spread:g}" + (", which is He's" if spread == 0.2 else "")
        away = {0.3: 5.0, 0.2: 0.25, 0.1: 0.03}[spread]
        write(left, 14.5, activations[13] * away, name, colour, ha="right", fontsize=10)
        write(right, 6.5, gradients[6] * away, name, colour, ha="left", fontsize=10)
    for axes in (left, right):
        axes.set(yscale="log", xlim=(1, LAYERS), xticks=(1, 5, 10, 15, 20))
    left.set(ylim=(1e-7, 1e5))
    right.set(ylim=(1e-7, 1e5))
    for axes, start, end in ((left, 1.5, 8.0), (right, 19.5, 13.0)):
        arrow = {"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.6}
        axes.annotate("", xy=(end, 2e4), xytext=(start, 2e4), arrowprops=arrow)
    return png(figure)


def _sizes(spread: float) -> tuple[list[float], list[float]]:
    """The usual sizes of activations and of gradients in each layer: of the mean square, so as theory has it.

    Drawn with one wide batch of random rows, and an upstream gradient of size 1.
    """
    random = np.random.default_rng(7)
    weights = [random.normal(0, spread, (UNITS, UNITS)) for _ in range(LAYERS)]
    a = np.abs(random.normal(size=(400, UNITS)))
    forward, masks = [], []
    for W in weights:
        forward.append(float(np.sqrt(np.mean(a**2))))
        z = a @ W.T
        masks.append(z > 0)
        a = np.maximum(z, 0)
    g, back = random.normal(size=(400, UNITS)), []
    for W, mask in zip(reversed(weights), reversed(masks), strict=True):
        back.insert(0, float(np.sqrt(np.mean(g**2))))
        g = (g * mask) @ W
    return forward, back


@cache
def both_ways() -> bytes:
    """Step 2: how many terms a sum has, forward and backward."""
    figure = blank(10.0, 4.6)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(-0.2, 10.2), ylim=(-3.1, 2.75))
    axes.axis("off")
    for left, title, colour in ((0.9, "forward: a sum of 8", BLUE), (6.1, "backward: a sum of 3", ORANGE)):
        inputs = [(left, 0.5 * (3.5 - k)) for k in range(8)]
        outputs = [(left + 3.0, 0.95 * (1 - k)) for k in range(3)]
        for k, start in enumerate(inputs):
            for j, end in enumerate(outputs):
                lit = j == 0 if colour == BLUE else k == 2
                stroke = {"color": colour, "linewidth": 2.0} if lit else {"color": FAINT, "linewidth": 0.8}
                axes.plot([start[0], end[0]], [start[1], end[1]], zorder=2 if lit else 1, **stroke)
        for k, (x, y) in enumerate(inputs):
            _dot(axes, x, y, colour if colour == ORANGE and k == 2 else INK)
        for j, (x, y) in enumerate(outputs):
            _dot(axes, x, y, colour if colour == BLUE and j == 0 else INK)
        write(axes, left + 1.5, 2.4, title, colour, fontsize=12, weight="bold")
        write(axes, left, -2.15, "n_in = 8", QUIET, fontsize=10)
        write(axes, left + 3.0, -2.15, "n_out = 3", QUIET, fontsize=10)
    write(axes, 2.4, -2.15, "wants 1/8", BLUE, fontsize=11)
    write(axes, 7.6, -2.15, "wants 1/3", ORANGE, fontsize=11)
    write(axes, 5.0, -2.75, "one variance for both: 1 / (mean of 8 and 3) = 2/11", GREEN, fontsize=12, weight="bold")
    return png(figure)


def _dot(axes, x, y, colour):
    axes.scatter(x, y, s=130, facecolor=PAPER, edgecolor=colour, linewidth=1.4 if colour == INK else 3.2, zorder=3)
