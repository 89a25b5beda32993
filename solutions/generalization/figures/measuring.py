"""The pictures of measuring: three ways to split ten digits, and a curve with the place to stop."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, panel, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ORDER = (7, 2, 9, 0, 4, 1, 5, 8, 3, 6)
FOR_TRAINING = 7
TWINS = ("a", "c'", "e", "b", "d'", "a'", "e'", "c", "b'", "d")
LOSSES, PATIENCE = (0.9, 0.6, 0.5, 0.55, 0.52), 2
TRAINING = (0.8, 0.45, 0.25, 0.14, 0.08)


@cache
def splits() -> bytes:
    """Step 5: ten indices cut as they are, shuffled and cut, and copies that were made before the cut."""
    figure = blank(10.0, 4.6)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(-3.5, 11.6), ylim=(-5.0, 1.3))
    axes.axis("off")
    write(axes, 3.2, 0.95, "for training", QUIET, fontsize=11)
    write(axes, 9.1, 0.95, "for validation", QUIET, fontsize=11)
    rows = (
        (0.0, "not shuffled", "a colour is a class: the last\nis never learned", [str(index) for index in range(10)]),
        (-2.0, "shuffled", "every class in both parts", [str(index) for index in ORDER]),
        (-4.0, "copies made first", "a' is a copy of a, moved\na little: a split that leaks", TWINS),
    )
    for height, name, why, texts in rows:
        write(axes, -3.3, height + 0.28, name, ha="left", fontsize=12.5, weight="bold")
        write(axes, -3.3, height - 0.32, why, QUIET, ha="left", fontsize=9, linespacing=1.4)
        for place, text in enumerate(texts):
            x = place + 0.3 + (0.9 if place >= FOR_TRAINING else 0.0)
            leaks = height < -3 and place >= FOR_TRAINING and _twin(text) in texts[:FOR_TRAINING]
            _box(axes, x, height, text, _colour(text))
            if leaks:
                axes.plot(
                    x, height, "o", markersize=36, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=2
                )
    axes.plot([7.25, 7.25], [-4.7, 0.6], color=FAINT, linewidth=2, linestyle=(0, (4, 3)))
    write(axes, 9.1, -4.8, "ringed: its twin is in the training part", INK, fontsize=9)
    return png(figure)


def _twin(text: str) -> str:
    return text[0] if len(text) > 1 else f"{text}'"


def _colour(text: str) -> str:
    if text.isdigit():
        return ORANGE if int(text) < 4 else BLUE if int(text) < 7 else GREEN
    return {"a": ORANGE, "b": ORANGE, "c": BLUE, "d": BLUE, "e": GREEN}[text[0]]


def _box(axes: Axes, x: float, y: float, text: str, colour: str) -> None:
    frame = {"boxstyle": "round,pad=0.42", "facecolor": colour, "edgecolor": colour}
    write(axes, x, y, text, "white", fontsize=12, weight="bold", bbox=frame)


@cache
def patience() -> bytes:
    """Step 6: the losses by hand, the best of them, and where the patience is used up."""
    figure = blank(10.0, 4.0)
    axes = panel(figure, (0.08, 0.15, 0.88, 0.74), "patience = 2", "epoch", "loss")
    epochs = range(len(LOSSES))
    axes.plot(epochs, TRAINING, color=BLUE, linewidth=2.2, marker="o", markersize=5, linestyle="--")
    axes.plot(epochs, LOSSES, color=ORANGE, linewidth=2.2, marker="o", markersize=7)
    write(axes, 0.42, 0.82, "validation", ORANGE, weight="bold", ha="left")
    write(axes, 0.62, 0.43, "training", BLUE, weight="bold", ha="right")
    best = LOSSES.index(min(LOSSES))
    axes.plot(
        best, LOSSES[best], "o", markersize=15, markerfacecolor=PAPER, markeredgecolor=GREEN, markeredgewidth=2.8
    )
    write(axes, best, LOSSES[best] + 0.12, "the best: these weights are kept", GREEN, weight="bold")
    axes.plot([best, best + PATIENCE], [0.36, 0.36], color=INK, linewidth=1.6, marker="|", markersize=12)
    write(axes, best + PATIENCE / 2, 0.41, "2 epochs without a new best", INK)
    axes.axvline(best + PATIENCE, color=QUIET, linewidth=1.4, linestyle=(0, (4, 3)), zorder=0)
    write(axes, best + PATIENCE + 0.06, 0.85, "stop", QUIET, ha="left", fontsize=12, weight="bold")
    axes.set(xlim=(-0.2, 4.6), ylim=(0, 1.0), xticks=list(epochs))
    return png(figure)
