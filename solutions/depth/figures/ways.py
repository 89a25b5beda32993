"""The pictures of the block with a skip, and of clipping."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write


@cache
def block() -> bytes:
    """Step 6: the block forward and backward."""
    figure = blank(10.0, 5.0)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, 10), ylim=(0, 5.0))
    axes.axis("off")
    _row(axes, 3.3, BLUE, "forward", "a", ("times W.T, plus b", "ReLU"), "out", "the skip: a as it is")
    _row(
        axes,
        0.85,
        ORANGE,
        "backward",
        "dL_da",
        ("times W", "mask"),
        "dL_dout",
        "the skip: dL_dout as it is",
        backward=True,
    )
    return png(figure)


def _row(axes, height, colour, title, left, boxes, right, skip, *, backward=False):
    write(axes, 0.2, height + 1.2, title, colour, ha="left", fontsize=13, weight="bold")
    begin, first, second, end = 1.05, 3.5, 5.9, 8.9
    joins = (2.0 if backward else 7.45, height)
    splits = (7.45 if backward else 2.0, height)
    chain = [(begin + 0.45, height), (first, height), (second, height), (end - 0.55, height)]
    places = [chain[0], (2.0, height), chain[1], chain[2], (7.45, height), chain[3]]
    if backward:
        places.reverse()
    for one, other in pairwise(places):
        axes.annotate(
            "", xy=other, xytext=one, zorder=1, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2.0}
        )
    bow = "arc3,rad=0.42" if backward else "arc3,rad=-0.42"
    axes.annotate(
        "",
        xy=joins,
        xytext=splits,
        zorder=1,
        arrowprops={
            "arrowstyle": "-|>",
            "color": GREEN,
            "linewidth": 3.0,
            "connectionstyle": bow,
            "shrinkB": 13,
        },
    )
    write(axes, 4.72, height + 1.42, skip, GREEN, fontsize=11, weight="bold")
    for x, text in zip((first, second), boxes, strict=True):
        frame = {"boxstyle": "round,pad=0.55", "facecolor": PAPER, "edgecolor": INK, "linewidth": 1.4}
        write(axes, x, height, text, fontsize=11.5, bbox=frame, zorder=4)
    axes.scatter(*joins, s=520, facecolor=PAPER, edgecolor=GREEN, linewidth=2.4, zorder=4)
    write(axes, *joins, "+", GREEN, fontsize=16, weight="bold", zorder=5)
    axes.scatter(*splits, s=60, color=colour, zorder=4)
    write(axes, begin, height, left, colour, fontsize=12, weight="bold")
    write(axes, end, height, right, colour, fontsize=12, weight="bold")


@cache
def one_factor() -> bytes:
    """Step 7: an arrow of two parts, clipped by one factor and by one factor each."""
    figure = blank(10.0, 4.6)
    gradient = np.array([3.0, 4.0])
    ways = (
        (0.05, "One factor for all", gradient / 5, GREEN, "(0.6, 0.8)", "the same direction"),
        (0.54, "One factor each", np.array([1.0, 1.0]), ORANGE, "(1, 1)", "another direction, and too long"),
    )
    for left, title, short, colour, name, says in ways:
        axes = panel(figure, (left, 0.09, 0.42, 0.8), title, "", "")
        turn = np.linspace(0, 2 * np.pi, 120)
        axes.plot(np.cos(turn), np.sin(turn), color=FAINT, linewidth=1.6)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.plot([-1.4, 5.4], [0, 0], color=FAINT, linewidth=1)
        axes.plot([0, 0], [-1.2, 4.4], color=FAINT, linewidth=1)
        axes.annotate(
            "", xy=gradient, xytext=(0, 0), arrowprops={"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.8}
        )
        axes.annotate(
            "",
            xy=short,
            xytext=(0, 0),
            zorder=5,
            arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 3.4, "shrinkA": 0, "shrinkB": 0},
        )
        write(axes, 3.15, 3.95, "(3, 4), 5 long", QUIET, ha="left", fontsize=10.5)
        write(axes, 1.35, 0.62, f"{name}:\n{says}", colour, ha="left", fontsize=11, linespacing=1.4)
        write(axes, -0.1, -1.2, "max_norm = 1", QUIET, fontsize=10)
        axes.set(xlim=(-1.5, 5.6), ylim=(-1.45, 4.5), xticks=[], yticks=[], aspect="equal")
    return png(figure)
