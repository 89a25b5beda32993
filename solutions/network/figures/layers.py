"""Pictures of layers: the lists that describe them, the way back in three lines, and one step further."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, png, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure without scales, whose places are in inches from the lower left corner."""
    figure = blank(width, height)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def box(axes: Axes, x: float, y: float, text: str, colour: str = INK, **style: object) -> None:
    """A word in a frame, centred."""
    frame = {"boxstyle": "round,pad=0.45", "facecolor": PAPER, "edgecolor": colour, "linewidth": 1.6}
    write(axes, x, y, text, colour, bbox=frame, **style)


def arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str = QUIET, bend: float = 0
) -> None:
    """An arrow from place to place."""
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.7, "connectionstyle": f"arc3,rad={bend}"}
    axes.annotate("", xy=end, xytext=start, arrowprops=style)


@cache
def lists() -> bytes:
    """Step 1: which array of which list is where, for three layers."""
    figure, axes = sheet(10.0, 3.0)
    for layer in range(3):
        left = 1.0 + 2.85 * layer
        name = "activations[0]\n= X" if layer == 0 else f"activations[{layer}]"
        box(axes, left, 2.1, name, BLUE, fontsize=9.5)
        box(axes, left + 1.42, 0.8, f"zs[{layer}]", GREEN, fontsize=10)
        arrow(axes, (left + 0.1, 1.75), (left + 1.15, 0.98))
        arrow(axes, (left + 1.7, 0.98), (left + 2.7, 1.78))
        write(axes, left + 0.3, 1.12, f"weights[{layer}]\nbiases[{layer}]", QUIET, fontsize=9, linespacing=1.4)
        last = layer == 2
        write(axes, left + 2.5, 1.2, "softmax" if last else "relu", ORANGE if last else QUIET, fontsize=10)
    box(axes, 1.0 + 2.85 * 3 - 0.3, 2.1, "activations[3]\n= y_pred", BLUE, fontsize=9.5)
    for layer in range(3):
        write(axes, 2.42 + 2.85 * layer, 2.72, f"layer {layer}", INK, fontsize=10.5, weight="bold")
    write(
        axes, 5.0, 0.22, "each layer: a product and a sum, then ReLU, and softmax in the last one", QUIET, fontsize=10
    )
    return png(figure)


@cache
def three_lines() -> bytes:
    """Step 3: ten functions on the left, three lines on the right."""
    figure, axes = sheet(10.0, 4.2)
    groups = (
        (3.3, BLUE, "dL_dW3   dL_dW2   dL_dW1", "its weights:  upstream gradient × what came in"),
        (2.2, GREEN, "dL_db3   dL_db2   dL_db1", "its biases:  upstream gradient, added up"),
        (1.1, ORANGE, "dL_da2   dL_da1\ndL_dz2   dL_dz1", "one layer back:  through its weights and the mask"),
    )
    write(axes, 1.9, 3.92, "ten functions", INK, fontsize=11.5, weight="bold")
    write(axes, 7.0, 3.92, "for each layer, from the last to the first", INK, fontsize=11.5, weight="bold")
    axes.plot([4.15, 9.85, 9.85, 4.15, 4.15], [0.5, 0.5, 3.7, 3.7, 0.5], color=FAINT, linewidth=1.6)
    for height, colour, names, line in groups:
        box(axes, 1.9, height, names, colour, fontsize=10.5, linespacing=1.6)
        arrow(axes, (3.35, height), (4.35, height), colour)
        write(axes, 4.5, height, line, colour, fontsize=11, ha="left")
    arrow(axes, (9.3, 0.85), (9.3, 3.35), QUIET, 0.15)
    write(axes, 8.85, 0.72, "again", QUIET, fontsize=9.5)
    write(
        axes, 5.0, 0.2, "The first gradient comes from the output, as before: prediction minus target, over N.", QUIET
    )
    return png(figure)


@cache
def further() -> bytes:
    """Step 4: the way back, and the step through the first weights."""
    figure, axes = sheet(10.0, 3.0)
    places = {"X": 0.8, "zs[0]": 3.0, "zs[1]": 5.2, "zs[2]": 7.4, "y_pred": 9.2}
    for name, place in places.items():
        box(axes, place, 2.1, name, ORANGE if name == "X" else INK, fontsize=11)
    names = list(places)
    labels = ("weights[0]\nno mask", "weights[1]\nand a mask", "weights[2]\nand a mask", "")
    for left, right, label in zip(names[:-1], names[1:], labels, strict=True):
        colour = ORANGE if left == "X" else QUIET
        arrow(axes, (places[right] - 0.45, 2.1), (places[left] + 0.42, 2.1), colour)
        write(axes, (places[left] + places[right]) / 2, 2.55, label, colour, fontsize=9.5, linespacing=1.4)
    for layer in range(3):
        place = places[f"zs[{layer}]"]
        arrow(axes, (place, 1.82), (place, 1.18), BLUE)
        write(
            axes,
            place,
            0.9,
            f"gradients of weights[{layer}]\nand biases[{layer}]",
            BLUE,
            fontsize=9.5,
            linespacing=1.4,
        )
    write(axes, 0.8, 1.5, "dL_dX", ORANGE, fontsize=12, weight="bold")
    write(
        axes, 5.2, 0.25, "backward collects what is blue, and ends at layer 0. One step further is the input.", QUIET
    )
    return png(figure)
