"""The picture of where a step is: the by-hand network as a chain, with the current edge lit.

Upper half: the forward pass, with the values of the by-hand exercise in its units and a constant 1 below the
activations, whose edges are the biases. Lower half: the gradients; those that are known carry a tick, and an
arrow ends at the one that the step finds. What is lit is thicker and named, not only coloured.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from grader.functions.canvas import BLUE, FAINT, GREEN, INK, ORANGE, PAPER, QUIET, blank, png

from ..worked import VALUES
from .scenes import LINKS, SCENES, Scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIT, USED, KNOWN = ORANGE, BLUE, GREEN  # two of them darker: white letters stand on them

COLUMNS = ("X", "z1", "a1", "z2", "a2", "z3", "y_pred", "L")
X_OF = dict(zip(COLUMNS, (0.0, 1.55, 2.6, 4.15, 5.2, 6.75, 7.8, 9.0), strict=True))
# Where each gradient is written: that of a column's values below the column, those of weights between two.
GRADIENTS = {f"dL_d{name}": (X_OF[name], -2.95) for name in ("z1", "a1", "z2", "a2", "z3")}
for _layer, (_left, _right) in enumerate((("X", "z1"), ("a1", "z2"), ("a2", "z3")), start=1):
    _middle = (X_OF[_left] + X_OF[_right]) / 2
    GRADIENTS |= {f"dL_dW{_layer}": (_middle, -3.75), f"dL_db{_layer}": (_middle, -4.27)}


@cache
def network_figure(number: int) -> bytes:
    """The picture of step `number`, 1 to 11, as a PNG: the same bytes on every run of one matplotlib.

    Raises:
        KeyError: there is no such step.
    """
    scene = SCENES[number]
    figure = blank(10.0, 4.9)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(-0.65, 9.75), ylim=(-4.65, 2.75))
    axes.axis("off")
    for link in LINKS:
        _draw_link(axes, link, scene)
    for name in COLUMNS:
        _draw_units(axes, name, scene)
    _draw_target(axes, scene)
    _draw_gradients(axes, scene)
    _draw_key(axes, number, scene)
    return png(figure)


def _heights(name: str) -> list[float]:
    if name == "L":
        return [0.0]
    count = VALUES[name].shape[1]
    return [0.85 * ((count - 1) / 2 - unit) for unit in range(count)]


def _draw_link(axes: Axes, link: str, scene: Scene) -> None:
    left, right, label = LINKS[link]
    lit = link in scene.lit
    style = _stroke(lit, 2.4)
    parallel = label == "ReLU"
    for row, start in enumerate(_heights(left)):
        for column, end in enumerate(_heights(right)):
            if not parallel or row == column:
                axes.plot([X_OF[left], X_OF[right]], [start, end], **style)
    if "," in label:
        one = min(_heights(left)) - 0.85
        style = _stroke(lit and scene.biases, 2.0)
        for end in _heights(right):
            axes.plot([X_OF[left], X_OF[right]], [one, end], linestyle=(0, (4, 2)), **style)
        _unit(axes, (X_OF[left], one), "1", edge=QUIET, dashed=True)
    if link in scene.lit and not scene.biases:
        label = label.split(",")[0]
    _text(
        axes,
        (X_OF[left] + X_OF[right]) / 2,
        2.4,
        label,
        fontsize=10,
        color=LIT if link in scene.lit else QUIET,
        weight="bold" if link in scene.lit else "normal",
    )


def _text(axes: Axes, x: float, y: float, text: str, *, ha: str = "center", **style: Any) -> None:
    # The font is named here, not in rcParams: those are global, and the app draws from several threads.
    axes.text(x, y, text, ha=ha, va="center", family="DejaVu Sans", **style)


def _stroke(lit: bool, width: float) -> dict[str, Any]:
    if lit:
        return {"color": LIT, "linewidth": width, "zorder": 2}
    return {"color": FAINT, "linewidth": 0.9, "zorder": 1}


def _draw_units(axes: Axes, name: str, scene: Scene) -> None:
    used = name in scene.uses
    values = ["0.70"] if name == "L" else [f"{value:g}" for value in VALUES[name][0]]
    for height, value in zip(_heights(name), values, strict=True):
        _unit(
            axes, (X_OF[name], height), value.replace("-", "\N{MINUS SIGN}"), edge=USED if used else INK, thick=used
        )
    _text(
        axes,
        X_OF[name],
        1.9,
        name,
        fontsize=11.5,
        weight="bold",
        color=USED if used else INK,
    )


def _unit(
    axes: Axes, at: tuple[float, float], text: str, *, edge: str, thick: bool = False, dashed: bool = False
) -> None:
    axes.scatter(
        *at,
        s=640 if len(text) < 4 else 900,
        facecolor=PAPER,
        edgecolor=edge,
        linewidth=3.0 if thick else 1.2,
        linestyle=(0, (3, 2)) if dashed else "solid",
        zorder=3,
    )
    _text(axes, *at, text, fontsize=10.5, color=edge if dashed else INK, zorder=4)


def _draw_target(axes: Axes, scene: Scene) -> None:
    used = "y_target" in scene.uses
    values = "  ".join(f"{value:g}" for value in VALUES["y_target"][0])
    _text(
        axes,
        X_OF["L"],
        -1.3,
        f"y_target\n{values}",
        fontsize=10,
        linespacing=1.5,
        weight="bold" if used else "normal",
        color=USED if used else INK,
        bbox={
            "boxstyle": "round,pad=0.35",
            "facecolor": PAPER,
            "edgecolor": USED if used else FAINT,
            "linewidth": 3.0 if used else 1.2,
        },
    )
    axes.plot([X_OF["L"]] * 2, [-0.9, -0.3], color=FAINT, linewidth=1.2, zorder=1)


def _draw_gradients(axes: Axes, scene: Scene) -> None:
    for name, at in GRADIENTS.items():
        known, found = name in scene.known, name in scene.found
        colour = LIT if found else KNOWN if known else FAINT
        _text(
            axes,
            *at,
            f"{name} ✓" if known else name,
            fontsize=10,
            weight="bold" if found else "normal",
            color="white" if found or known else QUIET,
            zorder=4,
            bbox={
                "boxstyle": "round,pad=0.32",
                "facecolor": colour if found or known else PAPER,
                "edgecolor": colour,
                "linewidth": 1.2,
            },
        )
    if scene.found:
        start = (X_OF["L"], -2.95) if scene.source == "L" else GRADIENTS[scene.source]
        _arrow(axes, start, GRADIENTS[scene.found[0]])
    _text(axes, -0.5, -2.95, "gradients\nof L", ha="left", fontsize=9, color=QUIET)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    # The head stops at the rim of the label that it points to: labels are wider than high.
    axes.annotate(
        "",
        xy=end,
        xytext=start,
        zorder=3,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.4,head_length=0.8",
            "color": LIT,
            "linewidth": 2.4,
            "shrinkA": 6,
            "shrinkB": 26 if start[1] == end[1] else 15,
        },
    )


def _draw_key(axes: Axes, number: int, scene: Scene) -> None:
    left = X_OF["y_pred"]
    _text(axes, left, -3.72, f"Step {number}", ha="left", fontsize=15, weight="bold", color=INK)
    lines = []
    if scene.uses:
        lines.append(("blue ring: used here" if scene.found else "blue ring: to be kept", USED))
    if scene.known:
        lines.append(("✓ already known", KNOWN))
    for row, (text, colour) in enumerate(lines):
        _text(axes, left, -4.12 - 0.3 * row, text, ha="left", fontsize=9, color=colour)
