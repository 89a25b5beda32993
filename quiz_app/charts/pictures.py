"""Still pictures of a network, as HTML: weight images, confusion, worst mistakes, probabilities.

All numbers and words in them are ours; no text of a student's is put into HTML here.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from quiz_app.palette import BLUE, ORANGE, QUIET, shade
from quiz_app.runs.measuring import Look

SIDE = 28
UNITS = 32
COLUMNS = 8


def weight_images(look: Look, first: NDArray[np.float32] | None = None, *, dark: bool) -> str:
    """What the first units of layer 1 look for: the weights of each, laid out as the image is.

    With the weights before training, only what has been added to them since: without the noise that they began as.
    """
    weights = look.weights[0]
    shown = (weights if first is None else weights - first)[:UNITS]
    largest = float(np.abs(shown).max()) or 1.0
    grid = _grid(diverging(shown.reshape(-1, SIDE, SIDE) / largest, dark), COLUMNS, _background(dark))
    what, value = ("The weights", "weight") if first is None else ("What training added to the weights", "change")
    alt = (
        f"{what} of {len(shown)} of {len(weights)} units of layer 1 as small images; "
        f"the largest {value} is {largest:.2g} in size."
    )
    return (
        f'<img src="{png(grid)}" alt="{alt}" style="width:100%;max-width:34rem;image-rendering:pixelated;'
        f'border-radius:.4rem"><p style="font-size:.85rem;margin:.3rem 0 0">'
        f'<b style="color:{shade(ORANGE, dark)}">Orange</b>: ink here speaks for the unit. '
        f'<b style="color:{shade(BLUE, dark)}">Blue</b>: against it. '
        f"{len(shown)} of {len(weights)} units, all on one scale.</p>"
    )


def confusion_table(look: Look, *, dark: bool) -> str:
    """Which digits are taken for which, as a table."""
    counts = look.confusion
    right, total = int(np.trace(counts)), int(counts.sum())
    head = "".join(f'<th scope="col">{digit}</th>' for digit in range(10))
    rows = []
    for digit in range(10):
        of_digit = max(int(counts[digit].sum()), 1)
        cells = "".join(
            f'<td style="{_tint(counts[digit, read] / of_digit, digit == read, dark)}">'
            f"{int(counts[digit, read]) or '·'}</td>"
            for read in range(10)
        )
        rows.append(f'<tr><th scope="row">{digit}</th>{cells}</tr>')
    return (
        "<style>.course-confusion{border-collapse:separate;border-spacing:2px;width:100%;max-width:34rem;"
        "table-layout:fixed;font-variant-numeric:tabular-nums;font-size:.85rem;text-align:center}"
        ".course-confusion caption{text-align:left;padding-bottom:.3rem}"
        ".course-confusion td{border-radius:3px;padding:.22rem 0}</style>"
        f'<table class="course-confusion"><caption>Rows: what the digit is. Columns: what it was read as. '
        f"{right:,} of {total:,} are on the diagonal, which is right.</caption>"
        f'<thead><tr><th scope="col" aria-label="digit"></th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def worst_mistakes(look: Look) -> str:
    """The images that it was most certain about, wrongly."""
    if not len(look.worst):
        return "<p>None of the test images is read wrongly.</p>"
    figures = "".join(
        f'<figure><img src="{png(image.reshape(SIDE, SIDE))}" alt="a handwritten {digit}">'
        f"<figcaption>a <b>{digit}</b>, read as <b>{read}</b><br>{100 * share:.0f} % sure</figcaption></figure>"
        for image, (digit, read), share in zip(look.worst_images, look.worst, look.worst_shares, strict=True)
    )
    return (
        "<style>.course-worst{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.2rem,1fr));gap:.8rem}"
        ".course-worst figure{margin:0;text-align:center;font-size:.85rem}.course-worst img{width:100%;"
        "max-width:6rem;image-rendering:pixelated;border-radius:.4rem}</style>"
        f'<div class="course-worst">{figures}</div>'
    )


def digit_image(pixels: NDArray[np.uint8], alt: str) -> str:
    """A 28 × 28 image as the network sees it."""
    return (
        f'<img src="{png(pixels.reshape(SIDE, SIDE))}" alt="{alt}" '
        'style="width:100%;max-width:11rem;image-rendering:pixelated;border-radius:.4rem">'
    )


def probability_bars(probabilities: NDArray[np.float32], *, dark: bool) -> str:
    """The ten probabilities, each as a bar with its number; the largest one is marked with a word."""
    best = int(probabilities.argmax())
    rows = "".join(
        f'<tr{" class=best" if digit == best else ""}><th scope="row">{digit}</th>'
        f'<td class="bar"><span style="width:{max(100 * float(share), 0.5):.1f}%"></span></td>'
        f"<td>{100 * float(share):.1f} %{' ◀' if digit == best else ''}</td></tr>"
        for digit, share in enumerate(probabilities)
    )
    return (
        "<style>.course-bars{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}"
        ".course-bars th{width:1.6rem;font-weight:500}.course-bars td:last-child{width:5.2rem;text-align:right}"
        f".course-bars .bar span{{display:block;height:1.05rem;border-radius:3px;background:{shade(QUIET, dark)}}}"
        f".course-bars .best .bar span{{background:{shade(ORANGE, dark)}}}.course-bars .best{{font-weight:700}}"
        "</style>"
        '<table class="course-bars"><caption style="text-align:left;padding-bottom:.3rem">Probability of each digit'
        f"; the largest is that of <b>{best}</b>.</caption><tbody>{rows}</tbody></table>"
    )


def _tint(share: float, right: bool, dark: bool) -> str:
    strength = 0.0 if share <= 0 else 0.15 + 0.75 * float(share)
    r, g, b = _rgb(shade(BLUE if right else ORANGE, dark))
    # White on strong blue, or dark on light, keeps the number readable.
    ink = "" if strength < 0.5 else f";color:{'#10151A' if dark else '#FFFFFF'}"
    return f"background:rgba({r},{g},{b},{strength:.2f}){ink}"


def diverging(values: NDArray[Any], dark: bool) -> NDArray[np.uint8]:
    """(…, h, w) in [-1, 1] -> (…, h, w, 3): blue for negative, the page's colour for 0, orange for positive."""
    middle = np.array(_background(dark), float)
    positive, negative = (np.array(_rgb(shade(pair, dark)), float) for pair in (ORANGE, BLUE))
    size = np.abs(values)[..., None] ** 0.8
    target = np.where(values[..., None] >= 0, positive, negative)
    return np.asarray((middle + size * (target - middle)).round(), dtype=np.uint8)


def _grid(tiles: NDArray[np.uint8], columns: int, gap: tuple[int, int, int]) -> NDArray[np.uint8]:
    rows = -(-len(tiles) // columns)
    step = SIDE + 2
    grid = np.full((rows * step - 2, columns * step - 2, 3), gap, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = index // columns * step, index % columns * step
        grid[top : top + SIDE, left : left + SIDE] = tile
    return grid


def _background(dark: bool) -> tuple[int, int, int]:
    return (31, 37, 44) if dark else (245, 243, 238)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def png(pixels: NDArray[np.uint8]) -> str:
    """An image (h, w, 3) or (h, w) as an address that holds it."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
