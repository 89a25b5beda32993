"""The pictures of what an optimizer is fed: batches of examples, and a learning rate that drops."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ORDER = (7, 2, 9, 0, 4, 1, 8, 5, 3, 6)
BATCH = 4


@cache
def batches() -> bytes:
    """Step 4: ten indices in order, shuffled, and cut."""
    figure = blank(10.0, 3.9)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(-3.3, 11.6), ylim=(-4.75, 0.95))
    axes.axis("off")
    rows = (
        (
            0.0,
            "in order",
            "a colour is a class: sorted,\na batch would hold one class",
            range(10),
            lambda place: place,
        ),
        (-1.75, "shuffled", "one random order\nfor the whole epoch", ORDER, lambda place: place),
        (
            -3.5,
            "cut",
            "pieces of batch_size = 4;\nthe last is shorter",
            ORDER,
            lambda place: place + 0.55 * (place // 4),
        ),
    )
    for height, name, why, indices, at in rows:
        write(axes, -3.1, height + 0.25, name, ha="left", fontsize=12.5, weight="bold")
        write(axes, -3.1, height - 0.3, why, QUIET, ha="left", fontsize=9, linespacing=1.4)
        for place, index in enumerate(indices):
            _box(axes, at(place) + 0.3, height, index)
    for first, name in enumerate(("batch 0", "batch 1", "batch 2")):
        size = min(BATCH, 10 - BATCH * first)
        middle = first * (BATCH + 0.55) + (size - 1) / 2 + 0.3
        write(axes, middle, -4.3, f"{name}: {size} indices", fontsize=10)
    for height in (-0.55, -2.3):
        axes.annotate(
            "",
            xy=(4.8, height - 0.65),
            xytext=(4.8, height),
            arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.8},
        )
    write(axes, 5.1, -0.87, "rng", QUIET, ha="left", fontsize=10)
    return png(figure)


def _box(axes: Axes, x: float, y: float, index: int) -> None:
    colour = ORANGE if index < 4 else BLUE if index < 7 else GREEN
    frame = {"boxstyle": "round,pad=0.42", "facecolor": colour, "edgecolor": colour}
    write(axes, x, y, str(index), "white", fontsize=12, weight="bold", bbox=frame)


@cache
def staircase() -> bytes:
    """Step 5: the rate in each epoch, as in the example by hand."""
    figure = blank(10.0, 3.8)
    axes = panel(figure, (0.08, 0.16, 0.88, 0.72), "initial = 0.8, drop = 0.5, every = 3", "epoch", "learning rate")
    epochs = np.arange(12)
    rates = 0.8 * 0.5 ** (epochs // 3)
    for drops in range(4):
        height = 0.8 * 0.5**drops
        axes.plot([3 * drops - 0.4, 3 * drops + 2.4], [height] * 2, color=BLUE, linewidth=2.4)
        if drops:
            axes.plot([3 * drops - 0.5] * 2, [2 * height, height], color=FAINT, linewidth=1.4, linestyle=(0, (4, 3)))
            write(axes, 3 * drops - 0.35, 1.5 * height, "× 0.5", QUIET, ha="left", fontsize=10)
    axes.plot(epochs, rates, color=BLUE, marker="o", markersize=7, linestyle="none")
    axes.plot(7, 0.2, marker="o", markersize=13, markerfacecolor=PAPER, markeredgecolor=ORANGE, markeredgewidth=2.6)
    write(axes, 7, 0.34, "epoch 7: two drops, 0.2", ORANGE, weight="bold", ha="left")
    for place, name in enumerate(("no drop yet", "one drop", "two drops", "three drops")):
        write(axes, 3 * place + 1, 0.8 * 0.5**place - 0.068, name, INK, fontsize=9.5)
    axes.set(xlim=(-0.6, 11.6), ylim=(0, 0.9), xticks=epochs)
    return png(figure)
