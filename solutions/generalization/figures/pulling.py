"""The pictures of weight decay: a price that is added to the loss, and the pull that comes of it."""

from __future__ import annotations

from functools import cache

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write

LOWEST = np.array([3.0, 2.0])  # of the loss, in two weights
STEEP = np.array([4.0, 0.4])  # how much the loss cares about each of them
STRENGTHS = (0.0, 0.1, 0.4, 2.0, 10.0)
_EMPTY = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}


@cache
def price() -> bytes:
    """Step 3: loss, penalty and their sum, for one weight and for two."""
    figure = blank(10.0, 4.4)
    left = panel(figure, (0.06, 0.14, 0.4, 0.74), "One weight", "w", "")
    w = np.linspace(-1.2, 3.6, 200)
    loss, penalty = 1.5 * (w - 2) ** 2 / 2, w**2 / 2
    for values, colour, name, place in (
        (loss, BLUE, "loss", (2.95, 1.55)),
        (penalty, ORANGE, "penalty", (-0.62, 0.72)),
        (loss + penalty, GREEN, "sum", (0.05, 3.35)),
    ):
        left.plot(w, values, color=colour, linewidth=2.2)
        write(left, *place, name, colour, weight="bold", bbox=_EMPTY)
    for lowest, height, colour, text in ((2.0, 0.0, BLUE, "2"), (0.0, 0.0, ORANGE, "0"), (1.2, 1.2, GREEN, "1.2")):
        left.plot(lowest, height, "o", color=colour, markersize=9)
        write(left, lowest, height + 0.32, text, colour, weight="bold", fontsize=10)
    left.set(xlim=(-1.2, 3.6), ylim=(-0.1, 4.2))
    right = panel(figure, (0.55, 0.14, 0.42, 0.74), "Two weights, from above", "first weight", "second weight")
    across, up = np.meshgrid(np.linspace(-0.8, 4.6, 160), np.linspace(-1.0, 4.4, 160))
    valley = (STEEP[0] * (across - LOWEST[0]) ** 2 + STEEP[1] * (up - LOWEST[1]) ** 2) / 2
    right.contour(across, up, valley, (0.1, 0.4, 1.0, 2.0), colors=BLUE, linewidths=1.0, alpha=0.6)
    right.contour(across, up, across**2 + up**2, (0.3, 1.0, 2.2, 4.0), colors=ORANGE, linewidths=1.0, alpha=0.6)
    path = np.array([_lowest_of_both(strength) for strength in np.geomspace(1e-3, 300, 200)])
    right.plot(*path.T, color=GREEN, linewidth=2.0)
    for strength in STRENGTHS:
        place = _lowest_of_both(strength)
        right.plot(*place, "o", color=GREEN, markersize=7)
        write(right, place[0] + 0.14, place[1] + 0.2, f"{strength:g}", INK, fontsize=9.5, bbox=_EMPTY, ha="left")
    write(right, 3.9, 4.05, "loss", BLUE, weight="bold", bbox=_EMPTY)
    write(right, 0.35, 1.92, "penalty", ORANGE, weight="bold", bbox=_EMPTY)
    write(right, 1.2, 3.4, "lowest point of the sum,\nby strength", GREEN, fontsize=10, weight="bold", bbox=_EMPTY)
    right.set(xlim=(-0.8, 4.6), ylim=(-1.0, 4.4))
    return png(figure)


def _lowest_of_both(strength: float) -> np.ndarray:
    """Where the sum of loss and penalty has no slope: strength · w = steepness · (place - w), for each weight."""
    return STEEP * LOWEST / (STEEP + strength)


@cache
def fading() -> bytes:
    """Step 4: the pull on weights of different sizes, and a weight that fades."""
    figure = blank(10.0, 4.0)
    left = panel(figure, (0.05, 0.16, 0.4, 0.72), "The pull on a weight", "w", "")
    left.axvline(0, color=FAINT, linewidth=1.4)
    for row, w in enumerate((-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0)):
        height = abs(w)
        left.plot(w, height, "o", color=BLUE, markersize=8)
        arrow = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2.0, "shrinkA": 5, "shrinkB": 0}
        left.annotate("", xy=(w - 0.42 * w, height), xytext=(w, height), arrowprops=arrow)
        if row == 0:
            write(left, -2.0, height + 0.55, "far from 0: pulled hard", QUIET, fontsize=10)
    write(left, 0.0, 0.35, "at 0: not at all", QUIET, fontsize=10, bbox=_EMPTY)
    left.set(xlim=(-4.6, 4.6), ylim=(0, 5), yticks=[])
    left.spines["left"].set_visible(False)
    right = panel(figure, (0.55, 0.16, 0.42, 0.72), "A weight without a gradient of its own", "step", "")
    steps = np.arange(1001)
    for share, colour, line, place in (
        (0.0, QUIET, ":", (540, 1.05)),
        (0.001, BLUE, "-", (560, 0.68)),
        (0.01, ORANGE, "--", (190, 0.29)),
    ):
        right.plot(steps, (1 - share) ** steps, color=colour, linewidth=2.2, linestyle=line)
        write(right, *place, f"rate · strength = {share:g}", colour, ha="left", fontsize=10)
    right.plot([0, 693, 693], [0.5, 0.5, 0], color=FAINT, linewidth=1.2, zorder=0)
    right.plot(693, 0.5, "o", color=BLUE, markersize=8)
    write(right, 715, 0.55, "half, after 693 steps", BLUE, ha="left", fontsize=9.5)
    right.set(xlim=(0, 1000), ylim=(0, 1.12))
    return png(figure)
