"""The pictures of dropout: why it divides, and that the mask is the same on the way back."""

from __future__ import annotations

from functools import cache
from math import comb
from typing import TYPE_CHECKING

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNITS, KEEP = 10, 0.8
DROPPED = (3, 6)  # of the ten units, in the picture


@cache
def sums() -> bytes:
    """Step 1: ten units that send to one, without and with dropout, and how likely each sum is."""
    figure = blank(10.0, 4.4)
    axes = figure.add_axes((0.0, 0.0, 0.5, 1.0))
    axes.set(xlim=(0, 10), ylim=(-1.4, 11.4))
    axes.axis("off")
    _layer(axes, 1.6, (), "1", "all units: as it is used", "10 · 1 = 10")
    _layer(axes, 6.4, DROPPED, "1.25", "keep = 0.8: in training", "8 · 1.25 = 10")
    right = panel(figure, (0.57, 0.15, 0.4, 0.7), "The sum, over many masks", "sum of the ten units", "probability")
    for factor, colour, offset in ((1.0, ORANGE, -0.13), (1 / KEEP, BLUE, 0.13)):
        likely = [(kept, comb(UNITS, kept) * KEEP**kept * (1 - KEEP) ** (UNITS - kept)) for kept in range(UNITS + 1)]
        right.bar([kept * factor + offset for kept, _ in likely], [p for _, p in likely], width=0.22, color=colour)
    right.axvline(10, color=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=0)
    write(right, 9.85, 0.385, "when the network is used", INK, ha="right", fontsize=9.5)
    write(right, 2.6, 0.24, "not divided:\naround 8", ORANGE, ha="left", weight="bold")
    write(right, 10.4, 0.35, "divided by 0.8:\naround 10", BLUE, ha="left", weight="bold")
    right.set(xlim=(2.2, 14.4), ylim=(0, 0.41))
    return png(figure)


def _layer(axes: Axes, x: float, dropped: tuple[int, ...], sends: str, title: str, total: str) -> None:
    write(axes, x + 1.0, 11.0, title, QUIET, fontsize=10)
    for unit in range(UNITS):
        out = unit in dropped
        if not out:
            axes.plot([x, x + 2.2], [unit + 0.5, 5.0], color=FAINT, linewidth=1.3, zorder=0)
            write(
                axes,
                x + 0.55,
                unit + 0.5,
                sends,
                QUIET,
                fontsize=8,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
            )
        axes.plot(
            x, unit + 0.5, "o", markersize=13, color=PAPER if out else BLUE, markeredgecolor=QUIET if out else BLUE
        )
        if out:
            axes.plot(x, unit + 0.5, "x", markersize=8, color=ORANGE, markeredgewidth=2.4)
    axes.plot(x + 2.2, 5.0, "o", markersize=19, color=GREEN)
    write(axes, x + 1.0, -0.7, total, GREEN, fontsize=12, weight="bold")


@cache
def same_mask() -> bytes:
    """Step 2: the numbers by hand on both ways, and the same unit crossed out."""
    figure = blank(10.0, 4.3)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, 10), ylim=(0, 7.2))
    axes.axis("off")
    rows = (
        (6.3, "a", ("2", "−1", "3", "4"), QUIET),
        (5.3, "u", ("0.3", "0.9", "0.1", "0.6"), INK),
        (4.3, "out", ("2.5", "0", "3.75", "5"), BLUE),
        (2.6, "dL_dout", ("1", "2", "−2", "0.4"), QUIET),
        (1.6, "u", ("0.3", "0.9", "0.1", "0.6"), INK),
        (0.6, "dL_da", ("1.25", "0", "−2.5", "0.5"), GREEN),
    )
    for unit in range(4):
        dropped = unit == 1
        for low, high in ((3.85, 6.75), (0.15, 3.05)):
            frame = {"facecolor": FAINT if dropped else PAPER, "edgecolor": FAINT, "linewidth": 1.4}
            axes.fill_between([3.0 + 1.3 * unit, 4.15 + 1.3 * unit], low, high, **frame)
            if dropped:
                axes.plot([4.35, 5.4], [low + 0.08, high - 0.08], color=ORANGE, linewidth=1.6, alpha=0.55)
    for height, name, values, colour in rows:
        write(axes, 2.7, height, name, colour, ha="right", fontsize=11.5, weight="bold")
        for unit, value in enumerate(values):
            write(
                axes,
                3.575 + 1.3 * unit,
                height,
                value,
                colour,
                fontsize=12.5,
                weight="bold" if colour in (BLUE, GREEN) else "normal",
            )
    write(axes, 0.75, 5.3, "forward", INK, fontsize=13, weight="bold")
    write(axes, 0.75, 1.6, "back", INK, fontsize=13, weight="bold")
    for height, colour in ((5.3, BLUE), (1.6, GREEN)):
        write(
            axes, 8.3, height, "stays: divided by 0.8\ndropped: 0", colour, ha="left", fontsize=10.5, linespacing=1.5
        )
    write(axes, 5.55, 3.45, "the same u, so the same mask", ORANGE, fontsize=10.5, weight="bold")
    return png(figure)
