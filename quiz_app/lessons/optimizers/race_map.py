"""The map of a race as a Streamlit component: paths on a landscape, walked step by step in the browser."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from quiz_app.charts.levels import levels_of
from quiz_app.lessons.optimizers.landscapes import LANDSCAPES
from quiz_app.lessons.optimizers.race_words import standings
from quiz_app.lessons.optimizers.racers import Descent
from quiz_app.palette import DASHES, QUIET, SERIES, shade

HERE = Path(__file__).parent
WIDTH, HEIGHT = 990, 660
Look = tuple[tuple[str, str], tuple[int, ...]]


def draw_race(landscape: str, walks: Sequence[Descent], looks: Sequence[Look], *, dark: bool) -> None:
    """The map, with the colours and dashes of each walk."""
    _component()(key="race-map", data=_told(landscape, walks, looks, dark))


def look_of(place: int) -> Look:
    """The colours and the dashes of the racer at this place."""
    return (SERIES[place] if place < len(SERIES) else QUIET, DASHES[place % len(DASHES)])


def _told(landscape: str, walks: Sequence[Descent], looks: Sequence[Look], dark: bool) -> dict[str, Any]:
    """All that the browser draws."""
    land = LANDSCAPES[landscape]
    return {
        "place": f"{landscape}: {', '.join(walk.racer.title for walk in walks)}",
        "ground": _ground(landscape, dark),
        "paper": "#10151A" if dark else "#FFFFFF",
        "alt": f"{land.title}: {len(walks)} paths from one start. {' '.join(standings(walks))}",
        "view": land.view,
        "start": land.start,
        "lowest": land.lowest,
        "steps": land.steps,
        "lanes": [
            {
                "title": f"{walk.racer.title}, rate {walk.rate:g}",
                "colour": shade(colours, dark),
                "dash": [] if dashes == DASHES[0] else [2.2 * length for length in dashes],
                "failed": f"fails in step {walk.failed}" if walk.failed else "",
                "places": [[round(x, 4), round(y, 4)] if math.isfinite(x) else None for x, y in walk.places.tolist()],
                "heights": [float(f"{height:.3g}") if math.isfinite(height) else None for height in walk.heights],
            }
            for walk, (colours, dashes) in zip(walks, looks, strict=True)
        ],
    }


@lru_cache(maxsize=16)
def _ground(landscape: str, dark: bool) -> str:
    land = LANDSCAPES[landscape]
    left, right, bottom, top = land.view
    x, y = np.meshgrid(np.linspace(left, right, WIDTH), np.linspace(top, bottom, HEIGHT))
    return levels_of(land.height(x, y), dark=dark)


@cache
def _component() -> ComponentRenderer:
    html, css, js = ((HERE / f"race_map.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("race_map", html=html, css=css, js=js)
