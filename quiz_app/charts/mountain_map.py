"""The real mountain from above: colours, lines of equal loss with their numbers, and the paths with their balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.heights import coloured, heights_of
from quiz_app.charts.pictures import png
from quiz_app.charts.svg_image import svg_image
from quiz_app.palette import DASHES, ORANGE, QUIET, SERIES, shade
from quiz_app.runs.mountain_plane import Window
from quiz_app.training.outcome import loss_text

SIDE = 440.0  # of the map, in the picture's own units
LEFT, BELOW = 26.0, 30.0
_FINE = 8  # pixels between two points of the grid
_EDGE = 0.08  # of the side: no number stands nearer to the edge


@dataclass(frozen=True)
class DrawnPath:
    """A path on the plane: places (n, 2), the last of them the ball's."""

    label: str
    places: NDArray[np.float64]


def contour_map(
    window: Window,
    grid: NDArray[np.float32],
    paths: Sequence[DrawnPath],
    directions: tuple[str, str],
    *,
    dark: bool,
    label: str,
) -> str:
    """The map as an image.

    Args:
        window: what the grid covers.
        grid: losses (points, points), lowest y first.
        paths: at least one.
        directions: what the two axes are, in words.
        dark: the theme.
        label: what it shows, in words.
    """
    scale = heights_of(grid)
    heights = scale.of(grid)
    picture = png(coloured(_smooth(heights))[::-1])
    drawn = [_points(window, path.places) for path in paths]
    busy = np.concatenate(drawn)
    lines = "".join(_contour(grid, level, busy) for level in scale.levels())
    walks = "".join(_walk(points, *line_of(number, len(paths))) for number, points in enumerate(drawn))
    names = "".join(_name(path.label, points[-1]) for path, points in zip(paths, drawn, strict=True))
    quiet = shade(QUIET, dark)
    across, up = (escape(one) for one in directions)
    middle = SIDE / 2
    return svg_image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-LEFT:g} 0 {SIDE + LEFT:g} {SIDE + BELOW:g}" '
        'font-family="sans-serif" font-size="15">'
        f'<image href="{picture}" width="{SIDE:g}" height="{SIDE:g}" preserveAspectRatio="none"/>'
        f"{lines}{walks}{names if len(paths) > 1 else ''}"
        f'<text x="{middle:g}" y="{SIDE + 20:g}" text-anchor="middle" fill="{quiet}">{across}</text>'
        f'<text x="-10" y="{middle:g}" text-anchor="middle" fill="{quiet}" '
        f'transform="rotate(-90 -10 {middle:g})">{up}</text></svg>',
        label,
        "course-map",
    )


def line_of(number: int, of: int) -> tuple[tuple[str, str], str]:
    """The colours and the dashes of the path with this number, in both pictures.

    Several have those of their lines in a chart; one alone has the colour of the ball.
    """
    dashes = DASHES[number % len(DASHES)]
    colours = SERIES[number % len(SERIES)] if of > 1 else ORANGE
    return colours, "" if dashes == (1, 0) else " ".join(map(str, dashes))


def _points(window: Window, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in the picture's own units."""
    shares = (places - (window.x, window.y)) / (2 * window.half) + 0.5
    return np.stack([shares[:, 0], 1 - shares[:, 1]], axis=1) * SIDE


def _smooth(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between the points of the grid, more of them, so that the colours do not come in squares."""
    points = len(heights)
    fine = np.linspace(0, points - 1, (points - 1) * max(1, _FINE * 25 // points) + 1)
    rows = np.array([np.interp(fine, np.arange(points), row) for row in heights])
    return np.array([np.interp(fine, np.arange(points), column) for column in rows.T]).T


def segments(grid: NDArray[np.floating], level: float) -> NDArray[np.float64]:
    """Where the grid has this level: line segments (n, 2, 2) of (column, row), by marching squares.

    A square whose corners alternate has two of them.
    """
    found = []
    for row in range(len(grid) - 1):
        for column in range(grid.shape[1] - 1):
            corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            values = [float(grid[y, x]) for x, y in corners]
            crossed = []
            for place in range(4):
                here, there = values[place], values[(place + 1) % 4]
                if (here < level) != (there < level):
                    share = (level - here) / (there - here)
                    share = share if 0 <= share <= 1 else 0.5  # beside what is no number
                    start, end = np.array(corners[place], float), np.array(corners[(place + 1) % 4], float)
                    crossed.append(start + share * (end - start))
            found += [crossed[at : at + 2] for at in range(0, len(crossed), 2)]
    return np.array(found, np.float64).reshape(-1, 2, 2)


def _contour(grid: NDArray[np.float32], level: float, busy: NDArray[np.float64]) -> str:
    """The line of a level, and its number at the place that is furthest from the paths."""
    found = segments(grid, level) / (len(grid) - 1)
    if not len(found):
        return ""
    found = np.stack([found[..., 0], 1 - found[..., 1]], axis=-1) * SIDE
    line = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in found.tolist())
    drawn = f'<path d="{line}" stroke="#10151A" stroke-opacity=".45" stroke-width="1" fill="none"/>'
    middles = found.mean(axis=1)
    inside = (np.abs(middles / SIDE - 0.5) < 0.5 - _EDGE).all(axis=1)
    if not inside.any():
        return drawn
    middles = middles[inside]
    away = np.linalg.norm(middles[:, None] - busy[None], axis=2).min(axis=1)
    x, y = middles[int(np.argmax(away))]
    return f"{drawn}{_text(loss_text(level), x, y, 'middle', 14)}"


def _walk(points: NDArray[np.float64], colours: tuple[str, str], dashes: str) -> str:
    """A path with a pale edge, so that it is seen on every colour; a ring where it begins, the ball where it is."""
    colour = shade(colours, False)
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())
    (first_x, first_y), (x, y) = points[0], points[-1]
    edge = f'stroke="#FFFFFF" stroke-width="5.5" stroke-opacity=".85" d="{line}"'
    return (
        f'<g fill="none" stroke-linejoin="round" stroke-linecap="round"><path {edge}/>'
        f'<path stroke="{colour}" stroke-width="2.6" stroke-dasharray="{dashes}" d="{line}"/></g>'
        f'<circle cx="{first_x:.1f}" cy="{first_y:.1f}" r="5" fill="#FFFFFF" stroke="{colour}" stroke-width="2.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{colour}" stroke="#FFFFFF" stroke-width="2.5"/>'
    )


def _name(label: str, at: NDArray[np.float64]) -> str:
    anchor = "end" if at[0] > SIDE / 2 else "start"
    return _text(label, at[0] + (-13 if anchor == "end" else 13), at[1], anchor, 15)


def _text(text: str, x: float, y: float, anchor: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y + size / 3:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#10151A" '
        f'stroke="#FFFFFF" stroke-width="3.5" stroke-opacity=".8" paint-order="stroke">{escape(text)}</text>'
    )
