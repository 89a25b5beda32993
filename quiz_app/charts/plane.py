"""A plane as a network divides it, the points that it learns from, and what each unit makes of the plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quiz_app.charts.pictures import diverging, png
from quiz_app.charts.svg_image import svg_image
from quiz_app.palette import BLUE, ORANGE, shade

REACH_PIXELS = 260  # of the drawing, in its own units
_MOST_POINTS = 400


def plane(
    grid: NDArray[np.float32],
    points: NDArray[np.float32],
    labels: NDArray[np.intp],
    reach: float,
    *,
    dark: bool,
    label: str,
) -> str:
    """The probability of class 1 over the plane, orange for 1 and blue for 0, with the points on it.

    Args:
        grid: (G, G) in [0, 1], lowest y first; (0, 0): nothing is known yet.
        points: (N, 2), of which up to 400 are drawn.
        labels: (N,), 0 or 1: a ring or a disc, too.
        reach: the plane is drawn from -reach to reach.
        label: what it shows, in words.
    """
    shown = points[:_MOST_POINTS]
    scale = REACH_PIXELS / (2 * reach)
    background = ""
    if grid.size:
        values = np.clip(np.nan_to_num(2 * grid[::-1] - 1), -1, 1)
        background = f'<img src="{png(diverging(values, dark))}" alt="" style="opacity:.75">'
    edge = "#10151A" if dark else "#FFFFFF"
    dots = []
    for (x, y), kind in zip(shown.tolist(), labels[: len(shown)].tolist(), strict=True):
        colour = shade(ORANGE if kind else BLUE, dark)
        place = f'cx="{(x + reach) * scale:.1f}" cy="{(reach - y) * scale:.1f}"'
        if kind:
            dots.append(f'<circle {place} r="3" fill="{colour}" stroke="{edge}" stroke-width=".8"/>')
        else:
            dots.append(f'<circle {place} r="2.4" fill="{edge}" stroke="{colour}" stroke-width="1.8"/>')
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {REACH_PIXELS} {REACH_PIXELS}">{"".join(dots)}</svg>'
    )
    return (
        "<style>.course-plane{position:relative;aspect-ratio:1;max-width:25rem;border:1px solid var(--course-line);"
        "border-radius:.5rem;overflow:hidden}.course-plane img{position:absolute;inset:0;width:100%;height:100%}"
        f'</style><div class="course-plane">{background}{svg_image(drawn, label)}</div>'
    )


def units(
    titles: Sequence[str], answers: NDArray[np.float32], blocks: NDArray[np.int64], *, dark: bool, most: int
) -> str:
    """A column for each hidden block, with a small plane for each of its first units.

    Args:
        titles: of the blocks.
        answers: (units, c, c), what each unit answers over the plane.
        blocks: (units,), the block of each.
        most: how many columns there is room for; of more, the first and the last ones are shown.
    """
    places = list(range(len(titles)))
    gap = len(places) > most
    if gap:
        places = [*places[: most // 2], *places[-(most - most // 2) :]]
    columns = []
    for number, place in enumerate(places):
        if gap and number == most // 2:
            columns.append('<li aria-hidden="true">…</li>')
        tiles = answers[blocks == place]
        pictures = "".join(
            f'<img src="{png(diverging(_scaled(tile[::-1]), dark))}" alt="unit {unit}">'
            for unit, tile in enumerate(tiles, start=1)
        )
        columns.append(f"<li><b>{place + 1}</b> {titles[place]}<div>{pictures}</div></li>")
    return (
        '<ul class="course-units" tabindex="0" '
        'aria-label="What each unit answers over the plane: orange above 0, blue below">'
        f"{''.join(columns)}</ul>"
    )


def _scaled(tile: NDArray[np.float32]) -> NDArray[np.float32]:
    """To [-1, 1]; a unit that is the same everywhere has no colour. What is not finite is 0."""
    clean = np.nan_to_num(tile, posinf=0.0, neginf=0.0)
    largest = float(np.abs(clean).max())
    return clean / largest if largest > 0 else clean
