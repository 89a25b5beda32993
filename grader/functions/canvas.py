"""What all pictures of lessons share: paper, colours, letters, and how a picture becomes a PNG file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's colour-blind-safe palette, on paper that is light in dark mode too.
PAPER, INK, QUIET, FAINT = "#FCFBF8", "#222222", "#6E6E6E", "#CFCBC4"
ORANGE, BLUE, GREEN = "#B84E00", "#0072B2", "#00795A"
FONT = "DejaVu Sans"  # named at each text, not in rcParams: those are global, and the app draws from several threads


def blank(width: float, height: float) -> Figure:
    """An empty figure, in inches; 100 dots each."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=100, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def panel(figure: Figure, place: tuple[float, float, float, float], title: str, across: str, up: str) -> Axes:
    """Axes at a place (left, bottom, width, height, in shares of the figure), with a title and named scales."""
    axes = figure.add_axes(place, facecolor=PAPER)
    axes.set_title(title, loc="left", fontsize=12, color=INK, family=FONT, pad=9, weight="bold")
    axes.set_xlabel(across, fontsize=10.5, color=QUIET, family=FONT)
    axes.set_ylabel(up, fontsize=10.5, color=QUIET, family=FONT)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT)
    axes.tick_params(colors=QUIET, labelsize=9.5, labelfontfamily=FONT)
    return axes


def write(axes: Axes, x: float, y: float, text: str, color: str = INK, **style: Any) -> None:
    """Text at a place of the axes, centred unless told otherwise."""
    axes.text(x, y, text, color=color, family=FONT, **{"ha": "center", "va": "center", "fontsize": 10.5, **style})


def png(figure: Figure) -> bytes:
    """The figure as a PNG file: the same bytes on every run of one matplotlib."""
    import numpy as np
    from PIL import Image

    canvas: Any = figure.canvas
    canvas.draw()
    # 64 colours are enough for lines and letters, and make the file a third of the size.
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(64)
    stream = io.BytesIO()
    image.save(stream, format="png", optimize=True)
    return stream.getvalue()
