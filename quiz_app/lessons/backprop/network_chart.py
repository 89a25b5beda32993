"""The network of the by-hand exercise as SVG: values in the units, gradients under them, the current edges lit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.svg_image import svg_image
from quiz_app.lessons.backprop.worked import Edge, Entry, PieceRole, Worked, number
from quiz_app.palette import BLUE, GREEN, LINE, ORANGE, QUIET, shade

COLUMNS = ("X", "z1", "a1", "z2", "a2", "z3", "y_pred", "L")
_LONG, _SHORT, _ROW, _TOP, _RADIUS = 148, 92, 64, 60, 21
_LONG_TEXT = 5  # characters that do not fit into a circle in the usual size


LINKS = {  # the columns that an edge joins, and what happens on it
    "layer 1": ("X", "z1", "W1, b1"),
    "relu 1": ("z1", "a1", "ReLU"),
    "layer 2": ("a1", "z2", "W2, b2"),
    "relu 2": ("z2", "a2", "ReLU"),
    "layer 3": ("a2", "z3", "W3, b3"),
    "softmax": ("z3", "y_pred", "softmax"),
    "loss": ("y_pred", "L", "cross-entropy"),
}


@dataclass(frozen=True)
class Picture:
    """What to show of the network.

    Attributes:
        values: the exercise's values and gradients by name.
        known: names of those that may be shown; of others only their place is.
        example: which row of the values.
        lit: the edges that the current entry belongs to.
        rings: the role of units' values, by column and unit.
        slopes: the role of units' gradients, by column and unit.
        on_edges: the number on each lit edge of a layer, with its role.
    """

    values: Mapping[str, NDArray[np.float64]]
    known: Collection[str]
    example: int = 0
    lit: tuple[Edge, ...] = ()
    rings: Mapping[tuple[str, int], PieceRole] = field(default_factory=dict)
    slopes: Mapping[tuple[str, int], PieceRole] = field(default_factory=dict)
    on_edges: Mapping[Edge, tuple[str, PieceRole]] = field(default_factory=dict)


def picture(
    values: Mapping[str, NDArray[np.float64]], known: Collection[str], worked: Worked, entry: Entry, *, hidden: bool
) -> Picture:
    """The picture of one entry of a step: what it is made of, and what it is."""
    rings: dict[tuple[str, int], PieceRole] = {}
    slopes: dict[tuple[str, int], PieceRole] = {}
    labels: dict[Edge, tuple[str, PieceRole]] = {}
    layer_edges = [edge for edge in entry.edges if edge[0].startswith("layer")]
    for each, cells in zip(worked.matrices, (*entry.used, (entry.at,)), strict=True):
        name = each.name.strip("[]ᵀ").split(" ")[0]
        for row, column in cells:
            unit = row if each.name.endswith("ᵀ") else column
            if name in COLUMNS:
                bias = each.ones is not None and column == each.values.shape[1] - 1
                rings[name, -1 if bias else unit] = each.role
            elif name.removeprefix("dL_d") in COLUMNS:
                slopes[name.removeprefix("dL_d"), unit] = each.role
        if "W" in name or name[0] == "b" or name.startswith("new") or "_db" in name:
            unknown = hidden and each.role == "result"
            shown = ["?" if unknown else number(float(each.values[cell])) for cell in cells]
            labels |= {edge: (text, each.role) for edge, text in zip(layer_edges, shown, strict=False)}
    return Picture(values, known, entry.example, entry.edges, rings, slopes, labels)


def network_figure(shown: Picture, alt: str, *, dark: bool, narrow: Sequence[str] = ()) -> str:
    """The figure in HTML: the whole network, and for a narrow screen only the columns that matter now."""
    wide = svg_image(_svg(shown, COLUMNS, dark), alt, "wide" if narrow else "wide only")
    small = svg_image(_svg(shown, narrow, dark), alt, "narrow") if narrow else ""
    return f'<div class="course-network">{wide}{small}</div>'


def columns_of(worked: Worked, entry: Entry) -> tuple[str, ...]:
    """The columns of the network that an entry touches, from left to right."""
    touched = {end for link, _, _ in entry.edges for end in LINKS[link][:2]}
    return tuple(name for name in COLUMNS if name in touched)


def _svg(shown: Picture, columns: Sequence[str], dark: bool) -> str:
    x, right = {}, 50.0
    for place, name in enumerate(columns):
        if place:
            pair = (columns[place - 1], name)
            short = any(link[:2] == pair and "," not in link[2] for link in LINKS.values())
            right += _SHORT if short and len(columns) > 3 else _LONG
        x[name] = right
    rows = max(len(_units(shown, name)) + (name in ("X", "a1", "a2")) for name in columns)
    height = _TOP + rows * _ROW + 8
    y = {(name, unit): _height(shown, name, unit, rows) for name in columns for unit in range(-1, 4)}
    parts = [
        *_edges(shown, x, y),
        *(text for name in columns for text in _column(shown, name, x[name], y)),
        *_edge_labels(shown, x, y),
    ]
    width = right + 50
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}"><style>{_style(dark)}</style>{"".join(parts)}</svg>'
    )


def _style(dark: bool) -> str:
    left, right, result = (shade(pair, dark) for pair in (BLUE, GREEN, ORANGE))
    ink, paper = ("#E8E6E1", "#14181D") if dark else ("#1F2328", "#FFFFFF")
    quiet, line = shade(QUIET, dark), shade(LINE, dark)
    roles = "".join(
        f"text.{role}{{fill:{colour};font-weight:700}}circle.{role}{{stroke:{colour};stroke-width:3.4}}"
        for role, colour in (("left", left), ("right", right), ("result", result))
    )
    return (
        f"text{{fill:{ink};font:15px 'Source Sans Pro','Segoe UI',Roboto,'DejaVu Sans',sans-serif;text-anchor:middle;"
        f"dominant-baseline:central}}.name{{font-weight:700}}.long{{font-size:12px}}.quiet{{fill:{quiet};font-size:13px}}"
        f".unit{{fill:{paper};stroke:{quiet};stroke-width:1.3}}.one{{stroke-dasharray:4 3}}"
        f".edge{{stroke:{line};stroke-width:1.2}}.bias{{stroke-dasharray:5 4}}"
        f".lit{{stroke:{result};stroke-width:3.4}}{roles}circle.right{{stroke-dasharray:6 3}}"
        f".halo{{paint-order:stroke;stroke:{paper};stroke-width:5px;stroke-linejoin:round}}"
    )


def _units(shown: Picture, name: str) -> list[float]:
    return [shown.values["L"].item()] if name == "L" else list(shown.values[name][shown.example])


def _height(shown: Picture, name: str, unit: int, rows: int) -> float:
    if unit == -1:
        return _TOP + (rows - 1) * _ROW + 22
    first = (rows - len(_units(shown, name)) - 1) / 2 if rows > 1 else 0
    return _TOP + (max(first, 0) + unit) * _ROW + 22


def _edges(shown: Picture, x: Mapping[str, float], y: Mapping[tuple[str, int], float]) -> Iterator[str]:
    for link, (left, right, label) in LINKS.items():
        if left not in x or right not in x:
            continue
        middle = (x[left] + x[right]) / 2
        yield f'<text class="quiet" x="{middle:g}" y="18">{label}</text>'
        layer = "," in label
        for j in range(len(_units(shown, right))):
            starts = range(len(_units(shown, left)))
            for i in [*starts, -1] if layer else [j] if label == "ReLU" else starts:
                lit = " lit" if (link, i, j) in shown.lit else ""
                bias = " bias" if i == -1 else ""
                yield (
                    f'<line class="edge{bias}{lit}" x1="{x[left]:g}" y1="{y[left, i]:g}" '
                    f'x2="{x[right]:g}" y2="{y[right, j]:g}"/>'
                )


def _edge_labels(shown: Picture, x: Mapping[str, float], y: Mapping[tuple[str, int], float]) -> Iterator[str]:
    ends = {edge[2] for edge in shown.on_edges}
    # Where many edges meet, their numbers stand apart at the other end.
    share = 0.5 if len(shown.on_edges) == 1 else 0.36 if len(ends) == 1 else 0.66
    for (link, i, j), (text, role) in shown.on_edges.items():
        left, right, _ = LINKS[link]
        if left in x and right in x:
            at_x = x[left] + share * (x[right] - x[left])
            at_y = y[left, i] + share * (y[right, j] - y[left, i])
            yield f'<text class="halo {role}" x="{at_x:g}" y="{at_y:g}">{text}</text>'


def _column(shown: Picture, name: str, x: float, y: Mapping[tuple[str, int], float]) -> Iterator[str]:
    yield f'<text class="name" x="{x:g}" y="40">{name}</text>'
    gradient = shown.values.get(f"dL_d{name}")
    for unit, value in enumerate(_units(shown, name)):
        at, role = y[name, unit], shown.rings.get((name, unit), "")
        text = number(round(value, 3)) if name in shown.known else "?" if role == "result" else "·"
        yield f'<circle class="unit {role}" cx="{x:g}" cy="{at:g}" r="{_RADIUS}"/>'
        size = "" if len(text) < _LONG_TEXT else " long"
        yield f'<text class="{role}{size}" x="{x:g}" y="{at:g}">{text}</text>'
        slope = shown.slopes.get((name, unit), "")
        if gradient is not None and (slope or f"dL_d{name}" in shown.known):
            known = f"dL_d{name}" in shown.known
            text = number(round(float(gradient[shown.example][unit]), 3)) if known else "?"
            yield f'<text class="halo {slope or "quiet"}" x="{x:g}" y="{at + _RADIUS + 11:g}">∂ {text}</text>'
    if name in ("X", "a1", "a2"):
        role = shown.rings.get((name, -1), "")
        yield f'<circle class="unit one {role}" cx="{x:g}" cy="{y[name, -1]:g}" r="{_RADIUS - 4}"/>'
        yield f'<text class="{role}" x="{x:g}" y="{y[name, -1]:g}">1</text>'
