"""The drawing pad as a Streamlit component."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from quiz_app.drawing.preprocessing import Strokes, strokes_of

HERE = Path(__file__).parent
KEY = "drawing-pad"


def draw_pad(strokes: Strokes = ()) -> Strokes:
    """The pad; what is on it. ``strokes`` are there when it is first shown."""
    result = _component()(
        key=KEY,
        data={"strokes": strokes},
        default={"strokes": [list(map(list, stroke)) for stroke in strokes]},
        on_strokes_change=_noticed,
    )
    value: Any = result.get("strokes")
    return strokes_of(value)


def _noticed() -> None:
    """Streamlit wants a callback for every state that it keeps."""


@cache
def _component() -> ComponentRenderer:
    html, css, js = ((HERE / f"pad.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("drawing_pad", html=html, css=css, js=js)
