"""The pictures of batch norm: two columns of numbers, three ways back, and the gradients of gamma and beta."""

from __future__ import annotations

from functools import cache

import numpy as np

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, png, write

from ..worked import EXAMPLES

_MINUS = "\N{MINUS SIGN}"


def _number(value: float) -> str:
    return f"{value:g}".replace("-", _MINUS)


@cache
def columns() -> bytes:
    """Step 3: the two columns of the example by hand, as they come in and after each operation."""
    (z, _, _, epsilon), out = EXAMPLES["batch_norm"]
    centred = z - z.mean(axis=0)
    normalised = centred / np.sqrt(z.var(axis=0) + epsilon)
    figure = blank(10.0, 4.8)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(-17.5, 12.2), ylim=(-4.35, 0.95))
    axes.axis("off")
    rows = (
        ("as they come in", "the columns of z", z),
        ("mean subtracted", "both around 0", centred),
        ("divided by the root", "both of one size", normalised),
        ("gamma and beta", "a size and a middle of one's own", out),
    )
    for row, (name, why, values) in enumerate(rows):
        height = -1.15 * row
        axes.plot([-9, 11], [height - 0.06] * 2, color=FAINT, linewidth=1.2, zorder=1)
        axes.plot([0, 0], [height - 0.36, height + 0.42], color=FAINT, linewidth=1.2, zorder=1)
        write(axes, -17.1, height + 0.12, name, ha="left", fontsize=12, weight="bold")
        write(axes, -17.1, height - 0.25, why, QUIET, ha="left", fontsize=9.5)
        for unit, (colour, marker, above) in enumerate(((BLUE, "o", 0.3), (ORANGE, "s", -0.42))):
            axes.plot(
                values[:, unit],
                [height + (0.05 if above > 0 else -0.17)] * 3,
                marker,
                color=colour,
                markersize=9,
                zorder=3,
                markeredgecolor=PAPER,
            )
            for value in values[:, unit]:
                write(axes, value, height + above, _number(value), colour, fontsize=9.5)
    write(axes, 0, -4.1, "0", QUIET, fontsize=10)
    write(axes, -8.9, 0.6, "first unit: ●   second unit: ■", QUIET, ha="left", fontsize=10)
    return png(figure)


@cache
def three_ways() -> bytes:
    """Step 4: the direct way, the way through the mean, the way through the root."""
    figure = blank(10.0, 4.4)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, 10), ylim=(0, 4.4))
    axes.axis("off")
    inputs = {"z[0]": (1.0, 3.5), "z[1]": (1.0, 2.2), "z[2]": (1.0, 0.9)}
    outputs = {"ẑ[0]": (8.9, 3.5), "ẑ[1]": (8.9, 2.2), "ẑ[2]": (8.9, 0.9)}
    mean, root = (4.4, 2.55), (5.2, 0.95)
    start = inputs["z[0]"]
    _arrow(axes, start, outputs["ẑ[0]"], GREEN)
    write(axes, 5.0, 3.75, "way 1: directly", GREEN, weight="bold", fontsize=11.5)
    for end in outputs.values():
        _arrow(axes, mean, end, BLUE, thin=True)
        _arrow(axes, root, end, ORANGE, thin=True)
    _arrow(axes, start, mean, BLUE)
    _arrow(axes, start, root, ORANGE)
    write(axes, 2.95, 3.08, "way 2", BLUE, weight="bold", fontsize=11.5)
    write(axes, 2.75, 1.75, "way 3", ORANGE, weight="bold", fontsize=11.5)
    for name, (x, y) in (*inputs.items(), *outputs.items()):
        lit = name == "z[0]"
        frame = {"boxstyle": "circle,pad=0.45", "facecolor": PAPER, "edgecolor": INK, "linewidth": 3 if lit else 1.2}
        write(axes, x, y, name, fontsize=11.5, bbox=frame, zorder=5)
    for text, (x, y), colour in (("mean", mean, BLUE), ("variance, root", root, ORANGE)):
        frame = {"boxstyle": "round,pad=0.5", "facecolor": PAPER, "edgecolor": colour, "linewidth": 2.4}
        write(axes, x, y, text, colour, fontsize=11.5, weight="bold", bbox=frame, zorder=5)
    write(axes, 1.0, 0.18, "one column of z", QUIET, fontsize=10)
    write(axes, 8.9, 0.18, "normalised", QUIET, fontsize=10)
    write(axes, 5.0, 0.18, "backward: add what comes back along all arrows", QUIET, fontsize=10)
    return png(figure)


def _arrow(axes, start, end, colour, *, thin=False):
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.3 if thin else 2.4, "shrinkA": 18, "shrinkB": 21}
    axes.annotate("", xy=end, xytext=start, arrowprops=style, zorder=2)


@cache
def bell_and_bias() -> bytes:
    """Step 5: upstream gradient times what gamma and beta are multiplied by, added up; for the first unit."""
    (upstream, z, epsilon), dgamma = EXAMPLES["dL_dgamma"]
    dbeta = EXAMPLES["dL_dbeta"][1]
    normalised = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + epsilon)
    figure = blank(10.0, 3.9)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, 10), ylim=(0, 3.9))
    axes.axis("off")
    heads = ((2.1, "upstream gradient"), (4.4, "times"), (6.6, "products"), (8.8, "added up"))
    for x, head in heads:
        write(axes, x, 3.62, head, QUIET, fontsize=10.5)
    for bottom, name, inputs, total, colour in (
        (2.05, "gamma", normalised[:, 0], dgamma[0], BLUE),
        (0.3, "beta", np.ones(3), dbeta[0], ORANGE),
    ):
        write(axes, 0.25, bottom + 0.6, name, colour, ha="left", fontsize=14, weight="bold")
        products = upstream[:, 0] * inputs
        for x, values in ((2.1, upstream[:, 0]), (4.4, inputs), (6.6, products)):
            frame = {"boxstyle": "round,pad=0.5", "facecolor": PAPER, "edgecolor": FAINT, "linewidth": 1.4}
            text = "\n".join(_number(value) for value in values)
            write(axes, x, bottom + 0.6, text, INK, fontsize=12, linespacing=1.45, bbox=frame)
        for x, sign in ((3.25, "·"), (5.5, "="), (7.7, "→")):
            write(axes, x, bottom + 0.6, sign, QUIET, fontsize=17)
        frame = {"boxstyle": "round,pad=0.55", "facecolor": colour, "edgecolor": colour}
        write(axes, 8.8, bottom + 0.6, _number(total), "white", fontsize=14, weight="bold", bbox=frame)
        what = "the normalised values" if name == "gamma" else "always 1"
        write(axes, 4.4, bottom - 0.17, what, QUIET, fontsize=9.5)
    return png(figure)
