"""The surface that can be turned, as a Streamlit component."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.components.v2.types import ComponentRenderer

from quiz_app.charts.heights import coloured, heights_of
from quiz_app.charts.mountain_map import DrawnPath, line_of
from quiz_app.palette import shade
from quiz_app.runs.mountain_plane import Window, on_grid

HERE = Path(__file__).parent


def surface(
    window: Window, grid: NDArray[np.float32], paths: Sequence[DrawnPath], *, dark: bool, label: str, key: str
) -> None:
    """The mountain as a surface; arguments as for `contour_map`. How it is turned stays in the browser."""
    _component()(key=key, data=surface_data(window, grid, paths, dark=dark, label=label))


def surface_data(
    window: Window, grid: NDArray[np.float32], paths: Sequence[DrawnPath], *, dark: bool, label: str
) -> dict[str, Any]:
    """What the component draws; see `surface.js`. A path lies on the surface."""
    scale = heights_of(grid)
    heights = scale.of(grid)
    walks = []
    for number, path in enumerate(paths):
        colours, dashes = line_of(number, len(paths))
        over = np.clip((path.places - (window.x, window.y)) / window.half, -1, 1)
        up = scale.of(np.array([on_grid(window, grid, place) for place in path.places]))
        walks.append(
            {
                "colour": shade(colours, False),
                "dashes": [int(length) for length in dashes.split()],
                "label": path.label if len(paths) > 1 else "",
                "line": np.column_stack([over, up]).round(4).tolist(),
            }
        )
    return {
        "points": len(grid),
        "heights": heights.ravel().round(4).tolist(),
        "colours": coloured(heights).reshape(-1, 3).tolist(),
        "paths": walks,
        "words": label,
        "ink": "#E8E6E1" if dark else "#1F2328",
        "edge": "#10151A" if dark else "#FFFFFF",
    }


@cache
def _component() -> ComponentRenderer:
    html, css, js = ((HERE / f"surface.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("mountain_surface", html=html, css=css, js=js)
