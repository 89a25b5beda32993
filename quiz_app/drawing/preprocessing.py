"""Strokes -> a 28 × 28 image made as MNIST's were: scaled into 20 × 20, placed by its centre of mass.

After Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits: "the images were centered in a
28x28 image by computing the center of mass of the pixels, and translating the image so as to position this point
at the center of the 28x28 field".
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE, BOX = 28, 20
PEN = 2.6  # pixels: about as thick as MNIST's strokes
FINER = 8
MOST_STROKES, MOST_POINTS = 200, 4000

Strokes = tuple[tuple[tuple[float, float], ...], ...]


def strokes_of(value: Any) -> Strokes:
    """The strokes in what a browser sent: lists of points [x, y] in [0, 1]; whatever else it sent is left out."""
    strokes: list[tuple[tuple[float, float], ...]] = []
    left = MOST_POINTS
    for stroke in value[:MOST_STROKES] if isinstance(value, list) else ():
        points = [_point(point) for point in stroke[:left]] if isinstance(stroke, list) else []
        kept = tuple(point for point in points if point is not None)
        left -= len(kept)
        if kept:
            strokes.append(kept)
    return tuple(strokes)


def image_of(strokes: Strokes) -> NDArray[np.uint8] | None:
    """The image (28, 28), 0 for paper to 255 for ink, or None for an empty pad.

    The strokes are scaled as lines and drawn then, so that a small digit gets as thick a pen as a large one.
    """
    points = np.array([point for stroke in strokes for point in stroke])
    if not len(points):
        return None
    low = points.min(axis=0)
    extent = float((points.max(axis=0) - low).max())
    scale = (BOX - PEN) / extent if extent > 1e-3 else 0.0
    canvas = Image.new("L", (BOX * FINER, BOX * FINER), 0)
    draw = ImageDraw.Draw(canvas)
    radius = PEN * FINER / 2
    for stroke in strokes:
        line = [tuple((PEN / 2 + (np.array(point) - low) * scale) * FINER) for point in stroke]
        if len(line) > 1:
            draw.line(line, fill=255, width=round(2 * radius), joint="curve")
        for x, y in line:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    small = np.asarray(canvas.resize((BOX, BOX), Image.Resampling.BOX))
    return centred(small)


def centred(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink, at most (20, 20), in an image (28, 28) whose centre is its centre of mass, to the pixel."""
    image = np.zeros((SIDE, SIDE), np.uint8)
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return image
    ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    total = float(ink.sum())
    height, width = ink.shape
    row = float((ink.sum(axis=1) * np.arange(height)).sum()) / total
    column = float((ink.sum(axis=0) * np.arange(width)).sum()) / total
    top = min(max(round((SIDE - 1) / 2 - row), 0), SIDE - height)
    left = min(max(round((SIDE - 1) / 2 - column), 0), SIDE - width)
    image[top : top + height, left : left + width] = ink
    return image


def _point(value: Any) -> tuple[float, float] | None:
    if not (isinstance(value, list) and len(value) == 2):
        return None
    x, y = value
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in (x, y)):
        return None
    return min(max(float(x), 0.0), 1.0), min(max(float(y), 0.0), 1.0)
