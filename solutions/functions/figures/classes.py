"""The pictures of softmax: large scores with and without a subtraction, and its table of slopes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, QUIET, blank, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLUMNS = (2.85, 5.75, 8.75)


def _empty(height: float, across: float, up: float) -> tuple[object, Axes]:
    figure = blank(10.0, height)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, across), ylim=(0, up))
    axes.axis("off")
    return figure, axes


@cache
def shifted_scores() -> bytes:
    """Step 4: what becomes of 800, 799 and 798, as they are and after a subtraction."""
    figure, axes = _empty(3.7, 10, 3.7)
    for x, name in zip(_COLUMNS, ("scores", "exponentials", "probabilities"), strict=True):
        write(axes, x, 3.35, name, QUIET, fontsize=11)
    rows = (
        (2.35, "as they are", ORANGE, ("800", "799", "798"), ("∞", "∞", "∞"), ("NaN", "NaN", "NaN")),
        (0.75, "800 subtracted", GREEN, ("0", "−1", "−2"), ("1", "0.368", "0.135"), ("0.665", "0.245", "0.090")),
    )
    for y, name, colour, *triples in rows:
        write(axes, 0.15, y, name, colour, ha="left", weight="bold", fontsize=11.5)
        for x, triple in zip(_COLUMNS, triples, strict=True):
            for shift, text in zip((-0.78, 0.0, 0.78), triple, strict=True):
                frame = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": colour, "linewidth": 1.3}
                write(axes, x + shift, y, text, colour if text in ("∞", "NaN") else INK, fontsize=11.5, bbox=frame)
        for x, name in ((4.25, "exp"), (7.25, "÷ sum")):
            arrow = {"arrowstyle": "-|>", "color": QUIET, "linewidth": 1.5}
            axes.annotate("", xy=(x + 0.28, y), xytext=(x - 0.28, y), arrowprops=arrow)
            write(axes, x, y + 0.3, name, QUIET, fontsize=9.5)
    arrow = {"arrowstyle": "-|>", "color": GREEN, "linewidth": 1.6}
    axes.annotate("", xy=(2.85, 1.12), xytext=(2.85, 2.0), arrowprops=arrow)
    write(axes, 3.0, 1.56, "minus the largest of the row: no probability changes", GREEN, ha="left", fontsize=10)
    return png(figure)


@cache
def jacobian() -> bytes:
    """Step 5: the table of slopes for the probabilities 1/8, 2/8 and 5/8, in sixty-fourths."""
    figure, axes = _empty(4.2, 10, 4.2)
    eighths = (1, 2, 5)
    for i, p in enumerate(eighths):
        y = 2.75 - 0.95 * i
        write(axes, 2.35, y, f"p{'₀₁₂'[i]} = {p}/8 moves by", QUIET, ha="right", fontsize=11)
        write(axes, 3.3 + 1.25 * i, 3.75, f"nudge z{'₀₁₂'[i]}", QUIET, fontsize=11)
        for j, q in enumerate(eighths):
            slope = p * (8 - p) if i == j else -p * q
            colour = BLUE if i == j else ORANGE
            strength = 0.08 + 0.5 * abs(slope) / 15
            box = {"boxstyle": "square,pad=0.6", "facecolor": colour, "alpha": strength, "edgecolor": "none"}
            write(axes, 3.3 + 1.25 * j, y, "      ", fontsize=14, bbox=box)
            write(axes, 3.3 + 1.25 * j, y, str(slope).replace("-", "−"), colour, fontsize=14, weight="bold")
        write(axes, 6.75, y, "adds up to 0", QUIET, ha="left", fontsize=10)
    axes.plot([2.6, 6.5], [0.42, 0.42], color=FAINT, linewidth=1.2)
    write(axes, 4.55, 0.2, "all of them divided by 64", QUIET, fontsize=10)
    write(axes, 8.2, 3.15, "diagonal: p (1 − p)", BLUE, ha="left", fontsize=10.5, weight="bold")
    write(axes, 8.2, 2.4, "beside it: − pᵢ pⱼ\nwhat one gains,\nthe others lose", ORANGE, ha="left", fontsize=10.5)
    return png(figure)
