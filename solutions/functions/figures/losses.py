"""The pictures of the losses: each with its slope, which is the pull of one example."""

from __future__ import annotations

from functools import cache

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, ORANGE, QUIET, blank, panel, png, write

from .curves import DASHED, RIGHT, WIDE, sigmoid

_DELTA = 1.5


@cache
def squares() -> bytes:
    """Step 6: the square of the error, drawn as squares, and its slope."""
    figure = blank(10.0, 4.1)
    error = np.linspace(-3, 3, 121)
    cost = panel(figure, WIDE, "Squared error", "error", "")
    slope = panel(figure, RIGHT, "Its slope: the pull", "error", "")
    for axes in (cost, slope):
        axes.axvline(0, color=FAINT, linewidth=1)
        axes.set(xlim=(-3.1, 3.1), xticks=range(-3, 4))
    cost.plot(error, error**2, color=BLUE, linewidth=2.6)
    for size in (1, 2):
        cost.plot([size, size], [0, size**2], color=ORANGE, linewidth=1.6, linestyle=DASHED)
        cost.plot(size, size**2, "o", color=ORANGE, markersize=7)
        write(cost, size - 0.15, size**2 + 0.65, f"{size} off costs {size**2}", ORANGE, ha="right")
    cost.set(ylim=(-0.2, 9.4), yticks=(0, 1, 4, 9))
    slope.axhline(0, color=FAINT, linewidth=1)
    slope.plot(error, 2 * error, color=BLUE, linewidth=2.6)
    slope.set(ylim=(-6.8, 6.8), yticks=(-6, -4, -2, 0, 2, 4, 6))
    write(
        slope, -2.9, 4.2, "twice as far off\npulls twice as hard,\nwithout limit", QUIET, ha="left", linespacing=1.4
    )
    return png(figure)


@cache
def confident_and_wrong() -> bytes:
    """Step 7: two losses behind a sigmoid with the target 0, and their gradients by the score."""
    figure = blank(10.0, 4.1)
    z = np.linspace(-4, 10, 281)
    p = sigmoid(z)
    cost = panel(figure, WIDE, "The cost, if the answer is no", "score z", "")
    slope = panel(figure, RIGHT, "The gradient by the score", "score z", "")
    for axes in (cost, slope):
        axes.axvspan(4, 10, color=FAINT, alpha=0.35, linewidth=0)
        axes.set(xlim=(-4, 10), xticks=range(-4, 11, 2))
    cost.plot(z, np.logaddexp(0, z), color=BLUE, linewidth=2.6)
    cost.plot(z, p**2, color=ORANGE, linewidth=2.4, linestyle=DASHED)
    cost.set(ylim=(-0.2, 10.4))
    write(cost, 5.6, 7.6, "cross-entropy:\nwithout limit", BLUE, weight="bold", ha="right", linespacing=1.4)
    write(cost, 7.0, 1.75, "squared error: flat", ORANGE)
    slope.plot(z, p, color=BLUE, linewidth=2.6)
    slope.plot(z, 2 * p * p * (1 - p), color=ORANGE, linewidth=2.4, linestyle=DASHED)
    slope.set(ylim=(-0.03, 1.2))
    write(slope, 7.0, 1.09, "cross-entropy: p − t", BLUE, weight="bold")
    write(slope, 7.0, 0.12, "squared error: 0", ORANGE)
    write(slope, 7.0, 0.6, "confident\nand wrong", QUIET, linespacing=1.4)
    return png(figure)


@cache
def huber_between() -> bytes:
    """Step 8: half a square, an absolute error, and Huber between the two."""
    figure = blank(10.0, 4.3)
    error = np.linspace(-5, 5, 401)
    size = np.abs(error)
    cost = panel(figure, WIDE, "Huber, with delta = 1.5", "error", "")
    slope = panel(figure, RIGHT, "The pull of one example", "error", "")
    for axes in (cost, slope):
        axes.axvspan(-_DELTA, _DELTA, color=FAINT, alpha=0.35, linewidth=0)
        axes.set(xlim=(-5, 5), xticks=range(-4, 5, 2))
    cost.plot(error, 0.5 * error**2, color=ORANGE, linewidth=2, linestyle=DASHED)
    cost.plot(error, _DELTA * size, color=BLUE, linewidth=2, linestyle=(0, (1, 2)))
    inside = size <= _DELTA
    cost.plot(error, np.where(inside, 0.5 * error**2, _DELTA * (size - _DELTA / 2)), color=GREEN, linewidth=2.8)
    cost.set(ylim=(-0.2, 8.6))
    write(cost, -3.75, 8.0, "half a square", ORANGE, ha="left")
    write(cost, 3.2, 6.3, "delta · |e|", BLUE, ha="right")
    write(cost, 3.4, 2.5, "Huber", GREEN, weight="bold", ha="left")
    slope.axhline(0, color=FAINT, linewidth=1)
    slope.plot(error, error, color=ORANGE, linewidth=2, linestyle=DASHED)
    for side in (-1, 1):
        slope.plot([0, 5 * side], [_DELTA * side] * 2, color=BLUE, linewidth=2, linestyle=(0, (1, 2)))
    slope.plot(error, np.clip(error, -_DELTA, _DELTA), color=GREEN, linewidth=2.8)
    slope.set(ylim=(-5.2, 5.2), yticks=(-4, -_DELTA, 0, _DELTA, 4))
    write(slope, 2.7, 4.3, "without limit", ORANGE, ha="right")
    write(slope, 3.2, 0.85, "at most delta", GREEN, weight="bold")
    write(slope, -0.35, 2.2, "jumps at 0", BLUE, ha="right")
    return png(figure)
