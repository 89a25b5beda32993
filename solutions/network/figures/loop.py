"""Pictures of the loss, of the loop around the network, and of what it says in the end."""

from __future__ import annotations

from functools import cache

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, QUIET, blank, panel, png, write

from .layers import arrow, box, sheet

ORDERS = ((3, 0, 5, 1, 4, 2), (1, 4, 2, 3, 0, 5), (5, 2, 0, 4, 3, 1))
PROBABILITIES = (0.01, 0.02, 0.01, 0.03, 0.01, 0.01, 0.0, 0.71, 0.02, 0.18)


@cache
def logarithm() -> bytes:
    """Step 2: the loss of one example, and how it is kept finite."""
    figure = blank(10.0, 3.6)
    axes = panel(figure, (0.07, 0.17, 0.4, 0.7), "the loss of one example", "probability of the right class", "loss")
    p = np.linspace(0.002, 1, 400)
    axes.plot(p, -np.log(p), color=BLUE, linewidth=2.2)
    for at, name in ((1.0, "0"), (0.5, "0.69"), (0.125, "2.08")):
        axes.plot(at, -np.log(at), marker="o", color=ORANGE, markersize=7)
        write(axes, at - 0.01, -np.log(at) + 0.35, name, ORANGE, ha="left", fontsize=10)
    axes.set(xlim=(0, 1.08), ylim=(0, 6.2))
    write(axes, 0.1, 5.4, "no end towards 0", QUIET, ha="left", fontsize=9.5)
    axes = panel(figure, (0.56, 0.17, 0.4, 0.7), "kept away from 0", "probability, on a logarithmic scale", "loss")
    p = np.logspace(-16, 0, 200)
    axes.semilogx(p, -np.log(p), color=FAINT, linewidth=1.8, linestyle="--")
    axes.semilogx(p, -np.log(np.maximum(p, 1e-12)), color=BLUE, linewidth=2.2)
    axes.plot(1e-12, -np.log(1e-12), marker="o", color=ORANGE, markersize=7)
    write(axes, 3e-12, 30.2, "27.6 at 1e-12", ORANGE, ha="left", fontsize=10)
    axes.set(ylim=(0, 38), xticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
    return png(figure)


@cache
def cycle() -> bytes:
    """Step 5: one step is one time round."""
    figure, axes = sheet(10.0, 3.7)
    box(axes, 3.2, 2.75, "forward", BLUE, fontsize=13)
    box(axes, 6.8, 2.75, "loss", ORANGE, fontsize=13)
    box(axes, 6.8, 0.85, "backward", GREEN, fontsize=13)
    box(axes, 3.2, 0.85, "update", INK, fontsize=13)
    for start, end, text, place in (
        ((3.85, 2.85), (6.35, 2.85), "zs and activations", (5.0, 3.22)),
        ((6.8, 2.42), (6.8, 1.2), "one number,\nto look at", (7.75, 1.8)),
        ((6.1, 0.75), (3.85, 0.75), "gradients of all weights and biases", (5.0, 0.36)),
        ((3.2, 1.2), (3.2, 2.42), "new weights\nand biases", (2.2, 1.8)),
    ):
        arrow(axes, start, end, QUIET, -0.12)
        write(axes, *place, text, QUIET, fontsize=10, linespacing=1.4)
    arrow(axes, (1.2, 2.75), (2.55, 2.75), QUIET)
    write(axes, 0.7, 2.75, "X,\ny_target", INK, fontsize=10.5, linespacing=1.4)
    return png(figure)


@cache
def epochs() -> bytes:
    """Step 6: three epochs of six examples in batches of two."""
    figure, axes = sheet(10.0, 3.5)
    for row, order in enumerate(ORDERS):
        height = 2.85 - 1.05 * row
        write(axes, 0.9, height, f"epoch {row + 1}", INK, fontsize=11.5, weight="bold")
        for place, example in enumerate(order):
            batch, within = divmod(place, 2)
            colour = (BLUE, ORANGE, GREEN)[batch]
            frame = {"boxstyle": "round,pad=0.45", "facecolor": colour, "edgecolor": colour}
            x = 2.3 + 2.35 * batch + 0.62 * within
            write(axes, x, height, str(example), "white", fontsize=12, weight="bold", bbox=frame)
        for batch in range(2):
            arrow(axes, (3.3 + 2.35 * batch, height), (4.25 + 2.35 * batch, height))
        if row < 2:
            arrow(axes, (8.05, height - 0.1), (8.05, height - 0.95), QUIET, -0.6)
            write(axes, 9.15, height - 0.52, "weights go on,\nnew order", QUIET, fontsize=9.5, linespacing=1.4)
    write(axes, 4.8, 0.2, "each arrow: the weights of one step go into the next", QUIET, fontsize=10)
    return png(figure)


@cache
def classes() -> bytes:
    """Step 7: the largest probability, and its place."""
    figure = blank(10.0, 3.4)
    axes = panel(figure, (0.07, 0.18, 0.89, 0.68), "the probabilities for one picture", "class", "probability")
    places = np.arange(10)
    colours = [ORANGE if place == np.argmax(PROBABILITIES) else BLUE for place in places]
    axes.bar(places, PROBABILITIES, color=colours, width=0.7)
    write(axes, 7, 0.76, "0.71", ORANGE, fontsize=10.5)
    write(axes, 9, 0.23, "0.18", BLUE, fontsize=10.5)
    axes.annotate(
        "", xy=(6.6, 0.3), xytext=(5.3, 0.52), arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linewidth": 1.7}
    )
    write(axes, 4.0, 0.58, "argmax: the place, 7,\nand not the height", ORANGE, fontsize=10.5, linespacing=1.4)
    axes.set(xticks=places, ylim=(0, 0.85), xlim=(-0.6, 9.6))
    return png(figure)
